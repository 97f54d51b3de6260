"""Questions that cost SMS: each is asked only if the owner says yes."""

from contextlib import suppress
from decimal import Decimal, InvalidOperation
import re
from typing import Final

from custom_components.iletimerkezi.api import (
    IletiMerkeziError,
    RefusedError,
    ReportedMessage,
)

from .account import ACCEPTED, REPEATED, Account, Sent

_ORDER_ID: Final = re.compile(r"[0-9A-Za-z_-]{1,40}")
_BAD_NUMBERS: Final = (452, 466)
_TOO_EARLY: Final = 456

_TURKISH: Final = "Türkçe harfler kaça sayılıyor? ğüşıöç ĞÜŞİÖÇ"
_DEFAULT: Final = "How many SMS is this text? It uses the default alphabet only."

# Seconds after the first order: within the window of ten minutes, and after it.
_WITHIN: Final = 570.0
_AFTER: Final = 630.0


class FirstOrder:
    """The order that later questions refer to."""

    def __init__(self, text: str, sent: Sent, at: float) -> None:
        """Remember it."""
        self.text = text
        self.sent = sent
        self.at = at


async def ask_first_order(account: Account) -> FirstOrder | None:
    """Send one SMS; answers what an order and its report look like."""
    if not account.terminal.ask("Send 1 SMS to your number? Most questions need it."):
        for key in ("order_id", "early_report", "price"):
            account.findings.skip(key, "no consent")
        return None
    text = account.text("first order")
    at = account.clock()
    sent = await account.send_and_measure(text, [account.settings.number])
    order_id = sent.order_id
    if sent.code != ACCEPTED or not order_id:
        for key in ("order_id", "early_report", "price"):
            account.findings.note(key, sent.outcome, fits=False)
        return None
    shape = "digits" if order_id.isdecimal() else "other characters than digits"
    account.findings.note(
        "order_id",
        f"{len(order_id)} characters, {shape}",
        fits=_ORDER_ID.fullmatch(order_id) is not None,
    )
    await _ask_report(account, sent)
    return FirstOrder(text, sent, at)


async def _ask_report(account: Account, sent: Sent) -> None:
    """Ask for the report of an order: free."""
    try:
        report = await account.client.report(sent.order_id or "")
    except RefusedError as err:
        account.findings.note(
            "early_report", f"code {err.code}", fits=err.code == _TOO_EARLY
        )
    except IletiMerkeziError:
        account.findings.note("early_report", "no readable answer", fits=False)
    else:
        listed = "lists" if report.messages else "does not list"
        account.findings.note(
            "early_report", f"yes, and it {listed} the SMS", fits=True
        )
    answer = account.wire.last
    price = answer.field("response", "order", "price") if answer else None
    account.findings.note("price", _meaning(price, sent), fits=True)


def _meaning(price: object, sent: Sent) -> str:
    """Return what a price is equal to, but not how much it is."""
    if price in (None, ""):
        return "no price yet"
    try:
        amount = Decimal(str(price).replace(",", "."))
    except InvalidOperation:
        return "no number"
    if sent.lira is None:
        return "unknown: the balance did not change in time"
    equal = [
        name
        for name, value in (("lira", sent.lira), ("SMS", sent.sms))
        if value is not None and amount == value
    ]
    return f"equals the {' and the '.join(equal)} charged" if equal else "neither"


async def ask_length(
    account: Account, key: str, words: str, length: int, expected: int
) -> None:
    """Send a text of some length and see how many SMS it is charged as."""
    if not account.terminal.ask(
        f"Send {length} characters to your number? "
        f"They should cost {expected} SMS, {expected + 1} if they are counted otherwise."
    ):
        account.findings.skip(key, "no consent")
        return
    text = account.text(words, length=length)
    sent = await account.send_and_measure(text, [account.settings.number])
    if sent.code != ACCEPTED:
        account.findings.note(key, sent.outcome, fits=False)
    elif sent.sms is None:
        account.findings.note(key, "the balance did not change in time", fits=None)
    else:
        account.findings.note(key, f"{sent.sms} SMS charged", fits=sent.sms == expected)


