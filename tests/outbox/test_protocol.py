"""Which text leaves next and what an answer means, as tables."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import example, given, strategies as st
import pytest

from custom_components.iletimerkezi.api.models import Order as ProviderOrder
from custom_components.iletimerkezi.outbox import protocol
from custom_components.iletimerkezi.outbox.order import (
    Attempt,
    Order,
    PossiblySent,
    Refusal,
)
from custom_components.iletimerkezi.outbox.protocol import (
    Accepted,
    Answer,
    Decision,
    Held,
    NextAttempt,
    Rejected,
    RetryLater,
    RetryNow,
    Split,
    attempt_now,
    decide,
    next_attempt,
    possibly_sent_after,
)
from custom_components.iletimerkezi.outbox.settings import SendingSettings
from custom_components.iletimerkezi.outbox.text import TextVariant

from ..helpers import ANNE, BABA
from .pure import (
    AT_ONCE,
    BUSY,
    LOST,
    NO_LINE,
    NOW,
    REJECTING,
    SETTINGS,
    attempted,
    make_order,
    refused,
)

LOCAL = datetime(2026, 11, 21, 14, 50, tzinfo=UTC)
EARLIER = PossiblySent("Duman", NOW - 100)
LONG = "ş" * 1100


@pytest.fixture(autouse=True)
def local_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every order created at 14:34."""
    monkeypatch.setattr(protocol, "to_local", lambda at: LOCAL.replace(minute=34))


@pytest.mark.parametrize(
    ("since", "resend", "expected"),
    [
        # seconds since the first unclear attempt, is it the second text already
        (None, False, NextAttempt(NOW)),
        (0.0, False, NextAttempt(NOW)),
        (564.9, False, NextAttempt(NOW)),
        # Identical, it might arrive when the provider has forgotten; another
        # text, when it has not.
        (565.0, False, NextAttempt(NOW + 40, resend=True)),
        (599.9, False, NextAttempt(NOW + 5.1, resend=True)),
        (600.0, False, NextAttempt(NOW + 5, resend=True)),
        (605.0, False, NextAttempt(NOW, resend=True)),
        (9000.0, False, NextAttempt(NOW, resend=True)),
        (0.0, True, NextAttempt(NOW)),
        (564.9, True, NextAttempt(NOW)),
        (565.0, True, None),
        (600.0, True, None),
        (9000.0, True, None),
    ],
)
def test_next_attempt(
    since: float | None, resend: bool, expected: NextAttempt | None
) -> None:
    """Identical within the window, one more text after it, no third one."""
    order = make_order(
        possibly_sent=None
        if since is None
        else PossiblySent("Duman", NOW - since, resend)
    )
    found = next_attempt(order, NOW)
    if expected is None or found is None:
        assert found is expected
    else:
        assert found.at == pytest.approx(expected.at)
        assert found.resend is expected.resend


@pytest.mark.parametrize(
    ("since", "expected"), [(None, True), (0.0, False), (564.9, False), (565.0, True)]
)
def test_unclear_order_stays_whole(since: float | None, expected: bool) -> None:
    """As long as it is repeated: to others the provider would not know it again."""
    order = make_order(numbers=(ANNE, BABA))
    if since is not None:
        order.possibly_sent = PossiblySent("Duman", NOW - since)
    assert protocol.may_divide(order, NOW) is expected


@pytest.mark.parametrize(
    ("age", "possibly_sent", "expected"),
    [
        (0.0, None, PossiblySent("Duman", NOW)),
        (120.0, None, PossiblySent("Duman", NOW)),
        (120.1, None, PossiblySent("[14:34] Duman", NOW)),
        # The window is counted from the first attempt of a text, not from the last.
        (569.0, EARLIER, EARLIER),
        (664.0, PossiblySent("Duman", NOW - 564), PossiblySent("Duman", NOW - 564)),
        (
            600.0,
            PossiblySent("Duman", NOW - 600),
            PossiblySent("[14:34] Duman", NOW, resend=True),
        ),
        (
            1300.0,
            PossiblySent("[14:34] Duman", NOW - 300, resend=True),
            PossiblySent("[14:34] Duman", NOW - 300, resend=True),
        ),
    ],
)
def test_text_that_leaves(
    age: float, possibly_sent: PossiblySent | None, expected: PossiblySent
) -> None:
    """Late texts say so, unless an earlier one may have been carried out."""
    order = make_order(created=NOW - age, possibly_sent=possibly_sent)
    assert attempt_now(order, NOW, SETTINGS) == expected


