"""What outcomes do to notices, as tables."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from custom_components.iletimerkezi.feedback.notice import (
    LIMIT_WARNING,
    Notice,
    Notices,
    beginning,
)
from custom_components.iletimerkezi.feedback.notices import apply, dismissed
from custom_components.iletimerkezi.outbox import Outcome, Status

from ..helpers import ANNE, BABA, KIZ
from .gallery import NOW, outcome

ACCEPTED, DELIVERED = Status.ACCEPTED, Status.DELIVERED
QUEUED, REJECTED = Status.QUEUED, Status.REJECTED
EXPIRED, UNDELIVERED = Status.EXPIRED, Status.UNDELIVERED


def after(*outcomes: Outcome) -> Notices:
    """Return the notices after some outcomes."""
    notices: Notices = {}
    for item in outcomes:
        notices = apply(notices, item, NOW)
    return notices


def people(notices: Notices) -> Mapping[str, dict[int, list[str]]]:
    """Return who lacks which message, by notice."""
    return {
        key: {
            sequence: list(message.recipients)
            for sequence, message in notice.messages.items()
        }
        for key, notice in notices.items()
    }


@pytest.mark.parametrize(
    ("failure", "key"),
    [
        (outcome(REJECTED, code=400), "400"),
        (outcome(REJECTED, code=404), "404"),
        (outcome(REJECTED, code=422), "422"),
        (outcome(REJECTED, code=451), "451"),
        (outcome(REJECTED, code=452), "452"),
        (outcome(REJECTED, code=453), "453"),
        (outcome(REJECTED, code=454), "454"),
        (outcome(REJECTED, code=466), "466"),
        (outcome(REJECTED, code=499), "499"),
        (outcome(REJECTED), "rejected"),
        (outcome(REJECTED, code=450, own_value=True), "450"),
        (outcome(QUEUED, code=450, own_value=True), "450"),
        (outcome(QUEUED, code=470, own_value=True), "470"),
        (outcome(EXPIRED), "expired"),
        (outcome(EXPIRED, code=402), "expired"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.status,
)
def test_what_concerns_a_message_stays_until_its_recipient_is_served(
    failure: Outcome, key: str
) -> None:
    """Others do not matter, and neither do earlier messages."""
    notices = after(failure._replace(sequence=5))
    assert people(notices) == {key: {5: [ANNE]}}
    for other in (
        outcome(ACCEPTED, BABA, sequence=6),
        outcome(ACCEPTED, ANNE, sequence=4),
        outcome(DELIVERED, ANNE, sequence=6),
        outcome(QUEUED, ANNE, sequence=6),
    ):
        assert apply(notices, other, NOW) is notices
    assert apply(notices, outcome(ACCEPTED, ANNE, sequence=6), NOW) == {}


@pytest.mark.parametrize("code", [401, 402, 450, 459, 460, 468, 469, 470])
@pytest.mark.parametrize("status", [QUEUED, REJECTED])
def test_what_concerns_the_account_goes_with_its_next_success(
    status: Status, code: int
) -> None:
    """Whoever got the message, unless it was handed over earlier."""
    notices = after(
        outcome(status, ANNE, code=code, sequence=5),
        outcome(status, BABA, code=code, sequence=7),
    )
    assert people(notices) == {str(code): {5: [ANNE], 7: [BABA]}}
    # It may have been carried out before.
    assert apply(notices, outcome(ACCEPTED, KIZ, sequence=6), NOW) is notices
    # Others got this very message, as far as the credit went.
    assert apply(notices, outcome(ACCEPTED, KIZ, sequence=7), NOW) is notices
    assert apply(notices, outcome(ACCEPTED, KIZ, sequence=8), NOW) == {}
    # Kept, and sent now: later than any refusal.
    assert apply(notices, outcome(ACCEPTED, ANNE, sequence=5), NOW) == {}


def test_account_and_own_value_share_a_code() -> None:
    """The success of the account says nothing about somebody's own sender."""
    notices = after(
        outcome(QUEUED, ANNE, code=450, sequence=1),
        outcome(QUEUED, BABA, code=450, sequence=2, own_value=True),
    )
    assert notices["450"].about_account
    notices = apply(notices, outcome(ACCEPTED, KIZ, sequence=3), NOW)
    assert people(notices) == {"450": {2: [BABA]}}
    assert not notices["450"].about_account


