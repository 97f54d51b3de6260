"""Whether memory grows, looked at when nothing is under way."""

from dataclasses import dataclass, field
import gc
from pathlib import Path
from statistics import linear_regression
import tracemalloc
from typing import Final

# Ten minutes of remembered messages and what the interpreter keeps for itself.
_ALLOWED: Final = 3 << 20
_ALLOWED_PER_MINUTE: Final = 24 << 10

# From then on, what is forgotten after ten minutes makes up for what is new.
_SETTLED: Final = 15.0


@dataclass(slots=True)
class Memory:
    """Bytes of objects and bytes resident, by minute."""

    looks: list[tuple[float, int, int]] = field(default_factory=list)

    def look(self, minute: float) -> None:
        """Take both down."""
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        objects = tracemalloc.get_traced_memory()[0]
        self.looks.append((minute, objects, pages * 4096))

    @property
    def growth(self) -> int:
        """Return by how much the objects have grown since the first look."""
        return self.looks[-1][1] - self.looks[0][1]

    @property
    def per_minute(self) -> float | None:
        """Return by how much they grow at last, None in a run that is too short."""
        settled = [look for look in self.looks if look[0] >= _SETTLED]
        if len(settled) < 5:
            return None
        minutes, objects, _ = zip(*settled, strict=True)
        return linear_regression(minutes, objects).slope

    @property
    def flat(self) -> bool:
        """Return whether the growth has stopped."""
        if (slope := self.per_minute) is not None:
            return slope <= _ALLOWED_PER_MINUTE
        return self.growth <= _ALLOWED