@pytest.mark.parametrize(
    ("earlier", "answer", "expected"),
    [
        (None, LOST, PossiblySent("Duman", NOW)),
        (EARLIER, LOST, EARLIER),
        # A readable refusal was not carried out: it says nothing of the window.
        (None, BUSY, None),
        (None, NO_LINE, None),
        (EARLIER, BUSY, EARLIER),
        (EARLIER, NO_LINE, EARLIER),
        (None, refused(401), None),
        (EARLIER, refused(401), EARLIER),
        (EARLIER, refused(402), EARLIER),
        (EARLIER, refused(450), EARLIER),
        # The same text was refused before, too.
        (EARLIER, refused(453), None),
        (None, refused(453), None),
    ],
)
def test_what_may_have_been_carried_out(
    earlier: PossiblySent | None, answer: Answer, expected: PossiblySent | None
) -> None:
    """By what is known after an answer, or after none."""
    order = make_order(possibly_sent=earlier)
    attempt = attempted(order)
    assert possibly_sent_after(attempt, order, answer) == expected


@pytest.mark.parametrize("code", [452, 466])
@pytest.mark.parametrize("earlier", [None, EARLIER])
def test_good_numbers_among_bad_ones(earlier: PossiblySent | None, code: int) -> None:
    """They may have been served, now or by an earlier attempt, which counts then."""
    order = make_order(numbers=(ANNE, BABA), possibly_sent=earlier)
    attempt = attempted(order)
    after = possibly_sent_after(attempt, order, refused(code))
    assert after == (earlier or PossiblySent("Duman", NOW))
    single = make_order()
    attempt = attempted(single)
    assert possibly_sent_after(attempt, single, refused(code)) is None


@pytest.mark.parametrize("answer", [refused(453), refused(401), BUSY])
def test_refused_second_text(answer: Answer) -> None:
    """The first one may have been carried out all the same: no third text follows."""
    order = make_order(possibly_sent=PossiblySent("Duman", NOW - 700))
    attempt = attempted(order, "[14:34] Duman", resend=True)
    after = possibly_sent_after(attempt, order, answer)
    assert after == PossiblySent("Duman", NOW - 700)


@pytest.mark.parametrize("answer", [refused(453), refused(401), BUSY, LOST])
def test_there_is_no_third_text(answer: Answer) -> None:
    """Whatever becomes of a repetition of the second one."""
    second = PossiblySent("[14:34] Duman", NOW - 100, resend=True)
    order = make_order(possibly_sent=second)
    attempt = attempted(order, "[14:34] Duman", resend=True)
    assert possibly_sent_after(attempt, order, answer) == second


OWN_SENDER: dict[str, Any] = {"sender": "BAHCE"}
OWN_LIST: dict[str, Any] = {"commercial_list": "TACIR"}

