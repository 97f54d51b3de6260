"""What waits, beside what has failed: kept up to date from the outbox. Pure."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..outbox import Addressee, Recipients, WaitingMessage
from .errors import text_key
from .notice import UNREACHABLE, Notice, Notices


def key_of(message: WaitingMessage) -> str | None:
    """Return the key of the notice that shows a message that waits."""
    if message.code is not None:
        return str(message.code)
    # A wait for the rate limit is not shown.
    return UNREACHABLE if message.unreachable else None


def by_key(waiting: Iterable[WaitingMessage]) -> dict[str, list[WaitingMessage]]:
    """Return what waits by the keys of the notices."""
    found: dict[str, list[WaitingMessage]] = {}
    for message in waiting:
        if (key := key_of(message)) is not None:
            found.setdefault(key, []).append(message)
    return found


def reconciled(notices: Notices, waiting: Sequence[WaitingMessage]) -> Notices:
    """Return the notices with exactly those about waiting messages that are due.

    A refusal is known from its outcome, but that may be older than a success of
    the account which did not help all that was kept.
    """
    found = by_key(waiting)
    changed: dict[str, Notice] = {
        key: notice
        for key, notice in notices.items()
        if key in found
        or notice.messages
        or not _only_waits(key)
        # Being tried, a message waits for nothing, and is soon the same again.
        or (notice.dismissed and waiting)
    }
    for key, messages in found.items():
        newest = max(message.created for message in messages)
        known = changed.get(key)
        if known is None or (
            # News to a user who has dismissed it; failures bring their own.
            known.dismissed and not known.messages and newest > known.at
        ):
            changed[key] = Notice(_kind(key), newest)
    if changed.keys() == notices.keys() and all(
        notices[key] is notice for key, notice in changed.items()
    ):
        return notices
    return changed


def account_codes(notices: Notices, waiting: Iterable[WaitingMessage]) -> set[int]:
    """Return the codes for which the account is refused, as far as is known."""
    return {int(key) for key, notice in notices.items() if notice.about_account} | {
        message.code
        for message in waiting
        if message.code is not None and not message.own_value
    }


class Summary(NamedTuple):
    """What a notification says of waiting messages."""

    messages: int
    """How many; one to three phones is one."""

    requests: int
    """How often they were handed over."""

    recipients: Recipients
    """The latest first."""

    created: tuple[float, float]
    """First and last, in seconds since the epoch."""

    deadline: tuple[float, float]
    """First and last, in seconds since the epoch."""


def summary_of(waiting: Sequence[WaitingMessage]) -> Summary | None:
    """Return what is to be said of messages, None if there are none."""
    if not waiting:
        return None
    # One message can wait in parts.
    repeats: dict[tuple[str, float], int] = {}
    recipients: dict[str, Addressee] = {}
    for message in sorted(waiting, key=lambda message: message.created, reverse=True):
        key = message.text, message.created
        repeats[key] = max(message.repeats, repeats.get(key, 0))
        for number, addressee in message.recipients.items():
            recipients.setdefault(number, addressee)
    created = [message.created for message in waiting]
    deadlines = [message.deadline for message in waiting]
    return Summary(
        messages=len(repeats),
        requests=sum(repeats.values()),
        recipients=recipients,
        created=(min(created), max(created)),
        deadline=(min(deadlines), max(deadlines)),
    )


def _only_waits(key: str) -> bool:
    """Return whether a notice without failures lives by what waits."""
    return key == UNREACHABLE or key.isdecimal()


def _kind(key: str) -> str:
    """Return the kind of a notice."""
    return text_key(int(key)) if key.isdecimal() else key
