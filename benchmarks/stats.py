"""Numbers out of numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Final

MS: Final = 1_000.0


@dataclass(slots=True)
class Blocks:
    """What one contender needed, in seconds, block by block."""

    blocks: list[list[float]] = field(default_factory=list)

    def add(self, block: Iterable[float]) -> None:
        """Add what was measured within one round."""
        self.blocks.append(list(block))

    @property
    def all(self) -> list[float]:
        """Return everything that was measured."""
        return [value for block in self.blocks for value in block]

    @property
    def median(self) -> float:
        """Return what is usual."""
        return median(self.all)

    @property
    def p95(self) -> float:
        """Return what 19 of 20 stay below."""
        return p95(self.all)

    def ratio(self, other: Blocks) -> float:
        """Return how many times the other's time this takes.

        Compared within each round, so that what else the machine does in a
        round weighs on both.
        """
        return median(
            median(mine) / median(theirs)
            for mine, theirs in zip(self.blocks, other.blocks, strict=True)
        )


def p95(values: Sequence[float]) -> float:
    """Return what 19 of 20 stay below."""
    return quantiles(values, n=20)[-1] if len(values) > 1 else values[0]
