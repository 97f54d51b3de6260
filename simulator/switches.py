"""What the page's switches do, and which values they take.

Each takes a JSON object and raises InvalidError for a value it cannot use; in
that case it has changed nothing.
"""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from .faults import Fault, FaultKind, Stage

if TYPE_CHECKING:
    from .simulator import Simulator

_ENDPOINTS: Final = {"any", "send", "balance", "senders", "report"}


class InvalidError(Exception):
    """A value that a switch does not take."""


def add_fault(simulator: Simulator, wanted: dict[str, Any]) -> None:
    """Put a fault into force: kind, code, endpoint, stage, times, text, seconds."""
    try:
        kind = FaultKind(str(wanted.get("kind")))
        stage = Stage(str(wanted.get("stage", Stage.BEFORE)))
    except ValueError as error:
        raise InvalidError(str(error)) from None
    endpoint = wanted.get("endpoint", "send")
    if not isinstance(endpoint, str) or endpoint not in _ENDPOINTS:
        raise InvalidError("endpoint must be one of " + ", ".join(sorted(_ENDPOINTS)))
    text = wanted.get("text")
    if text is not None and not (isinstance(text, str) and text.isprintable()):
        # It may end up in a header.
        raise InvalidError("text must be one printable line")
    simulator.faults.add(
        Fault(
            kind,
            stage=stage,
            endpoint=endpoint,
            times=_whole(wanted, "times", None, 1, 10**6),
            code=_whole(wanted, "code", 503, 200, 599) or 503,
            text=text,
            seconds=_seconds(wanted, "seconds"),
        )
    )


def cut_line(simulator: Simulator, wanted: dict[str, Any]) -> None:
    """Cut or restore the line to the provider: cut."""
    simulator.line_cut = _flag(wanted, "cut")


def change_account(simulator: Simulator, wanted: dict[str, Any]) -> None:
    """Change the account: balance, senders, allow_api, blocked; all optional."""
    changes: dict[str, Any] = {}
    if "balance" in wanted:
        changes["balance"] = _amount(wanted["balance"])
    if "senders" in wanted:
        changes["senders"] = _texts(wanted, "senders")
    if "allow_api" in wanted:
        changes["allow_api"] = _flag(wanted, "allow_api")
    if "blocked" in wanted:
        changes["blocked"] = set(_texts(wanted, "blocked"))
    for name, value in changes.items():
        setattr(simulator.account, name, value)


def change_delivery(simulator: Simulator, wanted: dict[str, Any]) -> None:
    """Change how SMS arrive: after (seconds or null), undeliverable; optional."""
    after = _seconds(wanted, "after")
    if "undeliverable" in wanted:
        simulator.undeliverable = set(_texts(wanted, "undeliverable"))
    if "after" in wanted:
        simulator.deliver_after = after


def clear(simulator: Simulator, wanted: dict[str, Any]) -> None:
    """Forget everything that happened."""
    simulator.clear()


SWITCHES: Final[dict[str, Callable[[Simulator, dict[str, Any]], None]]] = {
    "faults": add_fault,
    "line": cut_line,
    "account": change_account,
    "delivery": change_delivery,
    "clear": clear,
}


def _flag(wanted: dict[str, Any], name: str) -> bool:
    """Return true or false, nothing that merely looks like it."""
    value = wanted.get(name)
    if not isinstance(value, bool):
        raise InvalidError(f"{name} must be true or false")
    return value


def _whole(
    wanted: dict[str, Any], name: str, default: int | None, low: int, high: int
) -> int | None:
    """Return a whole number within bounds."""
    value = wanted.get(name, default)
    if value is None:
        return default
    if (
        not isinstance(value, int)
        or isinstance(value, bool)
        or not low <= value <= high
    ):
        raise InvalidError(f"{name} must be a whole number from {low} to {high}")
    return value


def _seconds(wanted: dict[str, Any], name: str) -> float | None:
    """Return seconds, None where none are given."""
    value = wanted.get(name)
    if value is None:
        return None
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 <= value <= 86400:
        raise InvalidError(f"{name} must be seconds from 0 to 86400")
    return float(value)


def _amount(value: Any) -> Decimal:
    """Return lira from a number or a text."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        amount = Decimal("NaN")
    if isinstance(value, bool) or not amount.is_finite() or not 0 <= amount <= 10**9:
        raise InvalidError("balance must be an amount of lira, at least 0")
    return amount


def _texts(wanted: dict[str, Any], name: str) -> list[str]:
    """Return a list of texts."""
    value = wanted[name]
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise InvalidError(f"{name} must be a list of texts")
    return value
