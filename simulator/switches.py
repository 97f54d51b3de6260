"""Switches of the control interface.

Each gets a JSON object and raises InvalidError for an invalid value; it has then
changed nothing. Fields are optional unless noted.
"""

from collections.abc import Callable
from typing import Any, Final

from . import values
from .faults import Fault, FaultKind, Stage
from .simulation import Simulation
from .values import Check

type Switch = Callable[[Simulation, dict[str, Any]], None]

_FAULT: Final[dict[str, Check]] = {
    "kind": values.choice(*FaultKind),
    "stage": values.choice(*Stage),
    "endpoint": values.choice("any", "send", "balance", "senders", "report"),
    "times": values.optional(values.whole(1, 10**6)),
    "code": values.optional(values.whole(200, 599)),
    # It may end up in a header.
    "text": values.optional(values.line),
    "seconds": values.optional(values.seconds),
}
_ACCOUNT: Final[dict[str, Check]] = {
    "balance": values.amount,
    "credit": values.whole(0, 10**6),
    "senders": values.texts,
    "blocked": values.text_set,
    "allow_api": values.flag,
    "send_refusal": values.optional(values.whole(201, 599)),
    "iys_code": values.flag,
}
_DELIVERY: Final[dict[str, Check]] = {
    "after": values.optional(values.seconds),
    "undeliverable": values.text_set,
}
_ANSWERS: Final[dict[str, Check]] = {
    "form": values.choice("xml", "json"),
    "types": values.choice("plain", "strings", "wobbly"),
}
_RULES: Final[dict[str, Check]] = {
    "bad_recipients": values.choice("refuse", "drop"),
    "repeat_rule": values.choice("same_recipients", "any_recipient"),
    "repeat_seconds": values.seconds,
    "report_after": values.optional(values.seconds),
    "strict_count": values.flag,
}


def add_fault(simulation: Simulation, fields: dict[str, Any]) -> None:
    """Activate a fault: kind (required), code, endpoint, stage, times, text, seconds."""
    given = _checked(_FAULT, {"kind": None, **fields})
    if given.get("code") is None:
        given.pop("code", None)
    simulation.faults.add(
        Fault(
            FaultKind(given.pop("kind")),
            stage=Stage(given.pop("stage", Stage.BEFORE)),
            **given,
        )
    )


def cut_line(simulation: Simulation, fields: dict[str, Any]) -> None:
    """Cut or restore the connection to the provider: cut (required)."""
    simulation.line_cut = values.flag("cut", fields.get("cut"))


def change_account(simulation: Simulation, fields: dict[str, Any]) -> None:
    """Change the account, see Account; credit: the balance in standard SMS."""
    for name, value in _checked(_ACCOUNT, fields).items():
        setattr(simulation.account, name, value)


def change_delivery(simulation: Simulation, fields: dict[str, Any]) -> None:
    """Change the delivery of SMS: after (seconds or null), undeliverable (a list)."""
    given = _checked(_DELIVERY, fields)
    if "undeliverable" in given:
        simulation.undeliverable = given["undeliverable"]
    if "after" in given:
        simulation.deliver_after = given["after"]


def change_answers(simulation: Simulation, fields: dict[str, Any]) -> None:
    """Change the form of the answer to a send, and the types of numbers in JSON."""
    given = _checked(_ANSWERS, fields)
    simulation.send_form = given.get("form", simulation.send_form)
    simulation.answer_types = given.get("types", simulation.answer_types)


def change_rules(simulation: Simulation, fields: dict[str, Any]) -> None:
    """Change the provider's rules, see ProviderState; repeat_seconds: see OrderBook."""
    for name, value in _checked(_RULES, fields).items():
        owner = simulation.book if name == "repeat_seconds" else simulation
        setattr(owner, name, value)


def advance_clock(simulation: Simulation, fields: dict[str, Any]) -> None:
    """Move the provider's clock forward: seconds (required)."""
    simulation.advance(values.seconds("seconds", fields.get("seconds")))


def clear(simulation: Simulation, fields: dict[str, Any]) -> None:
    """Discard everything that happened."""
    simulation.clear()


SWITCHES: Final[dict[str, Switch]] = {
    "faults": add_fault,
    "line": cut_line,
    "account": change_account,
    "delivery": change_delivery,
    "answers": change_answers,
    "rules": change_rules,
    "clock": advance_clock,
    "clear": clear,
}


def _checked(checks: dict[str, Check], fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that are known, each checked."""
    return {
        name: check(name, fields[name])
        for name, check in checks.items()
        if name in fields
    }
