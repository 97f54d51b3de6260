"""Notices of what waits, as the outbox knows it."""

import pytest

from custom_components.iletimerkezi.feedback.notice import Notice, Notices
from custom_components.iletimerkezi.feedback.notices import apply, dismissed
from custom_components.iletimerkezi.feedback.waiting import (
    Waiting,
    account_codes,
    reconciled,
)
from custom_components.iletimerkezi.outbox import Status

from ..helpers import ANNE, BABA, KIZ
from .gallery import NOW, of, outcome, waiting

HOUR = 3600.0


def test_unreachable_while_something_waits_for_the_network() -> None:
    """Neither the rate limit nor the account is the network."""
    notices = reconciled({}, Waiting([waiting(), waiting(code=402)]))
    assert set(notices) == {"402"}
    notices = reconciled(notices, Waiting([waiting(unreachable=True)]))
    assert set(notices) == {"unreachable"}
    assert reconciled(notices, Waiting([waiting(unreachable=True)])) is notices
    assert reconciled(notices, Waiting()) == {}


def test_refusals_known_from_what_waits() -> None:
    """A success that did not help all of it has ended the notice."""
    notices = of(outcome(Status.QUEUED, code=402, sequence=1))
    kept = waiting(code=402)
    assert reconciled(notices, Waiting([kept])) is notices
    # Released, and not yet accepted.
    assert reconciled(notices, Waiting()) is notices
    notices = apply(notices, outcome(Status.ACCEPTED, BABA, sequence=2), NOW)
    assert notices == {}
    notices = reconciled(notices, Waiting([kept]))
    assert notices["402"].kind == "402"
    assert reconciled(notices, Waiting()) == {}


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
    assert reconciled(notices, Waiting()) is notices


@pytest.mark.parametrize("changes", [{"unreachable": True}, {"code": 402}])
def test_dismissed_until_something_else_waits(changes: dict[str, object]) -> None:
    """A repeat that joins is no news."""
    old = waiting(minutes=5, **changes)
    [key] = Waiting([old]).by_key
    notices = dismissed(reconciled({}, Waiting([old])), key, NOW)
    assert notices[key].dismissed
    assert reconciled(notices, Waiting([old])) is notices
    assert reconciled(notices, Waiting([old._replace(repeats=7)])) is notices
    new = waiting(BABA, minutes=-1, **changes)
    assert not reconciled(notices, Waiting([new, old]))[key].dismissed
    # Being tried right now, it waits for nothing.
    assert (
        reconciled(notices, Waiting([old._replace(code=None, unreachable=False)]))
        is notices
    )
    # Once nothing waits, everything is news.
    assert not reconciled(reconciled(notices, Waiting()), Waiting([old]))[key].dismissed


def test_dismissed_refusal_stays_hidden_while_its_messages_wait() -> None:
    """Its failures bring the news."""
    notices = dismissed(of(outcome(Status.QUEUED, code=402)), "402", NOW)
    assert reconciled(notices, Waiting([waiting(code=402, minutes=-1)])) is notices


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
    old = waiting(BABA, KIZ, minutes=20, text="Kapı açık", repeats=3, code=402)
    new = waiting(ANNE, BABA, minutes=5, code=402)
    summary = Waiting([new, old]).by_key["402"]
    assert summary.messages == 2
    assert summary.requests == 4
    assert list(summary.recipients) == [ANNE, BABA, KIZ]
    assert summary.created == (old.created, new.created)
    assert summary.deadline == (old.created + HOUR, new.created + HOUR)


def test_message_in_parts_is_one() -> None:
    """A message to some whose numbers wait in orders of their own."""
    parts = [waiting(number, minutes=5, repeats=2, code=402) for number in (ANNE, BABA)]
    summary = Waiting(parts).by_key["402"]
    assert (summary.messages, summary.requests) == (1, 2)


def test_nothing_goes_while_something_may_be_missing() -> None:
    """What waits changes while it is read, if it is a lot."""
    notices = reconciled({}, Waiting([waiting(code=402)]))
    partly = Waiting([waiting(unreachable=True)])
    assert set(reconciled(notices, partly, complete=False)) == {"402", "unreachable"}
    assert set(reconciled(notices, partly)) == {"unreachable"}
