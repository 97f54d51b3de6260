"""The questions in an order that costs little: what one order shows is asked once."""

from .account import ACCEPTED, Account, Sent
from .free import (
    ask_credentials,
    ask_refusals,
    ask_too_long,
    ask_wrong_hash,
    conclude_echo,
)
from .paid import (
    FirstOrder,
    ask_first_order,
    ask_lengths,
    ask_mixed,
    ask_repeats,
    ask_subset,
    ask_window,
)
from .questions import QUESTIONS


async def ask_everything(account: Account) -> None:
    """Ask what can be asked; without a number or a sender, only what is free."""
    if not await ask_credentials(account):
        return
    await ask_wrong_hash(account)
    first = None
    if account.settings.number and account.settings.sender:
        await ask_refusals(account)
        await ask_too_long(account)
        first = await ask_first_order(account)
        # What is measured comes first: a late charge would count for the next order.
        await ask_lengths(account)
        await ask_mixed(account)
        await ask_repeats(account, first)
        await ask_subset(account)
        await ask_window(account, first)
    else:
        for key in QUESTIONS:
            if account.findings[key].fits is None:
                account.findings.skip(key, "no number or no approved sender")
    conclude_echo(account)
    conclude_form(account, first)


def conclude_form(account: Account, first: FirstOrder | None) -> None:
    """Compare the forms of all answers to a GET."""
    answers = list(account.refusals)
    sent: Sent | None = first.sent if first else None
    if sent and sent.answer:
        answers.append(sent.answer)
    if not answers:
        account.findings.skip("form", "no answer was seen")
        return
    forms = sorted({f"{answer.form} ({answer.content_type})" for answer in answers})
    kinds = "success and rejections" if sent and sent.code == ACCEPTED else "rejections"
    account.findings.note(
        "form",
        f"{', '.join(forms)} in {kinds}",
        fits={answer.form for answer in answers} <= {"XML", "JSON"},
    )
