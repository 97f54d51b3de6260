"""Runs a soak and prints its figures."""

import argparse
import logging
import sys
from typing import Final

from benchmarks.accounts import account, our_entry
from benchmarks.home import run_in_home_loop, running_home
from benchmarks.provider import running_provider

from .course import Course, NeverQuietError
from .leftovers import left_files, left_tasks, left_timers, sockets, threads

_SEED: Final = 186
_DELIVERED_AFTER: Final = 3.0


def main() -> int:
    """Return 0 if nothing was lost, doubled or left over, and memory is flat."""
    parser = argparse.ArgumentParser(
        prog="scripts/soak",
        description="Send with faults for a while: nothing lost, duplicated or left over.",
    )
    parser.add_argument("--minutes", type=float, default=60.0, help="how long to run")
    parser.add_argument("--seed", type=int, default=_SEED, help="random seed")
    arguments = parser.parse_args()
    return run_in_home_loop(_soak(arguments.minutes, arguments.seed))


async def _soak(minutes: float, seed: int) -> int:
    """Return the exit code."""
    # What goes wrong is meant to.
    logging.getLogger("custom_components").setLevel(logging.CRITICAL)
    async with running_provider() as provider:
        await provider.ask("deliver_after", seconds=_DELIVERED_AFTER)
        before = sockets(), threads()
        async with running_home() as hass:
            async with account(hass, our_entry(provider)) as entry:
                course = Course(hass, provider, entry, seed, _say)
                try:
                    trouble = await course.run(minutes)
                except NeverQuietError as err:
                    _say(f"FAILED: {err}")
                    return 1
            left = [*left_tasks(), *left_timers(), *left_files()]
        after = sockets(), threads()
        arrived = course.ledger.check(await provider.ask("texts"))
    checks = {
        "every accepted message arrived exactly once": arrived["exactly once"]
        == course.ledger.outcomes["accepted"]
        and set(+arrived) == {"exactly once"},
        "nothing left: tasks, timers, files": not left,
        "nothing left: sockets": after[0] <= before[0],
        "nothing left: threads": after[1] == before[1],
        "memory flat": course.memory.flat,
    }
    _say("")
    _figures(course, trouble.counts, arrived)
    for item in left:
        _say(f"left over: {item}")
    _say(f"sockets {before[0]} -> {after[0]}, threads {before[1]} -> {after[1]}")
    _say("")
    for name, passed in checks.items():
        _say(f"{'ok' if passed else 'FAILED':8}{name}")
    return 0 if all(checks.values()) else 1


def _figures(course: Course, faults: dict[str, int], arrived: dict[str, int]) -> None:
    """Print what there was."""
    ledger, memory = course.ledger, course.memory
    slope = memory.per_minute
    for name, value in (
        ("messages", f"{ledger.messages:,} to {ledger.recipients:,} numbers"),
        ("GETs", f"{course.sends:,}"),
        ("arrived", _list(arrived)),
        ("outcomes", _list(ledger.outcomes)),
        ("faults", _list(faults)),
        ("reloads", f"{course.reloads}"),
        ("longest wait", f"{course.longest_wait:.1f} s until everything was sent"),
        (
            "objects",
            f"{memory.looks[0][1] / 2**20:.2f} -> {memory.looks[-1][1] / 2**20:.2f} MiB"
            + (f", at last {slope / 2**10:+.1f} KiB a minute" if slope else ""),
        ),
        (
            "resident",
            f"{memory.looks[0][2] / 2**20:.1f} -> {memory.looks[-1][2] / 2**20:.1f} MiB",
        ),
    ):
        _say(f"{name:14}{value}")


def _list(counts: dict[str, int]) -> str:
    """Return counts, the most frequent first."""
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    return ", ".join(f"{count:,} {name}" for name, count in ordered)


def _say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
