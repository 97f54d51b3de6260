"""What a run has found, as Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from .provider import PROJECT

DOCUMENT: Final = PROJECT / "docs" / "benchmark.md"

_INTRODUCTION: Final = """\
# Benchmark

Written by `scripts/benchmark`, which anybody can run: everything happens on one machine, against the simulated
provider (`simulator/`) in a second process, so the network costs next to nothing and every microsecond of ours shows.
At home the provider's answer takes 50 to 300 ms, beside which all of the differences below vanish.

The contenders take turns in short blocks. Times are medians; ratios are medians of the ratios within each round, so
that what else the machine was doing weighs on all alike.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What was to be reached, and what was."""

    text: str
    measured: str
    met: bool
    cause: str = ""
    """Why it is not met, where it is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One kind of measurement."""

    title: str
    text: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: str = ""
    goals: list[Goal] = field(default_factory=list)


def document(facts: Sequence[tuple[str, str]], sections: Sequence[Section]) -> str:
    """Return the whole document."""
    goals = [goal for section in sections for goal in section.goals]
    parts = [
        _INTRODUCTION,
        table(("", ""), facts),
        "## Goals\n",
        table(
            ("Goal", "Measured", "Met"),
            [
                (goal.text, goal.measured, "yes" if goal.met else "**no**")
                for goal in goals
            ],
        ),
        *(
            f"- **{goal.text}**: {goal.cause}\n"
            for goal in goals
            if goal.cause and not goal.met
        ),
        *(_section(section) for section in sections),
    ]
    return "\n".join(parts)


def write(text: str, path: Path = DOCUMENT) -> None:
    """Write the document."""
    path.write_text(text)


def _section(section: Section) -> str:
    """Return a section."""
    parts = [f"## {section.title}\n", f"{section.text}\n"]
    parts.append(table(section.header, section.rows))
    if section.notes:
        parts.append(f"{section.notes}\n")
    return "\n".join(parts)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table whose columns stand below each other in a terminal, too."""
    lines = [header, *rows]
    widths = [max(3, *map(len, column)) for column in zip(*lines, strict=True)]
    texts = [
        "| "
        + " | ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        + " |"
        for line in lines
    ]
    rule = [
        ":" + "-" * (width - 1) if column == 0 else "-" * (width - 1) + ":"
        for column, width in enumerate(widths)
    ]
    texts.insert(1, f"| {' | '.join(rule)} |")
    return "\n".join(texts) + "\n"