async def ask_lengths(account: Account) -> None:
    """Send the two texts whose length is counted in one of two ways."""
    await ask_length(account, "turkish", _TURKISH, 150, 1)
    await ask_length(account, "operator_code", _DEFAULT, 454, 3)


async def ask_mixed(account: Account) -> None:
    """Send to a good and a bad number at once."""
    if not account.terminal.ask(
        "Send one order to your number and a bad one? It costs 1 SMS, or 2."
    ):
        account.findings.skip("mixed", "no consent")
        return
    text = account.text("good and bad number")
    sent = await account.send(text, [account.settings.number, account.settings.bad])
    if sent.code != ACCEPTED:
        seen = f"rejected as a whole, {sent.outcome}"
        account.findings.note("mixed", seen, fits=sent.code in _BAD_NUMBERS)
        return
    messages: tuple[ReportedMessage, ...] = ()
    if sent.order_id:
        with suppress(IletiMerkeziError):
            messages = (await account.client.report(sent.order_id)).messages
    in_report = {
        0: "accepted; the report does not say for whom",
        1: "accepted, the bad number is missing in the report",
    }.get(len(messages), "accepted for both numbers")
    account.findings.note("mixed", in_report, fits=True)


async def ask_repeats(account: Account, first: FirstOrder | None) -> None:
    """Send the first text again, as it was and as another sender."""
    own = account.settings
    if first is None:
        account.findings.skip("repeat", "there is no first order")
        account.findings.skip("repeat_sender", "there is no first order")
        return
    if account.terminal.ask(
        "Send the first text again? It should be rejected; otherwise it costs 1 SMS."
    ):
        sent = await account.send(first.text, [own.number])
        account.findings.note("repeat", sent.outcome, fits=sent.code == REPEATED)
    else:
        account.findings.skip("repeat", "no consent")
    if not own.other_sender:
        account.findings.skip("repeat_sender", "the account has one sender only")
    elif account.terminal.ask(
        "Send it again with another approved sender? It costs 1 SMS unless rejected."
    ):
        sent = await account.send(first.text, [own.number], sender=own.other_sender)
        account.findings.note(
            "repeat_sender", sent.outcome, fits=sent.code in (ACCEPTED, REPEATED)
        )
    else:
        account.findings.skip("repeat_sender", "no consent")


async def ask_subset(account: Account) -> None:
    """Send to two numbers, then the same text to one of them."""
    own = account.settings
    if not own.second:
        account.findings.skip("repeat_subset", "there is no second number")
        return
    if not account.terminal.ask(
        "Send one text to both of your numbers, then again to the first one? "
        "It costs 2 SMS, or 3."
    ):
        account.findings.skip("repeat_subset", "no consent")
        return
    text = account.text("both numbers, then one")
    sent = await account.send(text, [own.number, own.second])
    if sent.code == ACCEPTED:
        sent = await account.send(text, [own.number])
    account.findings.note(
        "repeat_subset", sent.outcome, fits=sent.code in (ACCEPTED, REPEATED)
    )


async def ask_window(account: Account, first: FirstOrder | None) -> None:
    """Send the first text shortly before and shortly after ten minutes."""
    if first is None:
        account.findings.skip("window", "there is no first order")
        return
    if not account.terminal.ask(
        "Wait until ten minutes after the first order and send it twice more, "
        "shortly before and after? It costs 1 SMS."
    ):
        account.findings.skip("window", "no consent")
        return
    outcomes = []
    for moment, words in ((_WITHIN, "after 9:30"), (_AFTER, "after 10:30")):
        account.terminal.say(f"Waiting to send {words} minutes …")
        await account.sleep(max(0.0, first.at + moment - account.clock()))
        sent = await account.send(first.text, [account.settings.number])
        outcomes.append((sent.code, f"{words} {sent.outcome}"))
        if sent.code != REPEATED:
            break
    account.findings.note(
        "window",
        ", ".join(words for _, words in outcomes),
        fits=[code for code, _ in outcomes] == [REPEATED, ACCEPTED],
    )
