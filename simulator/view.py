"""The state as the page sees it: everything but key and hash."""

from typing import Any, Final

from .faults import Fault
from .log import Answer
from .orders import Sms
from .record import ENDPOINTS
from .simulation import Simulation

# The page shows the latest ones; a burst of thousands must not overload it.
MAX_MESSAGES: Final = 200


def state(simulation: Simulation) -> dict[str, Any]:
    """Return the settings with the latest SMS and answers."""
    messages = [message(sms) for sms in simulation.messages[-MAX_MESSAGES:]]
    answers = [answer(line) for line in simulation.log.answers]
    found: dict[str, Any] = without_secrets(
        simulation, {"messages": messages, "answers": answers}
    )
    return settings(simulation) | found


def settings(simulation: Simulation) -> dict[str, Any]:
    """Return everything that can be switched, and some counts."""
    account = simulation.account
    shown: dict[str, Any] = without_secrets(
        simulation,
        {
            "line_cut": simulation.line_cut,
            "deliver_after": simulation.deliver_after,
            "undeliverable": sorted(simulation.undeliverable),
            "account": {
                "balance": str(account.balance),
                "credit": account.credit,
                "price": str(account.price),
                "senders": account.senders,
                "blocked": sorted(account.blocked),
                "allow_api": account.allow_api,
                "send_refusal": account.send_refusal,
                "iys_code": account.iys_code,
            },
            "form": simulation.send_form,
            "types": simulation.answer_types,
            "rules": {
                "repeat_seconds": simulation.book.repeat_seconds,
                "repeat_rule": simulation.repeat_rule,
                "bad_recipients": simulation.bad_recipients,
                "strict_count": simulation.strict_count,
                "report_after": simulation.report_after,
            },
            "faults": [_fault(fault) for fault in simulation.faults],
            "counts": {
                "requests": len(simulation.requests),
                "orders": len(simulation.book.orders),
                "messages": len(simulation.book.messages),
                **{name: simulation.count(name) for name in ENDPOINTS.values()},
            },
        },
    )
    return shown


def message(sms: Sms) -> dict[str, Any]:
    """Return one SMS."""
    return {
        "id": sms.id,
        "number": sms.number,
        "text": sms.text,
        "sender": sms.sender,
        "order_id": sms.order_id,
        "parts": sms.parts,
        "at": sms.at,
        "state": int(sms.state),
    }


def answer(line: Answer) -> dict[str, Any]:
    """Return one line of the log."""
    return {
        "id": line.id,
        "at": line.at,
        "endpoint": line.endpoint,
        "code": line.code,
        "text": line.text,
        "fault": line.fault,
    }


def without_secrets(simulation: Simulation, value: Any) -> Any:
    """Return a value with key and hash of every account masked.

    A text message or a refusal may contain them.
    """
    secrets = [
        secret
        for account in simulation.accounts.values()
        for secret in (account.key, account.hash)
        if secret
    ]
    return _masked(value, secrets)


def _masked(value: Any, secrets: list[str]) -> Any:
    """Return a value with every secret in it masked."""
    match value:
        case str():
            for secret in secrets:
                value = value.replace(secret, "•••")
            return value
        case dict():
            return {name: _masked(item, secrets) for name, item in value.items()}
        case list():
            return [_masked(item, secrets) for item in value]
    return value


def _fault(fault: Fault) -> dict[str, Any]:
    """Return one fault in force."""
    return {
        "kind": fault.kind,
        "stage": fault.stage,
        "endpoint": fault.endpoint,
        "times": fault.times,
        "code": fault.code,
        "text": fault.text,
        "seconds": fault.seconds,
    }
