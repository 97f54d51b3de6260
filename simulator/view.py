"""What the page may know of the simulator: everything but key and hash."""

from typing import TYPE_CHECKING, Any, Final

from .faults import Fault
from .log import Answer
from .orders import Sms

if TYPE_CHECKING:
    from .simulator import Simulator

# The page shows the latest ones; a burst of thousands must not choke it.
MAX_MESSAGES: Final = 200


def state(simulator: Simulator) -> dict[str, Any]:
    """Return the settings with the latest SMS and answers."""
    messages = [message(sms) for sms in simulator.messages[-MAX_MESSAGES:]]
    answers = [answer(line) for line in simulator.log.answers]
    found: dict[str, Any] = without_secrets(
        simulator, {"messages": messages, "answers": answers}
    )
    return settings(simulator) | found


def settings(simulator: Simulator) -> dict[str, Any]:
    """Return everything that can be switched, and a few counts."""
    account = simulator.account
    shown: dict[str, Any] = without_secrets(
        simulator,
        {
            "line_cut": simulator.line_cut,
            "deliver_after": simulator.deliver_after,
            "undeliverable": sorted(simulator.undeliverable),
            "account": {
                "balance": str(account.balance),
                "credit": account.credit,
                "price": str(account.price),
                "senders": account.senders,
                "blocked": sorted(account.blocked),
                "allow_api": account.allow_api,
            },
            "faults": [_fault(fault) for fault in simulator.faults],
            "counts": {
                "requests": len(simulator.requests),
                "orders": len(simulator.book.orders),
                "messages": len(simulator.book.messages),
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


def without_secrets(simulator: Simulator, value: Any) -> Any:
    """Return a value whose texts hold no key and no hash of any account.

    A text message or a refusal may repeat them, whoever wrote it.
    """
    secrets = [
        secret
        for account in simulator.accounts.values()
        for secret in (account.key, account.hash)
        if secret
    ]
    return _masked(value, secrets)


def _masked(value: Any, secrets: list[str]) -> Any:
    """Return a value with every secret in it replaced."""
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
