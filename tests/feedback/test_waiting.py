"""Notices of what waits, as the outbox knows it."""

import pytest

from custom_components.iletimerkezi.feedback.notice import Notice, Notices
from custom_components.iletimerkezi.feedback.notices import apply, dismissed
from custom_components.iletimerkezi.feedback.waiting import (
    account_codes,
    by_key,
    reconciled,
    summary_of,
)
from custom_components.iletimerkezi.outbox import Status

from ..helpers import ANNE, BABA, KIZ
from .gallery import NOW, of, outcome, waiting

HOUR = 3600.0


def test_unreachable_while_something_waits_for_the_network() -> None:
    """Neither the rate limit nor the account is the network."""
    notices = reconciled({}, [waiting(), waiting(code=402)])
    assert set(notices) == {"402"}
    notices = reconciled(notices, [waiting(unreachable=True)])
    assert set(notices) == {"unreachable"}
    assert reconciled(notices, [waiting(unreachable=True)]) is notices
    assert reconciled(notices, []) == {}


def test_refusals_known_from_what_waits() -> None:
    """A success that did not help all of it has ended the notice."""
    notices = of(outcome(Status.QUEUED, code=402, sequence=1))
    kept = waiting(code=402)
    assert reconciled(notices, [kept]) is notices
    # Released, and not yet accepted.
    assert reconciled(notices, []) is notices
    notices = apply(notices, outcome(Status.ACCEPTED, BABA, sequence=2), NOW)
    assert notices == {}
    notices = reconciled(notices, [kept])
    assert notices["402"].kind == "402"
    assert reconciled(notices, []) == {}


def test_other_notices_stay() -> None:
    """What is not about waiting messages is none of its business."""
    notices: Notices = {
        **of(
            outcome(Status.EXPIRED),
            outcome(Status.REJECTED, code=452),
            outcome(Status.UNDELIVERED),
        ),
        "journal": Notice("journal_damaged", 0),
        "limit": Notice("limit_warning", 0),
    }
    assert reconciled(notices, []) is notices


@pytest.mark.parametrize("changes", [{"unreachable": True}, {"code": 402}])
def test_dismissed_until_something_else_waits(changes: dict[str, object]) -> None:
    """A repeat that joins is no news."""
    old = waiting(minutes=5, **changes)
    [key] = by_key([old])
    notices = dismissed(reconciled({}, [old]), key, NOW)
    assert notices[key].dismissed
    assert reconciled(notices, [old]) is notices
    assert reconciled(notices, [old._replace(repeats=7)]) is notices
    new = waiting(BABA, minutes=-1, **changes)
    assert not reconciled(notices, [old, new])[key].dismissed
    # Being tried right now, it waits for nothing.
    assert reconciled(notices, [old._replace(code=None, unreachable=False)]) is notices
    # Once nothing waits, everything is news.
    assert not reconciled(reconciled(notices, []), [old])[key].dismissed


def test_dismissed_refusal_stays_hidden_while_its_messages_wait() -> None:
    """Its failures bring the news."""
    notices = dismissed(of(outcome(Status.QUEUED, code=402)), "402", NOW)
    assert reconciled(notices, [waiting(code=402, minutes=-1)]) is notices


def test_account_codes() -> None:
    """From outcomes and from what is kept, own values aside."""
    notices = of(
        outcome(Status.QUEUED, code=401),
        outcome(Status.REJECTED, code=452),
        outcome(Status.QUEUED, code=450, own_value=True),
    )
    kept = [
        waiting(code=402),
        waiting(code=470, own_value=True),
        waiting(unreachable=True),
    ]
    assert account_codes(notices, kept) == {401, 402}


def test_summary() -> None:
    """How many messages, how often, who, since when and until when."""
    assert summary_of([]) is None
    old = waiting(BABA, KIZ, minutes=20, text="Kapı açık", repeats=3)
    new = waiting(ANNE, BABA, minutes=5)
    summary = summary_of([old, new])
    assert summary is not None
    assert summary.messages == 2
    assert summary.requests == 4
    assert list(summary.recipients) == [ANNE, BABA, KIZ]
    assert summary.created == (old.created, new.created)
    assert summary.deadline == (old.created + HOUR, new.created + HOUR)


def test_message_in_parts_is_one() -> None:
    """A message to some whose numbers wait in orders of their own."""
    parts = [waiting(number, minutes=5, repeats=2) for number in (ANNE, BABA)]
    summary = summary_of(parts)
    assert summary is not None
    assert (summary.messages, summary.requests) == (1, 2)