def test_one_of_two_people_served() -> None:
    """Only that one is removed, and messages that nobody lacks any more."""
    notices = after(
        outcome(EXPIRED, ANNE, sequence=1),
        outcome(EXPIRED, BABA, sequence=1),
        outcome(EXPIRED, ANNE, sequence=2),
    )
    assert notices["expired"].total == 2
    notices = apply(notices, outcome(ACCEPTED, ANNE, sequence=3), NOW)
    assert people(notices) == {"expired": {1: [BABA]}}
    assert notices["expired"].total == 1
    assert apply(notices, outcome(ACCEPTED, BABA, sequence=4), NOW) == {}


def test_later_failures_outlive_an_earlier_success() -> None:
    """Answers come in any order."""
    notices = after(
        outcome(REJECTED, ANNE, code=452, sequence=1),
        outcome(REJECTED, ANNE, code=452, sequence=3),
        outcome(ACCEPTED, ANNE, sequence=2),
    )
    assert people(notices) == {"452": {3: [ANNE]}}


def test_undelivered_goes_with_a_delivery_to_that_number() -> None:
    """To be accepted is not enough, and another phone says nothing about this one."""
    notices = after(
        outcome(UNDELIVERED, ANNE, sequence=1), outcome(UNDELIVERED, BABA, sequence=1)
    )
    assert people(notices) == {"undelivered": {1: [ANNE, BABA]}}
    assert apply(notices, outcome(ACCEPTED, ANNE, sequence=2), NOW) is notices
    notices = apply(notices, outcome(DELIVERED, ANNE, sequence=2), NOW)
    assert people(notices) == {"undelivered": {1: [BABA]}}
    assert apply(notices, outcome(DELIVERED, BABA, sequence=2), NOW) == {}


def test_message_to_three_phones_is_one_message() -> None:
    """Whoever fails in between."""
    notices = after(
        *(outcome(EXPIRED, number, sequence=1) for number in (ANNE, BABA)),
        outcome(EXPIRED, ANNE, sequence=2),
        outcome(EXPIRED, KIZ, sequence=1),
    )
    assert notices["expired"].total == 2
    assert people(notices) == {"expired": {2: [ANNE], 1: [ANNE, BABA, KIZ]}}


def test_what_waits_for_the_network_is_no_failure() -> None:
    """The outbox knows what waits."""
    assert after(outcome(QUEUED, unreachable=True)) == {}


def test_kept_and_expired() -> None:
    """The account is still refused, and the message is lost."""
    notices = after(
        outcome(QUEUED, code=402), outcome(EXPIRED, code=402, failure_reported=True)
    )
    assert people(notices) == {"402": {1: [ANNE]}, "expired": {1: [ANNE]}}
    assert not notices["402"].messages[1].lost
    assert notices["expired"].messages[1].lost
    # What was refused for a value of its own moves on.
    notices = after(
        outcome(QUEUED, ANNE, code=450, own_value=True),
        outcome(QUEUED, BABA, code=450, own_value=True),
        outcome(EXPIRED, ANNE, code=450, own_value=True),
    )
    assert people(notices) == {"450": {1: [BABA]}, "expired": {1: [ANNE]}}
    notices = apply(
        notices, outcome(EXPIRED, BABA, code=450, own_value=True, sequence=1), NOW
    )
    assert people(notices) == {"expired": {1: [ANNE, BABA]}}


def test_what_was_kept_and_is_sent() -> None:
    """Its own acceptance, too, serves its recipient."""
    notices = after(
        outcome(QUEUED, ANNE, code=450, own_value=True, sequence=1),
        outcome(QUEUED, ANNE, code=450, own_value=True, sequence=2),
        outcome(ACCEPTED, ANNE, sequence=1),
    )
    assert people(notices) == {"450": {2: [ANNE]}}