DECISIONS: list[tuple[str, dict[str, Any], Answer, Decision]] = [
    ("accepted", {}, ProviderOrder("7"), Accepted("7")),
    ("accepted without id", {}, ProviderOrder(None), Accepted(None)),
    ("lost", {}, LOST, RetryLater()),
    ("no line", {}, NO_LINE, RetryLater()),
    ("busy", {}, BUSY, RetryLater()),
    ("text", {}, refused(454), Rejected(Refusal(454))),
    ("address", {}, refused(404), Rejected(Refusal(404))),
    ("unknown", {}, refused(499, "Olmaz"), Rejected(Refusal(499, "Olmaz"))),
    ("number", {}, refused(452), Rejected(Refusal(452))),
    ("number 466", {}, refused(466), Rejected(Refusal(466))),
    # What concerns the account holds messages.
    ("credentials", {}, refused(401), Held(Refusal(401))),
    ("credit", {}, refused(402), Held(Refusal(402))),
    ("sender", {}, refused(450), Held(Refusal(450))),
    ("sender empty", {}, refused(459), Held(Refusal(459))),
    ("sender invalid", {}, refused(460), Held(Refusal(460))),
    ("iys", {}, refused(468), Held(Refusal(468))),
    ("iys list", {}, refused(469), Held(Refusal(469))),
    ("iys code", {}, refused(470), Held(Refusal(470))),
    ("own sender", OWN_SENDER, refused(450), Held(Refusal(450, own_value=True))),
    ("own list", OWN_LIST, refused(469), Held(Refusal(469, own_value=True))),
    ("own sender, 401", OWN_SENDER, refused(401), Held(Refusal(401))),
    ("own list, 450", OWN_LIST, refused(450), Held(Refusal(450))),
]


@pytest.mark.parametrize(
    ("details", "answer", "expected"),
    [row[1:] for row in DECISIONS],
    ids=[row[0] for row in DECISIONS],
)
def test_first_attempt(
    details: dict[str, Any], answer: Answer, expected: Decision
) -> None:
    """To one number, with nothing before it."""
    order = make_order(**details)
    assert decide(order, attempted(order), answer, LOCAL, SETTINGS) == expected


@pytest.mark.parametrize("code", [401, 402, 450, 459, 460, 468, 469, 470])
def test_nothing_is_kept_without_retries(code: int) -> None:
    """A refusal of the account is an error at once."""
    order = make_order()
    answer = refused(code)
    decision = decide(order, attempted(order), answer, LOCAL, AT_ONCE)
    assert decision == Rejected(Refusal(code))


def _earlier(text: str = "Duman") -> Order:
    """Return an order that may have been carried out."""
    return make_order(possibly_sent=PossiblySent(text, NOW - 100))


def _restored(attempts: int) -> Order:
    """Return an order that a restart found."""
    return make_order(restored=True, attempts=attempts)


@pytest.mark.parametrize(
    ("order", "text", "settings", "expected"),
    [
        # Our own attempt, whose answer was lost, was carried out.
        (_earlier(), "Duman", SETTINGS, Accepted(None)),
        (_earlier(), "Duman", REJECTING, Accepted(None)),
        (_earlier(), "Duman", AT_ONCE, Accepted(None)),
        # Another text than the one that may have been.
        (
            _earlier(),
            "[14:34] Duman",
            SETTINGS,
            RetryNow(TextVariant("Duman", "Duman 14:50", timed=True)),
        ),
        (_earlier(), "[14:34] Duman", REJECTING, Rejected(Refusal(451))),
        # A restart finds what may have been sent just before, unrecorded.
        (_restored(0), "Duman", SETTINGS, Accepted(None)),
        (_restored(0), "Duman", REJECTING, Accepted(None)),
        (_restored(1), "Duman", REJECTING, Rejected(Refusal(451))),
        # Busy, said the provider, and may have been wrong.
        (make_order(busy_text="Duman"), "Duman", SETTINGS, Accepted(None)),
        # Somebody else sent it.
        (
            make_order(),
            "Duman",
            SETTINGS,
            RetryNow(TextVariant("Duman", "Duman 14:50", timed=True)),
        ),
        (make_order(), "Duman", REJECTING, Rejected(Refusal(451))),
        (
            make_order(variant=TextVariant("Duman", "Duman 14:50", timed=True)),
            "Duman 14:50",
            SETTINGS,
            Rejected(Refusal(451)),
        ),
    ],
)
def test_repetition(
    order: Order, text: str, settings: SendingSettings, expected: Decision
) -> None:
    """451 is unequivocal: an attempt of our own, or somebody else's order."""
    attempt = attempted(order, text)
    assert decide(order, attempt, refused(451), LOCAL, settings) == expected


