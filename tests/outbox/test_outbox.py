"""The outbox as those see it who hand messages over; tests/reliability breaks it."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from homeassistant.core import HomeAssistant

from custom_components.iletimerkezi.outbox import (
    Addressee,
    Outbox,
    Outcome,
    OutgoingSms,
    ProblemReason,
    Status,
)
from simulator import Fault, FaultKind, Simulator, Stage

from ..clock import Clock, settle
from ..helpers import ANNE, BABA, KIZ, account_entry, set_up, texts


def sms(text: str, *numbers: str, **details: Any) -> OutgoingSms:
    """Return what a caller hands over."""
    return OutgoingSms(
        text=text,
        recipients=details.pop("recipients", None)
        or dict.fromkeys(numbers, Addressee()),
        **details,
    )


async def outbox_of(
    hass: HomeAssistant, simulator: Simulator, **options: Any
) -> Outbox:
    """Return the outbox of an account."""
    entry = await set_up(hass, account_entry(simulator, **options))
    outbox: Outbox = entry.runtime_data.outbox
    return outbox


async def test_outcome_of_every_number(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """With the name of its recipient and the text that was sent."""
    entry = await set_up(hass, account_entry(simulator))
    outcomes = await entry.runtime_data.outbox.async_send(
        sms("Hırsız!", recipients={ANNE: Addressee("Anne"), BABA: Addressee()})
    )
    assert [(o.number, o.recipient, o.status, o.text) for o in outcomes] == [
        (ANNE, "Anne", Status.ACCEPTED, "Hırsız!"),
        (BABA, None, Status.ACCEPTED, "Hırsız!"),
    ]
    assert [o.failed for o in outcomes] == [False, False]


@pytest.mark.parametrize(
    "other",
    [
        {"text": "Duman!"},
        {"sender": "BAHCE"},
        {"commercial_list": "BIREYSEL"},
    ],
)
async def test_only_what_is_equal_shares_an_order(
    hass: HomeAssistant, simulator: Simulator, other: dict[str, Any]
) -> None:
    """Another text, sender or list is another order."""
    simulator.account.senders.append("BAHCE")
    entry = await set_up(hass, account_entry(simulator))
    outbox = entry.runtime_data.outbox
    details = {"text": "Hırsız!"} | other
    await asyncio.gather(
        outbox.async_send(sms("Hırsız!", ANNE)),
        outbox.async_send(sms(details.pop("text"), BABA, **details)),
        outbox.async_send(sms("Hırsız!", KIZ)),
    )
    assert sorted(r.query["receipents"] for r in simulator.sends) == sorted(
        [f"{ANNE},{KIZ}", BABA]
    )
    assert len(simulator.messages) == 3


async def test_another_turn_is_another_order(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Nobody waits for company; who comes later gets the time added where it repeats."""
    entry = await set_up(hass, account_entry(simulator))
    outbox = entry.runtime_data.outbox
    first = hass.loop.create_task(outbox.async_send(sms("Hırsız!", ANNE)))
    for _ in range(3):
        await asyncio.sleep(0)
    await outbox.async_send(sms("Hırsız!", BABA))
    await first
    assert texts(simulator) == [(ANNE, "Hırsız!"), (BABA, "Hırsız!")]
    assert len(simulator.sends) == 2