def test_limit() -> None:
    """An urgent message passes the limit and does not lift it; a new day does."""
    notices = after(outcome(REJECTED, over_limit=True, sequence=1))
    assert people(notices) == {"limit": {1: [ANNE]}}
    success = outcome(ACCEPTED, ANNE, sequence=2)
    assert apply(notices, success, NOW + timedelta(hours=9, minutes=54)) is notices
    assert apply(notices, success, NOW + timedelta(hours=9, minutes=55)) == {}


def test_limit_warning() -> None:
    """What is held back says more; the next day it is over."""
    warning = {"limit": Notice(LIMIT_WARNING, NOW.timestamp(), values={"used": "40"})}
    assert apply(warning, outcome(ACCEPTED), NOW) is warning
    assert apply(warning, outcome(ACCEPTED), NOW + timedelta(days=1)) == {}
    notices = apply(warning, outcome(REJECTED, over_limit=True), NOW)
    assert notices["limit"].kind == "limit"


def test_dismissed_until_there_is_news() -> None:
    """What was seen is not shown again, but still known to the account."""
    notices = after(
        outcome(QUEUED, ANNE, code=402, sequence=1),
        outcome(REJECTED, BABA, code=452, sequence=1),
    )
    for key in ("402", "452"):
        notices = dismissed(notices, key, NOW)
        assert notices[key].dismissed
    assert dismissed(notices, "470", NOW) is notices
    assert notices["402"].about_account
    # An unconcerned outcome brings nothing back.
    notices = apply(notices, outcome(DELIVERED, sequence=2), NOW)
    assert all(notice.dismissed for notice in notices.values())
    notices = after_more(
        notices,
        outcome(QUEUED, ANNE, code=402, sequence=3),
        outcome(REJECTED, KIZ, code=452, sequence=3),
    )
    assert not any(notice.dismissed for notice in notices.values())
    assert people(notices) == {"402": {1: [ANNE], 3: [ANNE]}, "452": {3: [KIZ]}}


def after_more(notices: Notices, *outcomes: Outcome) -> Notices:
    """Return the notices after further outcomes."""
    for item in outcomes:
        notices = apply(notices, item, NOW)
    return notices


def test_resolved_while_dismissed() -> None:
    """A dismissed notice ends like any other."""
    notices = dismissed(after(outcome(QUEUED, code=402)), "402", NOW)
    assert apply(notices, outcome(ACCEPTED, sequence=2), NOW) == {}


def test_dismissed_facts_are_deleted() -> None:
    """Nothing brings them back."""
    for key, kind in (("journal", "journal_damaged"), ("volume", "volume")):
        assert dismissed({key: Notice(kind, 0)}, key, NOW) == {}


def test_many_messages() -> None:
    """The oldest are only counted, but nobody is forgotten."""
    notices = after(
        outcome(EXPIRED, BABA, sequence=1),
        *(outcome(EXPIRED, ANNE, sequence=number) for number in range(2, 151)),
    )
    notice = notices["expired"]
    assert notice.total == 150
    assert len(notice.messages) == 100
    assert list(next(iter(notice.messages.values())).recipients) == [BABA, ANNE]
    notices = apply(notices, outcome(ACCEPTED, ANNE, sequence=200), NOW)
    assert list(people(notices)["expired"].values()) == [[BABA]]


def test_unclear_stays_unclear() -> None:
    """One of its numbers is enough."""
    notices = after(outcome(EXPIRED, ANNE, maybe_sent=True), outcome(EXPIRED, BABA))
    assert notices["expired"].maybe_sent


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("Alarm", "Alarm"),
        ("", ""),
        ("a\n  b", "a b"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 60 + "…"),
    ],
)
def test_beginning(text: str, start: str) -> None:
    """One line of up to sixty characters."""
    assert beginning(text) == start
