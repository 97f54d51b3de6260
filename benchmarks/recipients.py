"""One text to many people."""

import asyncio
from time import perf_counter
from typing import Final

from .accounts import account, our_entry
from .bench import Bench, limit_lifted
from .contenders import ACTION as OURS, REST_COMMAND
from .report import Goal, Section
from .stats import MS, Blocks

_COUNTS: Final = (1, 10, 50, 200)
_LARGE: Final = 1_000
_GOAL: Final = 20.0

# What the product stays below, see the architecture.
_URL_BYTES: Final = 8_000

IN_TURN: Final = "rest_command, one after the other"
AT_ONCE: Final = "rest_command, all at once"

_TEXT: Final = """\
The same text to several numbers: one of our actions, or one `rest_command` for each number, repeated by an
automation. The provider's limit per second is lifted as above. GETs are counted by the provider."""


async def measure(bench: Bench) -> Section:
    """Measure how long it takes until everybody's SMS is accepted."""
    taken: dict[tuple[str, int], Blocks] = {}
    gets: dict[tuple[str, int], int] = {}
    with limit_lifted():
        for turn in range(bench.effort.recipients_rounds):
            for count in (*_COUNTS, _LARGE):
                for name in bench.shuffled([OURS, IN_TURN, AT_ONCE]):
                    if count == _LARGE and name != OURS:
                        continue
                    blocks = taken.setdefault((name, count), Blocks())
                    seconds, gets[name, count] = await _send(bench, name, count, turn)
                    blocks.add([seconds])
    most = _COUNTS[-1]
    speed = {
        count: taken[IN_TURN, count].ratio(taken[OURS, count]) for count in _COUNTS
    }
    fewest = {count: _fewest(bench, count) for count in (most, _LARGE)}
    return Section(
        title="One text to many people",
        text=_TEXT,
        header=(
            "Recipients",
            "ms",
            "GETs",
            "rest_command ms",
            "GETs",
            "at once ms",
            "x",
        ),
        rows=[
            *(
                (
                    f"{count}",
                    f"{taken[OURS, count].median * MS:.2f}",
                    f"{gets[OURS, count]}",
                    f"{taken[IN_TURN, count].median * MS:.2f}",
                    f"{gets[IN_TURN, count]}",
                    f"{taken[AT_ONCE, count].median * MS:.2f}",
                    f"{speed[count]:.1f}",
                )
                for count in _COUNTS
            ),
            (
                f"{_LARGE:,}",
                f"{taken[OURS, _LARGE].median * MS:.2f}",
                f"{gets[OURS, _LARGE]}",
                *("",) * 4,
            ),
        ],
        notes=f"“x” is how many times faster one action is than {IN_TURN}.",
        goals=[
            Goal(
                text=f"{most} and {_LARGE:,} recipients in the fewest GETs that {_URL_BYTES:,} bytes of URL allow",
                measured=f"{gets[OURS, most]} and {gets[OURS, _LARGE]} "
                f"(fewest: {fewest[most]} and {fewest[_LARGE]})",
                met=all(gets[OURS, count] == least for count, least in fewest.items()),
            ),
            Goal(
                text=f"{most} recipients ≥ {_GOAL:.0f} x faster than {most} `rest_command` calls",
                measured=f"{speed[most]:.1f} x",
                met=speed[most] >= _GOAL,
                cause="with one GET instead of many, the work for each number remains: the provider books it, the event "
                "entity reports it, the journal remembers it for ten minutes.",
            ),
        ],
    )


async def _send(bench: Bench, name: str, count: int, turn: int) -> tuple[float, int]:
    """Return how long it takes, and how many GETs."""
    hass = bench.hass
    numbers = [f"530{turn:02}{number:05}" for number in range(count)]
    text = f"Su kaçağı! {name}"
    await bench.provider.ask("clear")
    async with account(hass, our_entry(bench.provider)):
        for way in (OURS, REST_COMMAND):
            await bench.ways()[way](f"Deneme {way}")
        before = await bench.provider.sends()

        async def command(number: str) -> None:
            await hass.services.async_call(
                "rest_command",
                "sms",
                {"message": text, "number": number},
                blocking=True,
            )

        began = perf_counter()
        if name == OURS:
            await hass.services.async_call(
                "iletimerkezi",
                "send_message",
                {"message": text, "number": numbers},
                blocking=True,
            )
        elif name == IN_TURN:
            for number in numbers:
                await command(number)
        else:
            await asyncio.gather(*map(command, numbers))
        seconds = perf_counter() - began
        return seconds, await bench.provider.sends() - before


def _fewest(bench: Bench, count: int) -> int:
    """Return in how few GETs so many numbers fit."""
    empty = len(str(bench.provider.send_url(f"Su kaçağı! {OURS}")))
    # Each further number takes its ten digits and a comma.
    fit = (_URL_BYTES - 1 - empty + 1) // 11
    return -(-count // fit)
