"""A thousand messages at once."""

import asyncio
from collections import Counter
from time import perf_counter
from typing import Any, Final

from custom_components.iletimerkezi.outbox.model import Outcome, Status
from custom_components.iletimerkezi.outbox.scheduler import MAX_IN_FLIGHT

from .accounts import account, our_entry
from .bench import Bench, limit_lifted
from .contenders import ACTION, ALL, OURS, RAW, Send
from .report import Goal, Section
from .stats import MS, Blocks

MESSAGES: Final = 1_000
_GOAL: Final = 0.4

_TEXT: Final = f"""\
{MESSAGES:,} different messages, until the last caller has a response. The integration gets all of them at once and
keeps {MAX_IN_FLIGHT} requests under way by itself; the others are called by {MAX_IN_FLIGHT} loops. To make the cost of
a message visible, **this benchmark lifts the provider's limit of 100 SMS per second**, which the product always keeps
(last row)."""


async def measure(bench: Bench) -> Section:
    """Measure how many messages a second go out."""
    taken = {name: Blocks() for name in ALL}
    with limit_lifted():
        for turn in range(bench.effort.burst_rounds):
            for name in bench.shuffled(list(ALL)):
                taken[name].add([await _burst(bench, name, turn)])
    raw = taken[RAW]
    rows = [
        (
            name,
            f"{MESSAGES / blocks.median:,.0f}",
            f"{blocks.median / MESSAGES * MS:.3f}",
            f"{1 / blocks.ratio(raw):.2f}",
        )
        for name, blocks in taken.items()
    ]
    notes = ""
    if bench.effort.paced_burst:
        seconds, statuses = await _paced(bench)
        rows.append(
            (
                f"{ACTION}, limit kept",
                f"{MESSAGES / seconds:,.0f}",
                f"{seconds / MESSAGES * MS:.3f}",
                "",
            )
        )
        notes = (
            f"With the limit kept, all {MESSAGES:,} are accepted after {seconds:.1f} s; callers get: "
            + ", ".join(f"{count:,} {status}" for status, count in statuses.items())
            + "."
        )
    throughput = 1 / taken[ACTION].ratio(raw)
    return Section(
        title="A thousand at once",
        text=_TEXT,
        header=("", "messages/s", "ms each", "x raw"),
        rows=rows,
        notes=notes,
        goals=[
            Goal(
                text=f"Burst ≥ {_GOAL} x the raw loop at the same concurrency",
                measured=f"{throughput:.2f} x",
                met=throughput >= _GOAL,
                cause=(
                    f"one of our messages costs {taken[ACTION].median / MESSAGES * 1e6:.0f} µs, all of it spent in "
                    "the event loop's single thread, apart from the journal's, while the raw loop waits for the "
                    f"simulator ({raw.median / MESSAGES * 1e6:.0f} µs). "
                    "See the parts under “One message at a time”."
                ),
            )
        ],
    )


async def _burst(bench: Bench, name: str, turn: int) -> float:
    """Return the seconds a burst takes."""
    await bench.provider.ask("clear")
    async with account(bench.hass, our_entry(bench.provider)):
        send = bench.ways()[name]
        await send("Deneme")
        await asyncio.sleep(0.05)
        texts = [f"Alarm {turn} {number}" for number in range(MESSAGES)]
        began = perf_counter()
        if name in OURS:
            await asyncio.gather(*map(send, texts))
        else:
            await _in_loops(send, texts)
        seconds = perf_counter() - began
    if (count := await bench.provider.messages()) != MESSAGES + 1:
        raise RuntimeError(f"{name}: {count} SMS of {MESSAGES + 1}")
    return seconds


async def _in_loops(send: Send, texts: list[str]) -> None:
    """Send with as many under way as the integration allows itself."""
    left = iter(texts)

    async def one_after_the_other() -> None:
        for text in left:
            await send(text)

    await asyncio.gather(*(one_after_the_other() for _ in range(MAX_IN_FLIGHT)))


async def _paced(bench: Bench) -> tuple[float, Counter[str]]:
    """Return how long a burst takes as the product sends it, and what callers get."""
    await bench.provider.ask("clear")
    async with account(bench.hass, our_entry(bench.provider)) as entry:
        finished = asyncio.Event()
        accepted: list[Outcome] = []

        def note(outcome: Outcome) -> None:
            if outcome.status is Status.ACCEPTED:
                accepted.append(outcome)
            if len(accepted) == MESSAGES:
                finished.set()

        entry.runtime_data.publisher.subscribe(note)
        began = perf_counter()
        answers = await asyncio.gather(
            *(
                bench.hass.services.async_call(
                    "iletimerkezi",
                    "send_message",
                    {"message": f"Alarm {number}", "number": ["5301234567"]},
                    blocking=True,
                    return_response=True,
                )
                for number in range(MESSAGES)
            )
        )
        await finished.wait()
        seconds = perf_counter() - began
    statuses: Counter[str] = Counter()
    for answer in answers:
        messages: Any = (answer or {})["messages"]
        statuses[messages[0]["status"]] += 1
    return seconds, statuses
