"""What was seen, as a table for the terminal and as Markdown."""

from collections.abc import Iterator
from dataclasses import dataclass
import textwrap
from typing import Final

from .questions import QUESTIONS, Question

NOT_ASKED: Final = "not asked"

_WIDTH: Final = 96


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was seen.

    fits: whether the integration copes with it; None if there was nothing to see.
    """

    seen: str
    fits: bool | None


class Findings:
    """One finding for each question."""

    def __init__(self) -> None:
        """Start with nothing asked."""
        self._found: dict[str, Finding] = {}

    def note(self, key: str, seen: str, *, fits: bool | None) -> None:
        """Note what was seen for a question."""
        if key not in QUESTIONS:
            raise KeyError(key)
        self._found[key] = Finding(seen=seen, fits=fits)

    def skip(self, key: str, reason: str) -> None:
        """Note why a question was not asked."""
        self.note(key, f"{NOT_ASKED}: {reason}", fits=None)

    def __bool__(self) -> bool:
        """Return whether anything was asked."""
        return bool(self._found)

    def __getitem__(self, key: str) -> Finding:
        """Return the finding for a question."""
        return self._found.get(key, Finding(seen=NOT_ASKED, fits=None))

    def as_text(self) -> str:
        """Return a table for the terminal."""
        lines = []
        for _, question, finding in self._rows():
            lines.append(f"{_mark(finding):<8} {question.text}")
            for name, text in (("seen", finding.seen), ("assumed", question.assumed)):
                lines += textwrap.wrap(
                    f"{name + ':':<9}{text}",
                    width=_WIDTH,
                    initial_indent=" " * 9,
                    subsequent_indent=" " * 18,
                )
        return "\n".join(lines)

    def as_markdown(self) -> str:
        """Return a report to publish: it contains no numbers, names or secrets."""
        lines = [
            "| | Question | What was seen | What the integration assumes | Fits |",
            "| --- | --- | --- | --- | --- |",
        ]
        lines += [
            f"| `{key}` | {question.text} | {finding.seen.replace('|', '/')} "
            f"| {question.assumed} | {_mark(finding)} |"
            for key, question, finding in self._rows()
        ]
        return "\n".join(["# What the provider does", "", *lines, ""])

    def _rows(self) -> Iterator[tuple[str, Question, Finding]]:
        """Return every question with its finding, in order."""
        for key, question in QUESTIONS.items():
            yield key, question, self[key]


def _mark(finding: Finding) -> str:
    """Return whether a finding fits, in a word."""
    return {True: "yes", False: "NO", None: "open"}[finding.fits]
