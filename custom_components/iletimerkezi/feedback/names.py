"""Recipients as people read them: by name, and bare numbers by how they end."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import Final

from homeassistant.config_entries import ConfigEntry

from ..const import CONF_NUMBERS
from ..outbox import Recipients

_VISIBLE_DIGITS: Final = 2


def names_of(
    recipients: Recipients,
    *,
    families: Collection[str] = (),
    escape: Callable[[str], str],
) -> list[str]:
    """Return the recipients, each once; of a family also which of its numbers.

    Args:
        recipients: in the order in which they are to be named.
        families: ids of recipients that have several numbers.
        escape: makes a name harmless where it is shown.
    """
    numbers: dict[str | None, list[str]] = {}
    with_numbers: set[str | None] = {None}
    for number, addressee in recipients.items():
        numbers.setdefault(addressee.name, []).append(number)
        if not set(addressee.recipient_ids).isdisjoint(families):
            with_numbers.add(addressee.name)
    names: list[str] = []
    for name, several in numbers.items():
        endings = _counted(several)
        if name is None:
            names += endings
        elif name in with_numbers or len(several) > 1:
            names.append(f"{escape(name)} {' '.join(endings)}")
        else:
            names.append(escape(name))
    return names


def masked(number: str) -> str:
    """Return what may be shown of a number that has no name: how it ends."""
    digits = "".join(char for char in number if char.isdecimal())
    return f"…{digits[-_VISIBLE_DIGITS:]}"


def families_of(entry: ConfigEntry) -> frozenset[str]:
    """Return the ids of an account's recipients that have several numbers."""
    return frozenset(
        subentry_id
        for subentry_id, subentry in entry.subentries.items()
        if len(subentry.data.get(CONF_NUMBERS, ())) > 1
    )


def families_among(recipients: Recipients) -> set[str]:
    """Return the ids of those recipients that have several of the numbers."""
    counts = Counter(
        recipient_id
        for addressee in recipients.values()
        for recipient_id in addressee.recipient_ids
    )
    return {recipient_id for recipient_id, count in counts.items() if count > 1}


def _counted(numbers: list[str]) -> list[str]:
    """Return how numbers end; two that end alike are two."""
    counts: Mapping[str, int] = Counter(map(masked, numbers))
    return [
        ending if count == 1 else f"{ending} ×{count}"
        for ending, count in counts.items()
    ]
