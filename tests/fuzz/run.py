"""Hands hostile answers to the parsers and counts what becomes of them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
import resource
from time import thread_time
import tracemalloc
from typing import Final

from custom_components.iletimerkezi.api import (
    Balance,
    IletiMerkeziError,
    Order,
    ProviderUnreachableError,
    RefusedError,
    Report,
)
from custom_components.iletimerkezi.api.answers import (
    parse_balance,
    parse_order,
    parse_report,
    parse_senders,
)

from .kinds import KINDS

_STATUSES: Final = (200, 200, 200, 302, 400, 401, 404, 429, 450, 451, 500, 503, 599, 0)

MAX_SECONDS: Final = 2.0
"""Of the processor, for any input."""

MAX_BYTES: Final = 256 << 20
"""Of memory at once, for any input: what the largest body can be made into."""

# Watching the memory takes time: done for what is large, and for a few others.
_WATCHED_FROM: Final = 10_000
_WATCHED_SHARE: Final = 0.01

type _Parser = Callable[[int, bytes], object]

PARSERS: Final[dict[str, _Parser]] = {
    "order": parse_order,
    "balance": parse_balance,
    "senders": parse_senders,
    "report": parse_report,
}


@dataclass(slots=True)
class Summary:
    """What became of all inputs."""

    count: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By parser and outcome."""

    failures: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    largest: tuple[int, str] = (0, "")
    """Bytes of memory at once."""

    resident: int = 0
    """Bytes by which the process has grown at most."""


def fuzz(count: int, seed: int) -> Summary:
    """Try so many inputs."""
    summary = Summary()
    before = _resident()
    names = list(KINDS)
    weights = [weight for _, weight in KINDS.values()]
    for number in range(count):
        dice = Random(f"{seed} {number}")
        [kind] = dice.choices(names, weights)
        body = KINDS[kind][0](dice)
        parser = dice.choice(list(PARSERS))
        label = f"{kind}, {len(body):,} bytes, {parser}, number {number}"
        _try(summary, parser, dice, body, label)
        summary.kinds[kind] += 1
        summary.count += 1
    summary.resident = _resident() - before
    return summary


def _try(summary: Summary, parser: str, dice: Random, body: bytes, label: str) -> None:
    """Hand one input to a parser and check the result."""
    status = dice.choice(_STATUSES)
    watched = len(body) > _WATCHED_FROM or dice.random() < _WATCHED_SHARE
    if watched:
        tracemalloc.start()
    began = thread_time()
    try:
        outcome = _outcome(PARSERS[parser], status, body)
    except Exception as err:  # noqa: BLE001 # whatever it is, it is a crash
        outcome = "crash"
        summary.failures.append(f"{label}: {err!r}")
    seconds = thread_time() - began
    if watched:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        summary.largest = max(summary.largest, (peak, label))
        if peak > MAX_BYTES:
            summary.failures.append(f"{label}: {peak >> 20} MiB")
    else:
        summary.slowest = max(summary.slowest, (seconds, label))
    if seconds > MAX_SECONDS:
        summary.failures.append(f"{label}: {seconds:.1f} s")
    summary.outcomes[parser, outcome] += 1


def _outcome(parse: _Parser, status: int, body: bytes) -> str:
    """Return what a parser makes of an answer; raises whatever it should not."""
    try:
        result = parse(status, body)
    except RefusedError as err:
        _check(err, type(err.code) is int and type(err.provider_text) is str)
        _check(err, err.code != 200)
        return "refused"
    except ProviderUnreachableError as err:
        _check(err, err.reason.isascii())
        return "unclear" if err.maybe_processed else "no answer"
    match result:
        case Order(id=str(number)) if number:
            return "understood"
        case Order(id=None):
            return "understood"
        case Balance(amount=amount, sms=int()) if amount.is_finite():
            return "understood"
        case list() if all(isinstance(item, str) and item for item in result):
            return "understood"
        case Report(order_id=str(), total=int(), messages=tuple()):
            return "understood"
    raise AssertionError(f"{result!r} is nothing to work with")


def _check(err: IletiMerkeziError, fine: bool) -> None:
    """Raise AssertionError for an error that says too little, or too much."""
    if not fine or err.__cause__ or err.__context__:
        raise AssertionError(f"{err!r} is not what callers expect")


def _resident() -> int:
    """Return the most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
