"""Whether a message costs more when many are waiting."""

from collections.abc import Generator
from contextlib import contextmanager
from statistics import median
from time import perf_counter, thread_time
from typing import Final

from .bench import Bench
from .memory import measure_memory
from .report import Goal, Section
from .scenario import PHASES, play

# As flat as can be measured on a machine that does other things, too.
_FLAT: Final = 1.25

_TEXT: Final = """\
The provider is unreachable. Messages are handed over, one call in each turn of the event loop, until every caller
knows that its message is waiting (and it is on the disk); the account is reloaded; the provider is reachable again and
everything is sent, with the limit per second lifted as above. Microseconds for each message: elapsed / of which CPU
time of the event loop's thread."""


async def measure(bench: Bench) -> Section:
    """Measure among few and among many."""
    counts = bench.effort.waiting
    taken: dict[tuple[int, str], list[tuple[float, float]]] = {}
    for _ in range(bench.effort.growth_rounds):
        for count in bench.shuffled(list(counts)):

            @contextmanager
            def clock(phase: str, count: int = count) -> Generator[None]:
                began = perf_counter(), thread_time()
                yield
                passed, computing = perf_counter() - began[0], thread_time() - began[1]
                taken.setdefault((count, phase), []).append(
                    (passed / count, computing / count)
                )

            await play(bench.hass, bench.provider, count, clock)
    memory = await measure_memory(bench.provider, counts[-1])
    few, many = counts[0], counts[-1]
    growth = {
        phase: _computing(taken[many, phase]) / _computing(taken[few, phase])
        for phase in PHASES
    }
    worst = max(growth, key=lambda phase: growth[phase])
    return Section(
        title="Thousands of waiting messages",
        text=_TEXT,
        header=("", *(f"{count:,}" for count in counts), "growth"),
        rows=[
            (
                phase,
                *(
                    f"{_passed(taken[count, phase]) * 1e6:.0f} / "
                    f"{_computing(taken[count, phase]) * 1e6:.0f}"
                    for count in counts
                ),
                f"{growth[phase]:.2f} x",
            )
            for phase in PHASES
        ],
        notes=f"Memory with {many:,} waiting messages: {memory.objects / 2**20:.1f} MiB of objects "
        f"({memory.objects / many / 2**10:.1f} KiB each), {memory.resident / 2**20:.1f} MiB more resident; "
        f"their journal takes {memory.journal / 2**20:.1f} MiB.",
        goals=[
            Goal(
                text=f"Cost per message flat from {few:,} to {many:,} waiting",
                measured=f"at most {growth[worst]:.2f} x ({worst})",
                met=growth[worst] <= _FLAT,
                cause=f"“{worst}” grows; see the table.",
            )
        ],
    )


def _passed(taken: list[tuple[float, float]]) -> float:
    """Return the usual time."""
    return median(passed for passed, _ in taken)


def _computing(taken: list[tuple[float, float]]) -> float:
    """Return the usual time on the processor."""
    return median(computing for _, computing in taken)
