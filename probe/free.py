"""Questions that cost nothing, or nothing as far as the provider's documentation is right."""

from typing import Final

from custom_components.iletimerkezi.api import IletiMerkeziError, RefusedError

from .account import ACCEPTED, Account
from .wire import Answer

_UNAUTHORIZED: Final = 401
_TOO_LONG: Final = 453

_BAD_SENDER: Final = "NOTAPPROVED"
_LONG_SENDER: Final = "TWELVELETTER"
_WRONG_HASH: Final = "0" * 64


def _seen(code: int | None, answer: Answer | None) -> str:
    """Return code, HTTP status and form of an answer."""
    said = "no readable code" if code is None else f"code {code}"
    if answer is None:
        return f"{said}, no answer"
    return f"{said} in {answer.form} ({answer.content_type}), HTTP {answer.status}"


async def ask_credentials(account: Account) -> bool:
    """Ask for the balance; return whether the credentials are right."""
    code: int | None = ACCEPTED
    try:
        await account.client.balance()
    except RefusedError as err:
        code = err.code
    except IletiMerkeziError:
        code = None
    seen = _seen(code, account.wire.last)
    account.findings.note("credentials", seen, fits=code == ACCEPTED)
    return code == ACCEPTED


async def ask_wrong_hash(account: Account) -> None:
    """Send with a wrong hash, which cannot be accepted."""
    sent = await account.send(
        account.text("wrong hash"),
        [account.settings.number or account.settings.bad],
        client=account.client_with(_WRONG_HASH),
    )
    account.findings.note(
        "wrong_hash", _seen(sent.code, sent.answer), fits=sent.code == _UNAUTHORIZED
    )


async def ask_refusals(account: Account) -> None:
    """Send what has to be rejected; stop at the first that is not."""
    own = account.settings
    if not account.terminal.ask(
        "Send four faulty orders? They should be rejected and cost nothing; "
        "the first one that is accepted costs 1 SMS and ends this."
    ):
        account.findings.skip("refusals", "no consent")
        return
    text = account.text("faulty order")
    orders = [
        ("unapproved sender", text, own.number, _BAD_SENDER),
        ("sender too long", text, own.number, _LONG_SENDER),
        ("incomplete number", text, own.number[:-1], own.sender),
        ("empty text", "", own.number, own.sender),
    ]
    seen = []
    readable = True
    for name, words, number, sender in orders:
        sent = await account.send(words, [number], sender=sender)
        status = f"HTTP {sent.answer.status}" if sent.answer else "no answer"
        seen.append(f"{name}: {sent.outcome}, {status}")
        readable = readable and sent.code not in (None, ACCEPTED)
        if sent.code == ACCEPTED:
            break
    account.findings.note("refusals", "; ".join(seen), fits=readable)


async def ask_too_long(account: Account) -> None:
    """Send a text that takes eight SMS."""
    if not account.terminal.ask(
        "Send a text of 1,067 characters? It should be rejected and cost nothing; "
        "if it is accepted, it costs up to 8 SMS."
    ):
        account.findings.skip("too_long", "no consent")
        return
    text = account.text("a text that is far too long", length=1067)
    sent = await account.send(text, [account.settings.number])
    account.findings.note(
        "too_long", _seen(sent.code, sent.answer), fits=sent.code == _TOO_LONG
    )


def conclude_echo(account: Account) -> None:
    """Look for parts of the requests in the rejections that came."""
    if not account.refusals:
        account.findings.skip("echo", "no rejection was seen")
        return
    own = account.settings
    parts = {
        "key": own.key,
        "hash": own.hash,
        "wrong hash": _WRONG_HASH,
        "number": own.number,
        "sender": own.sender,
        "text": account.token,
    }
    repeated = [
        name
        for name, value in parts.items()
        if value and any(answer.holds(value) for answer in account.refusals)
    ]
    count = len(account.refusals)
    seen = f"{', '.join(repeated) or 'nothing'} in {count} rejections"
    account.findings.note("echo", seen, fits=True)
