"""One message at a time."""

import asyncio
from statistics import median
from time import perf_counter
from typing import Final

from .accounts import account, our_entry
from .bench import Bench
from .contenders import ACTION, ALL, ENTITY, RAW, REST_COMMAND, Send
from .layers import NAMES, layers
from .report import Goal, Section
from .stats import MS, Blocks

# With what warms up, all of ours together stay below the provider's limit of
# 100 SMS per second, so no message of a round has to wait for its turn.
_BLOCK: Final = 15
_WARM: Final = 3

# Lets the journal and the balance of a block finish before the next one.
_PAUSE: Final = 0.02

# Time for the journal, and nobody's for hurrying: what a message costs its caller
# at home, where alarms do not follow one another at once.
_APART: Final = 0.02

_PACE: Final = ", 20 ms apart"
_PACED: Final = {f"{name}{_PACE}": name for name in (ACTION, REST_COMMAND, *NAMES)}

_TEXT: Final = """\
One message to one number, the next one as soon as the previous caller has a response. The account is set up as in
the product: with delivery reports, journal, event entity and the provider's limit. “Client” is the request with its
response parsed; the outbox adds what makes it safe: first the decisions (repeats, rate limit, deadlines), then the
journal on the disk, then the listeners (event entity, sensors, notifications, balance, delivery reports). The actions
add what Home Assistant requires of an action."""


async def measure(bench: Bench) -> Section:
    """Measure how long a caller waits for a response."""
    taken = {name: Blocks() for name in (*ALL, *NAMES, *_PACED)}
    ways = bench.ways()
    for turn in range(bench.effort.latency_rounds):
        await bench.provider.ask("clear")
        async with (
            account(bench.hass, our_entry(bench.provider)) as entry,
            layers(bench.hass, entry) as parts,
        ):
            layered = ways | parts
            for name in bench.shuffled(list(taken)):
                send = layered[_PACED.get(name, name)]
                apart = _APART if name in _PACED else 0.0
                taken[name].add(await _block(send, f"{turn} {name}", apart))
    raw, rest = taken[RAW], taken[REST_COMMAND]
    return Section(
        title="One message at a time",
        text=_TEXT,
        header=("", "median ms", "p95 ms", "x raw", "x rest_command"),
        rows=[
            (
                name,
                f"{blocks.median * MS:.3f}",
                f"{blocks.p95 * MS:.3f}",
                f"{blocks.ratio(raw):.2f}",
                f"{blocks.ratio(rest):.2f}",
            )
            for name, blocks in taken.items()
        ],
        goals=_goals(taken),
    )


async def _block(send: Send, name: str, apart: float) -> list[float]:
    """Return how long each of a few messages took."""
    for number in range(_WARM):
        await send(f"Deneme {name} {number}")
    taken = []
    for number in range(_BLOCK):
        text = f"Kapı açık {name} {number}: 21.5 °C"
        began = perf_counter()
        await send(text)
        taken.append(perf_counter() - began)
        if apart:
            await asyncio.sleep(apart)
    await asyncio.sleep(_PAUSE)
    return taken


def _goals(taken: dict[str, Blocks]) -> list[Goal]:
    """Return the goals."""
    goals = []
    for ours, other, limit in (
        (ACTION, REST_COMMAND, 1.25),
        (ACTION, RAW, 1.45),
        (f"{ACTION}{_PACE}", f"{REST_COMMAND}{_PACE}", 1.1),
        (ENTITY, REST_COMMAND, 1.5),
    ):
        ratio = taken[ours].ratio(taken[other])
        goals.append(
            Goal(
                text=f"`{ours}` ≤ {limit:.2f} x {other}",
                measured=f"{ratio:.2f} x",
                met=ratio <= limit,
                cause=_cause(taken, ours, other),
            )
        )
    return goals


def _cause(taken: dict[str, Blocks], ours: str, other: str) -> str:
    """Return where the time goes."""
    pace = _PACE if ours in _PACED else ""
    client, bare, journaled, outbox = (f"{name}{pace}" for name in NAMES)

    def gap(upper: str, lower: str) -> str:
        gaps = (
            median(above) - median(below)
            for above, below in zip(
                taken[upper].blocks, taken[lower].blocks, strict=True
            )
        )
        return f"{median(gaps) * 1e6:+.0f} µs"

    return (
        f"{gap(ours, other)} in total. The client alone accounts for {gap(client, other)} (its own headers, no hidden retry, "
        f"XML parsed), the decisions of the outbox add {gap(bare, client)} (repeats, rate limit, deadlines), the journal "
        f"{gap(journaled, bare)}, the listeners {gap(outbox, journaled)} (event entity, sensors, balance, reports), "
        f"the action {gap(ours, outbox)} (schema, text and numbers checked). Each does what the other contender "
        f"omits: even with no journal and no listeners it would be {taken[bare].ratio(taken[other]):.2f} x."
    )
