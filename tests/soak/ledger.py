"""Who was sent what, and what became of it.

Kept small: the soak watches the memory of the process it runs in.
"""

from array import array
from collections import Counter
import re
from typing import Final

from custom_components.iletimerkezi.outbox.model import Outcome, Status

_MARK: Final = re.compile(r"#(\d+)")


class Ledger:
    """Counts by message; each has a number in its text."""

    def __init__(self) -> None:
        """Initialize."""
        self._wanted = array("B")
        self._accepted = array("B")
        self._refused = array("B")
        self.outcomes: Counter[str] = Counter()

    def text(self, words: str, recipients: int) -> str:
        """Return a text that there is only once, for so many recipients."""
        number = len(self._wanted)
        self._wanted.append(recipients)
        self._accepted.append(0)
        self._refused.append(0)
        return f"{words} #{number}"

    def note(self, outcome: Outcome) -> None:
        """Count an outcome."""
        self.outcomes[outcome.status.value] += 1
        if found := _MARK.search(outcome.text):
            number = int(found[1])
            if outcome.status is Status.ACCEPTED:
                self._accepted[number] += 1
            elif outcome.failed and not outcome.kept:
                self._refused[number] += 1

    @property
    def messages(self) -> int:
        """How many messages were handed over."""
        return len(self._wanted)

    @property
    def recipients(self) -> int:
        """To how many numbers in all."""
        return sum(self._wanted)

    @property
    def unfinished(self) -> int:
        """To how many numbers nobody knows yet what became of it."""
        return self.recipients - sum(self._accepted) - sum(self._refused)

    def check(self, arrived: list[tuple[str, str]]) -> Counter[str]:
        """Compare with what the provider has accepted.

        Returns how many messages to a number arrived exactly once, and how
        many were lost, doubled, or sent though they were said to be refused.
        """
        copies = Counter((self._number(text), number) for number, text in arrived)
        found: Counter[str] = Counter()
        by_message = Counter(message for message, _ in copies)
        for count in copies.values():
            found["exactly once" if count == 1 else "more than once"] += 1
        for message, accepted in enumerate(self._accepted):
            there = by_message[message]
            found["lost"] += max(0, accepted - there)
            found["sent but said to be refused"] += max(0, there - accepted)
        return found

    @staticmethod
    def _number(text: str) -> int:
        """Return which message a text belongs to."""
        found = _MARK.search(text)
        return int(found[1]) if found else -1