def test_too_long_is_cut_once() -> None:
    """By the stricter count, then it is lost."""
    order = make_order(LONG)
    decision = decide(order, attempted(order), refused(453), LOCAL, SETTINGS)
    assert isinstance(decision, RetryNow)
    assert decision.variant.shortened
    assert len(decision.variant.text) < len(LONG)
    order.variant = decision.variant
    decision = decide(order, attempted(order), refused(453), LOCAL, SETTINGS)
    assert decision == Rejected(Refusal(453))


def test_too_long_although_it_cannot_be_cut() -> None:
    """Nothing would change: no second attempt."""
    order = make_order("Kısa")
    decision = decide(order, attempted(order), refused(453), LOCAL, SETTINGS)
    assert decision == Rejected(Refusal(453))


@pytest.mark.parametrize(
    ("code", "settings", "expected"),
    [
        (452, SETTINGS, Split(possibly_sent=True)),
        (466, SETTINGS, Split(possibly_sent=True)),
        (452, AT_ONCE, Split(possibly_sent=True)),
        (402, SETTINGS, Split(possibly_sent=False)),
        (402, AT_ONCE, Split(possibly_sent=False)),
        (401, SETTINGS, Held(Refusal(401))),
        (450, SETTINGS, Held(Refusal(450))),
        (454, SETTINGS, Rejected(Refusal(454))),
    ],
)
def test_several_numbers(
    code: int, settings: SendingSettings, expected: Decision
) -> None:
    """One by one where some may be served."""
    order = make_order(numbers=(ANNE, BABA))
    attempt = attempted(order)
    assert decide(order, attempt, refused(code), LOCAL, settings) == expected


def test_unclear_order_is_not_split_for_credit() -> None:
    """It may have used the credit up; one by one, the provider would not know it again."""
    order = make_order(numbers=(ANNE, BABA), possibly_sent=EARLIER)
    attempt = attempted(order)
    decision = decide(order, attempt, refused(402), LOCAL, SETTINGS)
    assert decision == Held(Refusal(402))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["lost before", "lost after", "busy", "refused", "453"]),
            st.sampled_from([0.0, 1.0, 29.9, 300.0, 570.0, 600.0, 2000.0]),
        ),
        max_size=12,
    )
)
@example([("lost before", 29.9), ("lost after", 570.0), ("lost after", 0.0)])
def test_twice_at_most(steps: list[tuple[str, float]]) -> None:
    """Whatever the provider does, and twice only past its memory.

    That counts from the first attempt of a text that may have been carried out: nobody
    knows whether it was this one or a repeat.
    """
    order = make_order()
    now = NOW
    carried_out: list[tuple[str, float, float]] = []
    for what, pause in steps:
        following = next_attempt(order, now)
        if following is None:
            break
        now = max(now, following.at)
        earlier, leaving = order.possibly_sent, attempt_now(order, now, SETTINGS)
        order.possibly_sent = leaving
        attempt = Attempt(leaving.text, now, earlier)
        order.attempts += 1
        known = any(
            text == leaving.text and now - at < 600 for text, at, _ in carried_out
        )
        answers: dict[str, Answer] = {"busy": BUSY, "refused": refused(401)}
        answer = answers.get(what, LOST)
        if what == "lost after" and not known:
            carried_out.append((leaving.text, now, leaving.since))
        elif what == "453" and not any(
            text == leaving.text for text, *_ in carried_out
        ):
            answer = refused(453)
        decide(order, attempt, answer, LOCAL, SETTINGS)
        order.possibly_sent = possibly_sent_after(attempt, order, answer)
        now += pause
    assert len(carried_out) <= 2
    if len(carried_out) == 2:
        (_, _, since), (_, second, _) = carried_out
        assert second - since >= 600
