"""Updates the notices of an account with outcomes. Pure.

A notice becomes one persistent notification. It consists of the messages that it
is about, each with those of its recipients who did not get it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from ..api.errors import Remedy, meaning_of
from ..outbox import Outcome, Status
from .errors import OTHER, may_have_been_sent, text_key
from .notice import (
    EXPIRED,
    JOURNAL,
    LIMIT,
    LIMIT_WARNING,
    MISTAKE,
    REJECTED,
    UNDELIVERED,
    VOLUME,
    Message,
    Notice,
    Notices,
    beginning,
    is_of_today,
)

_MAX_MESSAGES: Final = 100
"""Messages that a notice remembers one by one; older ones are only counted."""


def concerns_account(outcome: Outcome) -> bool:
    """Return whether an outcome shows that the account cannot send."""
    return (
        outcome.code is not None
        and not outcome.own_value
        and meaning_of(outcome.code).remedy is not Remedy.NONE
    )


def apply(notices: Notices, outcome: Outcome, now: datetime) -> Notices:
    """Return the notices after an outcome; the same object if it changes none."""
    match outcome.status:
        case Status.ACCEPTED:
            return _after_success(notices, outcome, now)
        case Status.DELIVERED:
            return _replaced(
                notices,
                {
                    key: _served(notice, outcome)
                    for key, notice in notices.items()
                    if key == UNDELIVERED
                },
            )
        case Status.UNDELIVERED:
            return _added(notices, UNDELIVERED, UNDELIVERED, outcome, now)
        case Status.EXPIRED:
            return _added(notices, EXPIRED, EXPIRED, outcome, now)
        case Status.REJECTED if outcome.over_limit:
            return _added(notices, LIMIT, LIMIT, outcome, now)
    if outcome.status is Status.QUEUED and not outcome.kept:
        # Messages that wait for the network are shown by reconcile.
        return notices
    key = REJECTED if outcome.code is None else str(outcome.code)
    return _added(notices, key, text_key(outcome.code), outcome, now)


def _added(
    notices: Notices, key: str, kind: str, outcome: Outcome, now: datetime
) -> Notices:
    """Add a failed message, or one more of its recipients, to a notice."""
    notice = notices.get(key)
    messages = dict(notice.messages) if notice else {}
    older = notice.older if notice else 0
    if notice and notice.dismissed:
        # The rest was seen; what the account lacks is still lacking.
        messages = {
            sequence: message
            for sequence, message in messages.items()
            if message.account and not message.lost
        }
        older = 0
    known = messages.pop(outcome.sequence, None)
    messages[outcome.sequence] = Message(
        recipients={
            **(known.recipients if known else {}),
            outcome.number: outcome.addressee,
        },
        at=now.timestamp(),
        text=beginning(outcome.text),
        code=outcome.code,
        account=outcome.status is not Status.EXPIRED and concerns_account(outcome),
        lost=outcome.status is not Status.QUEUED,
        maybe_sent=may_have_been_sent(outcome) or bool(known and known.maybe_sent),
    )
    while len(messages) > _MAX_MESSAGES:
        _fold_oldest(messages)
        older += 1
    return _replaced(
        notices,
        {
            **{
                other: _without(item, outcome)
                for other, item in notices.items()
                if other != key
            },
            key: Notice(
                kind,
                now.timestamp(),
                messages,
                older,
                {"provider_text": outcome.provider_text} if kind == OTHER else {},
            ),
        },
    )


def _fold_oldest(messages: dict[int, Message]) -> None:
    """Forget the oldest message, but keep the recipients who lack it."""
    oldest, second = list(messages)[:2]
    message = messages[second]
    messages[second] = message._replace(
        recipients={**messages.pop(oldest).recipients, **message.recipients}
    )


def _after_success(notices: Notices, outcome: Outcome, now: datetime) -> Notices:
    """Remove what an accepted message disproves, and its recipients."""
    changed: dict[str, Notice | None] = {}
    for key, notice in notices.items():
        if key in (UNDELIVERED, VOLUME):
            continue
        if key == LIMIT and is_of_today(notice, now):
            # An urgent message passes the limit, it does not lift it.
            continue
        if notice.kind == LIMIT_WARNING:
            changed[key] = None
        elif notice.messages:
            changed[key] = _served(_proven(notice, outcome), outcome)
    return _replaced(notices, changed)


def _proven(notice: Notice, outcome: Outcome) -> Notice:
    """Remove what the account was refused for, if a success shows that this is over.

    The success of what was refused itself does, and that of a later message: an
    earlier one may have been carried out before.
    """
    refused = [key for key, message in notice.messages.items() if message.account]
    if not refused:
        return notice
    itself = notice.messages.get(outcome.sequence)
    if outcome.sequence <= max(refused) and not (
        itself and itself.account and outcome.number in itself.recipients
    ):
        return notice
    return notice._replace(
        messages={
            key: message
            for key, message in notice.messages.items()
            if not message.account
        }
    )


def _served(notice: Notice, outcome: Outcome) -> Notice | None:
    """Remove a number from what it lacked until it got a message."""
    if not notice.messages:
        return None
    number = outcome.number
    served = {
        sequence: _unnamed(message, number)
        for sequence, message in notice.messages.items()
        if sequence <= outcome.sequence
        and number in message.recipients
        and not message.account
    }
    return _with(notice, served) if served else notice


def _without(notice: Notice, outcome: Outcome) -> Notice | None:
    """Remove what was kept for a value of the call's own, now that it failed otherwise."""
    message = notice.messages.get(outcome.sequence)
    if (
        message is None
        or message.account
        or message.lost
        or outcome.number not in message.recipients
    ):
        return notice
    return _with(notice, {outcome.sequence: _unnamed(message, outcome.number)})


def _with(notice: Notice, changes: Mapping[int, Message]) -> Notice | None:
    """Return a notice with changed messages, None if nobody lacks any of them."""
    messages = {
        sequence: message
        for sequence, message in {**notice.messages, **changes}.items()
        if message.recipients
    }
    return notice._replace(messages=messages) if messages else None


def _unnamed(message: Message, number: str) -> Message:
    """Return a message without one of its recipients."""
    return message._replace(
        recipients={
            other: addressee
            for other, addressee in message.recipients.items()
            if other != number
        }
    )


def _replaced(notices: Notices, changes: Mapping[str, Notice | None]) -> Notices:
    """Return the notices with changes; the same object if there are none."""
    if all(notices.get(key) is notice for key, notice in changes.items()):
        return notices
    return {
        key: notice
        for key, notice in {**notices, **changes}.items()
        if notice is not None
    }


def dismissed(notices: Notices, key: str, now: datetime) -> Notices:
    """Return the notices after the user has dismissed one.

    What can be over by itself is remembered, so that it comes back with news only.
    """
    notice = notices.get(key)
    if notice is None:
        return notices
    if key in (JOURNAL, MISTAKE, VOLUME):
        return _replaced(notices, {key: None})
    return _replaced(
        notices, {key: notice._replace(dismissed=True, at=now.timestamp())}
    )


def shown(notices: Notices, key: str, notice: Notice) -> Notices:
    """Return the notices with one that is not about messages."""
    return _replaced(notices, {key: notice})
