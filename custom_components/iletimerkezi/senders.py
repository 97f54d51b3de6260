"""What can be a sender: the name that a phone shows instead of a number."""

from typing import Final

_MAX_LENGTH: Final = 11
_TURKISH_LETTERS: Final = frozenset("çğıöşüÇĞİÖŞÜ")


def is_valid_sender(sender: str) -> bool:
    """Tell whether the provider could approve a sender.

    Its code 459 stands for an empty one, 460 for more than 11 characters or
    Turkish letters. Spaces and case count and are left as they were typed.
    """
    return (
        bool(sender.strip())
        and len(sender) <= _MAX_LENGTH
        and sender.isprintable()
        and not _TURKISH_LETTERS.intersection(sender)
    )