async def test_options_shape_the_text(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Before texts are compared: two that are cut to the same are a repeat."""
    entry = await set_up(
        hass,
        account_entry(
            simulator, max_parts=1, plain_letters=True, repeated_messages="reject"
        ),
    )
    outbox = entry.runtime_data.outbox
    (outcome,) = await outbox.async_send(sms("ış" * 100 + "A", ANNE))
    assert outcome.status is Status.ACCEPTED
    assert outcome.text == "is" * 76 + "..."
    (outcome,) = await outbox.async_send(sms("ış" * 100 + "B", ANNE))
    assert (outcome.status, outcome.code) == (Status.REJECTED, 451)


async def test_text_that_the_provider_counts_longer_is_cut_once_more(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """453 although it fits by the published limits: shorter, not lost."""
    simulator.strict_count = True
    simulator.max_parts = 1
    entry = await set_up(hass, account_entry(simulator, max_parts=1))
    (outcome,) = await entry.runtime_data.outbox.async_send(sms("ş" * 150, ANNE))
    assert outcome.status is Status.ACCEPTED
    assert [r.answered_code for r in simulator.sends] == [453, 200]
    assert texts(simulator)[0][1].startswith("ş" * 60)


async def test_text_that_stays_too_long_is_refused(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Cut once, not for ever."""
    simulator.faults.add(Fault(FaultKind.CODE, code=453))
    entry = await set_up(hass, account_entry(simulator))
    (outcome,) = await entry.runtime_data.outbox.async_send(sms("ş" * 1038, ANNE))
    assert (outcome.status, outcome.code) == (Status.REJECTED, 453)
    assert len(simulator.sends) == 2


@pytest.mark.parametrize("code", [400, 422, 454, 499])
async def test_refusal_of_a_message_is_final(
    hass: HomeAssistant, simulator: Simulator, code: int
) -> None:
    """One request, one outcome, in the provider's words."""
    simulator.faults.add(Fault(FaultKind.CODE, code=code, text="Olmaz"))
    outbox = await outbox_of(hass, simulator)
    outcomes = await outbox.async_send(sms("Hırsız!", ANNE, BABA))
    assert [(o.status, o.code, o.provider_text) for o in outcomes] == [
        (Status.REJECTED, code, "Olmaz")
    ] * 2
    assert all(outcome.failed for outcome in outcomes)
    assert len(simulator.sends) == 1


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (401, ProblemReason.UNAUTHORIZED),
        (402, ProblemReason.NO_CREDIT),
        (450, ProblemReason.SENDER),
        (459, ProblemReason.SENDER),
        (460, ProblemReason.SENDER),
        (468, ProblemReason.IYS),
        (469, ProblemReason.IYS),
        (470, ProblemReason.IYS),
    ],
)
async def test_refusal_of_the_account_keeps_the_message(
    hass: HomeAssistant, simulator: Simulator, code: int, problem: ProblemReason
) -> None:
    """An error that says it is kept, and sent once the account works."""
    simulator.faults.add(Fault(FaultKind.CODE, code=code, text="Olmaz", times=1))
    outbox = await outbox_of(hass, simulator)
    [outcome] = await outbox.async_send(sms("Hırsız!", ANNE))
    assert (outcome.status, outcome.code, outcome.kept) == (Status.QUEUED, code, True)
    assert outcome.failed
    assert outcome.deadline is not None
    assert str(outbox.problem) == problem.value
    assert [(each.code, each.text) for each in outbox.waiting()] == [(code, "Hırsız!")]
    # A success of any message proves that the account works again.
    await outbox.async_send(sms("Duman!", BABA))
    await settle()
    assert sorted(texts(simulator)) == [(ANNE, "Hırsız!"), (BABA, "Duman!")]
    assert (outbox.pending, outbox.problem) == (0, None)


@pytest.mark.parametrize("code", [401, 402, 450, 468])
async def test_nothing_is_kept_without_retries(
    hass: HomeAssistant, simulator: Simulator, code: int
) -> None:
    """Rejected at once."""
    simulator.faults.add(Fault(FaultKind.CODE, code=code, times=1))
    outbox = await outbox_of(hass, simulator, retry_minutes=0)
    [outcome] = await outbox.async_send(sms("Hırsız!", ANNE))
    assert (outcome.status, outcome.code) == (Status.REJECTED, code)
    assert outbox.pending == 0
    # What nobody got may be sent again, unchanged.
    [outcome] = await outbox.async_send(sms("Hırsız!", ANNE))
    assert outcome.status is Status.ACCEPTED
    assert texts(simulator) == [(ANNE, "Hırsız!")]


@pytest.mark.parametrize("code", [401, 402, 450])
async def test_refusal_after_a_lost_answer_may_have_been_sent(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, code: int
) -> None:
    """It is not reported as unsent."""
    simulator.faults.add(Fault(FaultKind.DROP, Stage.AFTER, times=1))
    simulator.faults.add(Fault(FaultKind.CODE, code=code, times=1))
    outbox = await outbox_of(hass, simulator, retry_minutes=0)
    sending = hass.loop.create_task(outbox.async_send(sms("Hırsız!", ANNE)))
    await clock.until(sending.done, within=12)
    [outcome] = await sending
    assert (outcome.status, outcome.code) == (Status.REJECTED, code)
    assert outcome.maybe_sent


