"""Whether the integration ever blocks anything else in the home."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
import gc
from time import perf_counter
from typing import Final

from .accounts import account, our_entry
from .bench import Bench, limit_lifted
from .report import Goal, Section
from .scenario import play, send_many, send_one
from .stall_watch import Stall, watched
from .stats import MS

_GOAL: Final = 0.010
_BURST: Final = 1_000

# A stall that is ours comes back in every repetition, one of the machine's does
# not: the shortest of the longest ones counts.
_REPETITIONS: Final = 3

# Until the last outcome is announced.
_AFTERWARDS: Final = 0.3

_TEXT: Final = f"""\
The longest time for which the event loop was blocked, and what took longest in it. Each scene is played
{_REPETITIONS} times; the shortest of the longest stalls counts, since a stall caused by the machine occurs once and
one of ours every time. Python's garbage collection is switched off meanwhile: it occasionally stops all of Home
Assistant, whatever is running (last row: how long it takes in this small one)."""


async def measure(bench: Bench) -> Section:
    """Watch the event loop in the scenes that are hardest for it."""
    stalls: dict[str, list[Stall]] = {}
    many = bench.effort.waiting[-1]

    @contextmanager
    def watch(scene: str) -> Generator[None]:
        with watched() as longest:
            yield
        stalls.setdefault(scene, []).append(longest)

    for _ in range(_REPETITIONS):
        with limit_lifted():
            await bench.provider.ask("clear")
            async with account(bench.hass, our_entry(bench.provider)):
                with watch(f"burst of {_BURST:,}"):
                    await send_many(bench.hass, _BURST)
                    await asyncio.sleep(_AFTERWARDS)
            await bench.provider.ask("clear")
            async with account(bench.hass, our_entry(bench.provider)):
                numbers = [f"53099{number:05}" for number in range(_BURST)]
                with watch(f"one text to {_BURST:,} people"):
                    await send_one(bench.hass, "Herkese", *numbers)
                    await asyncio.sleep(_AFTERWARDS)
        await play(
            bench.hass, bench.provider, many, lambda phase: watch(f"{many:,} {phase}")
        )
    shortest = {
        scene: min(found, key=lambda stall: stall.seconds)
        for scene, found in stalls.items()
    }
    worst = max(shortest, key=lambda scene: shortest[scene].seconds)
    culprit = shortest[worst].culprit or "reading and writing"
    return Section(
        title="Stalls of the event loop",
        text=_TEXT,
        header=("", "ms", "of which CPU time", "longest part of it"),
        rows=[
            *(
                (
                    scene,
                    f"{stall.seconds * MS:.1f}",
                    f"{stall.computing * MS:.1f}",
                    f"`{stall.culprit}`" if stall.culprit else "",
                )
                for scene, stall in shortest.items()
            ),
            ("garbage collection", f"{_collection() * MS:.1f}", "", ""),
        ],
        goals=[
            Goal(
                text=f"No stall over {_GOAL * MS:.0f} ms",
                measured=f"{shortest[worst].seconds * MS:.1f} ms ({worst})",
                met=shortest[worst].seconds <= _GOAL,
                cause=f"`{culprit}` took most of it; "
                f"{shortest[worst].computing * MS:.1f} ms of it was CPU time, the rest waiting for the machine.",
            )
        ],
    )


def _collection() -> float:
    """Return the seconds of one full garbage collection."""
    began = perf_counter()
    gc.collect()
    return perf_counter() - began
