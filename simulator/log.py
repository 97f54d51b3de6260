"""The provider's last answers, for people to look at."""

from collections import deque
from dataclasses import dataclass
from typing import Final

from .faults import FaultKind
from .signals import Signal

LENGTH: Final = 100


@dataclass(slots=True, frozen=True)
class Answer:
    """One line of the log.

    at: seconds since 1970.
    code: the code the client could read, None where there was no answer.
    text: the provider's words, "" where there were none.
    fault: what was played, "line_cut" while the line was cut.
    """

    id: int
    at: float
    endpoint: str
    code: int | None
    text: str
    fault: FaultKind | str | None


class AnswerLog:
    """Keeps the last answers."""

    def __init__(self) -> None:
        """Start empty."""
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
        """Write a line."""
        answer = Answer(self._next_id, at, endpoint, code, text, fault)
        self._next_id += 1
        self.answers.append(answer)
        self.added.send(answer)

    def clear(self) -> None:
        """Forget all lines."""
        self.answers.clear()
