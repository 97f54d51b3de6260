"""One message after the other."""

import asyncio
from statistics import median
from time import perf_counter
from typing import Final

from custom_components.iletimerkezi.account import IletiMerkeziConfigEntry
from custom_components.iletimerkezi.outbox.model import Addressee, OutgoingSms

from .accounts import ANNE, account, our_entry
from .bench import Bench
from .contenders import ACTION, ALL, ENTITY, RAW, REST_COMMAND, Send
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

_PACED: Final = {f"{name}, 20 ms apart": name for name in (ACTION, REST_COMMAND)}
_PACED_ACTION, _PACED_REST_COMMAND = _PACED

CLIENT: Final = "… its client alone"
OUTBOX: Final = "… its outbox alone"

_TEXT: Final = """\
One message to one number, the next one as soon as the caller of the last has an answer. The account is as the
product sets it up: with delivery reports, journal, event entity and the provider's limit. “Client” is the request
with its answer parsed; “outbox” adds what makes it safe (deduplication, journal on the disk, outcomes
for the event entity, the notifications, the balance and the delivery reports); the actions add what Home Assistant
asks of an action."""


async def measure(bench: Bench) -> Section:
    """Measure how long a caller waits."""
    taken = {name: Blocks() for name in (*ALL, CLIENT, OUTBOX, *_PACED)}
    ways = bench.ways()
    for turn in range(bench.effort.latency_rounds):
        await bench.provider.ask("clear")
        async with account(bench.hass, our_entry(bench.provider)) as entry:
            layered = ways | _layers(entry)
            for name in bench.shuffled(list(taken)):
                send = layered[_PACED.get(name, name)]
                apart = _APART if name in _PACED else 0.0
                taken[name].add(await _block(send, f"{turn} {name}", apart))
    raw, rest = taken[RAW], taken[REST_COMMAND]
    return Section(
        title="One message after the other",
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


def _layers(entry: IletiMerkeziConfigEntry) -> dict[str, Send]:
    """Return the parts that an action of ours is made of."""
    client, outbox = entry.runtime_data.client, entry.runtime_data.outbox

    async def request(text: str) -> None:
        await client.send(text=text, numbers=[ANNE], sender="EVIM")

    async def safe(text: str) -> None:
        await outbox.async_send(
            OutgoingSms(
                text=text,
                recipients={ANNE: Addressee()},
                sender="EVIM",
                commercial_list=None,
            )
        )

    return {CLIENT: request, OUTBOX: safe}


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
    """Return what was to be reached."""
    goals = []
    for ours, other, limit in (
        (ACTION, REST_COMMAND, 1.25),
        (ACTION, RAW, 1.45),
        (_PACED_ACTION, _PACED_REST_COMMAND, 1.1),
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

    def gap(upper: str, lower: str) -> str:
        gaps = (
            median(above) - median(below)
            for above, below in zip(
                taken[upper].blocks, taken[lower].blocks, strict=True
            )
        )
        return f"{median(gaps) * 1e6:+.0f} µs"

    return (
        f"{gap(ours, other)} in all. The client alone stands at {gap(CLIENT, other)} (own headers, no hidden repeat, "
        f"XML parsed), the outbox adds {gap(OUTBOX, CLIENT)} (repeats, journal, event entity, balance, reports), "
        f"the action {gap(ACTION, OUTBOX)} (schema, text and numbers checked). "
        "Each does what the other contender leaves out."
    )