async def test_lost_connection_without_retries(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """The identical request once more, within the caller's time: 451 says it was sent."""
    simulator.faults.add(Fault(FaultKind.DROP, Stage.AFTER, times=1))
    outbox = await outbox_of(hass, simulator, retry_minutes=0)
    sending = hass.loop.create_task(outbox.async_send(sms("Hırsız!", ANNE)))
    await clock.until(sending.done, within=12)
    [outcome] = await sending
    assert outcome.status is Status.ACCEPTED
    assert texts(simulator) == [(ANNE, "Hırsız!")]
    assert [request.answered_code for request in simulator.sends][1:] == [451]


async def test_no_answer_without_retries_is_a_problem(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """The caller has its error, and the line is known to be down."""
    simulator.faults.add(Fault(FaultKind.HANG, seconds=100))
    outbox = await outbox_of(hass, simulator, retry_minutes=0)
    sending = hass.loop.create_task(outbox.async_send(sms("Hırsız!", ANNE)))
    await clock.until(sending.done, within=12)
    [outcome] = await sending
    assert (outcome.status, outcome.maybe_sent) == (Status.EXPIRED, True)
    await clock.move(5)
    assert outbox.problem is ProblemReason.UNREACHABLE
    assert outbox.pending == 0


async def test_repeat_waits_once(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """It joins what waits, renews its deadline and is counted."""
    outbox = await outbox_of(hass, simulator)
    await simulator.cut_line()
    [first] = await outbox.async_send(sms("Hırsız!", ANNE))
    assert (first.status, first.unreachable) == (Status.QUEUED, True)
    [before] = outbox.waiting()
    await clock.move(600)
    [again] = await outbox.async_send(sms("Hırsız!", ANNE))
    assert again.status is Status.QUEUED
    [waiting] = outbox.waiting()
    assert waiting.repeats == 2
    assert waiting.deadline == pytest.approx(before.deadline + 600, abs=5)
    assert waiting.created == pytest.approx(before.created)
    assert outbox.problem is ProblemReason.UNREACHABLE
    await simulator.restore_line()
    await clock.until(lambda: simulator.messages, within=75)
    await settle()
    assert [number for number, _text in texts(simulator)] == [ANNE]
    assert outbox.sent_sms == 1


async def test_many_messages_are_no_outage(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """What waits for the rate limit is queued, not unreachable."""
    simulator.account.balance = Decimal(10_000)
    outbox = await outbox_of(hass, simulator)
    heard: list[Outcome] = []
    sending = [
        hass.loop.create_task(outbox.async_send(sms(f"Alarm {n}", ANNE)))
        for n in range(1150)
    ]
    await clock.until(lambda: all(task.done() for task in sending), within=12)
    for task in sending:
        heard += task.result()
    assert {outcome.status for outcome in heard} == {Status.ACCEPTED, Status.QUEUED}
    assert not any(outcome.unreachable for outcome in heard)
    assert outbox.problem is None
    await clock.until(lambda: len(simulator.messages) == 1150, within=10)


async def test_discard_waiting(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Given up, and never sent."""
    entry = await set_up(hass, account_entry(simulator))
    outbox = entry.runtime_data.outbox
    heard: list[Outcome] = []
    entry.runtime_data.publisher.subscribe(heard.append)
    await simulator.cut_line()
    await outbox.async_send(sms("Hırsız!", ANNE, BABA))
    assert outbox.pending == 2
    outbox.discard_waiting()
    await clock.move(35)
    assert outbox.pending == 0
    assert [o.status for o in heard] == [Status.QUEUED] * 2 + [Status.EXPIRED] * 2
    await simulator.restore_line()
    await clock.move(120)
    assert texts(simulator) == []


async def test_changes_are_noticed(hass: HomeAssistant, simulator: Simulator) -> None:
    """Once for all changes of a turn."""
    outbox = await outbox_of(hass, simulator)
    changes: list[int] = []
    stop = outbox.subscribe_waiting(lambda: changes.append(outbox.pending))
    await simulator.cut_line()
    await outbox.async_send(sms("Hırsız!", ANNE))
    await settle()
    assert changes[-1] == 1
    outbox.discard_waiting()
    await settle()
    assert changes[-1] == 0
    stop()
    changes.clear()
    await outbox.async_send(sms("Duman!", ANNE))
    await settle()
    assert changes == []


async def test_listener_can_stop_listening(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Also from within, and without others missing anything."""
    entry = await set_up(hass, account_entry(simulator))
    publisher = entry.runtime_data.publisher
    once: list[Outcome] = []
    always: list[Outcome] = []

    def listen_once(outcome: Outcome) -> None:
        once.append(outcome)
        stop()

    stop = publisher.subscribe(listen_once)
    publisher.subscribe(always.append)
    await entry.runtime_data.outbox.async_send(sms("Hırsız!", ANNE, BABA))
    await settle()
    assert (len(once), len(always)) == (1, 2)


async def test_figures(hass: HomeAssistant, simulator: Simulator) -> None:
    """What diagnostics show."""
    outbox = await outbox_of(hass, simulator)
    idle = {"open": 0, "held": 0, "in_flight": 0, "circuit_open": False}
    with simulator.hold() as gate:
        sending = hass.loop.create_task(outbox.async_send(sms("Hırsız!", ANNE, BABA)))
        await gate.wait_for()
        assert outbox.figures() == idle | {"open": 1, "in_flight": 1}
    await sending
    assert outbox.figures() == idle
    assert outbox.pending == 0


async def test_expires_when_its_hour_is_over(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Not at the next event that happens to come."""
    entry = await set_up(hass, account_entry(simulator))
    outbox = entry.runtime_data.outbox
    await simulator.cut_line()
    heard: list[Outcome] = []
    entry.runtime_data.publisher.subscribe(heard.append)
    [queued] = await outbox.async_send(sms("Hırsız!", recipients={ANNE: Addressee()}))
    assert queued.status is Status.QUEUED
    await clock.move(3590)
    assert outbox.pending == 1
    await clock.until(lambda: heard[-1].status is Status.EXPIRED, within=55)
    assert outbox.pending == 0
