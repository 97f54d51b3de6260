"""Log of the last answers, for the page."""

from collections import deque
from dataclasses import dataclass
from typing import Final

from .faults import FaultKind
from .signals import Signal

LENGTH: Final = 100


@dataclass(slots=True, frozen=True)
class Answer:
    """One entry of the log.

    at: seconds since 1970.
    code: the code the client could read, None without an answer.
    text: the provider's message, "" without one.
    fault: the fault, "line_cut" while the line was cut.
    """

    id: int
    at: float
    endpoint: str
    code: int | None
    text: str
    fault: FaultKind | str | None


class AnswerLog:
    """The last answers, a bounded number of them."""

    def __init__(self) -> None:
        """Initialize an empty log."""
        self.answers: deque[Answer] = deque(maxlen=LENGTH)
        self.added: Signal[Answer] = Signal()
        self._next_id = 1

    def add(
        self,
        *,
        at: float,
        endpoint: str,
        code: int | None,
        text: str,
        fault: FaultKind | str | None = None,
    ) -> None:
        """Add an entry."""
        answer = Answer(self._next_id, at, endpoint, code, text, fault)
        self._next_id += 1
        self.answers.append(answer)
        self.added.send(answer)

    def clear(self) -> None:
        """Discard all entries."""
        self.answers.clear()
