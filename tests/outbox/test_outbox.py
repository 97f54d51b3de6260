"""The outbox as those see it who hand messages over; tests/reliability breaks it."""

import asyncio
from typing import Any, override

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from custom_components.iletimerkezi.api import (
    CommercialList,
    IletiMerkeziClient,
    Order,
    ProviderUnreachableError,
)
from custom_components.iletimerkezi.const import RepeatedMessages
from custom_components.iletimerkezi.outbox.clock import steady
from custom_components.iletimerkezi.outbox.dedup import Repeats
from custom_components.iletimerkezi.outbox.journal import Journal
from custom_components.iletimerkezi.outbox.model import (
    Addressee,
    Outcome,
    OutgoingSms,
    Shipment,
    Status,
)
from custom_components.iletimerkezi.outbox.protocol import Attempts
from custom_components.iletimerkezi.outbox.settings import SendingSettings
from simulator import Fault, FaultKind, Simulator

from ..helpers import (
    ANNE,
    BABA,
    KIZ,
    account_entry,
    eventually,
    set_up,
    texts,
    time_passes,
)


def sms(text: str, *numbers: str, **details: Any) -> OutgoingSms:
    """Return what a caller hands over."""
    return OutgoingSms(
        text=text,
        recipients=details.pop("recipients", None)
        or dict.fromkeys(numbers, Addressee()),
        sender=details.pop("sender", "EVIM"),
        commercial_list=details.pop("commercial_list", None),
    )


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
        {"commercial_list": CommercialList.BIREYSEL},
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


@pytest.mark.parametrize("code", [400, 401, 402, 422, 450, 454, 460, 468, 470, 499])
async def test_refusal_is_final(
    hass: HomeAssistant, simulator: Simulator, code: int
) -> None:
    """One request, one outcome, in the provider's words."""
    simulator.faults.add(Fault(FaultKind.CODE, code=code, text="Olmaz"))
    entry = await set_up(hass, account_entry(simulator))
    outcomes = await entry.runtime_data.outbox.async_send(sms("Hırsız!", ANNE, BABA))
    assert [(o.status, o.code, o.provider_text) for o in outcomes] == [
        (Status.REJECTED, code, "Olmaz")
    ] * 2
    assert all(outcome.failed for outcome in outcomes)
    assert len(simulator.sends) == 1


async def test_refused_text_is_no_repeat(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """What nobody got may be sent again, unchanged."""
    entry = await set_up(hass, account_entry(simulator))
    outbox = entry.runtime_data.outbox
    simulator.faults.add(Fault(FaultKind.CODE, code=402, times=1))
    (refused,) = await outbox.async_send(sms("Hırsız!", ANNE))
    (accepted,) = await outbox.async_send(sms("Hırsız!", ANNE))
    assert [refused.status, accepted.status] == [Status.REJECTED, Status.ACCEPTED]
    assert texts(simulator) == [(ANNE, "Hırsız!")]


async def test_listener_can_stop_listening(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Also from within, and without others missing anything."""
    entry = await set_up(hass, account_entry(simulator))
    announcer = entry.runtime_data.announcer
    once: list[Outcome] = []
    always: list[Outcome] = []

    def listen_once(outcome: Outcome) -> None:
        once.append(outcome)
        stop()

    stop = announcer.subscribe(listen_once)
    announcer.subscribe(always.append)
    await entry.runtime_data.outbox.async_send(sms("Hırsız!", ANNE, BABA))
    assert (len(once), len(always)) == (1, 2)


async def test_attempt_that_outlives_its_message(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Given up while the connection was being made: nothing puts it back."""
    entry = await set_up(hass, account_entry(simulator))
    journal = entry.runtime_data.journal
    shipment = Shipment(
        text="Hırsız!",
        recipients={ANNE: Addressee()},
        sender="EVIM",
        commercial_list=None,
        created=steady(),
    )

    class NoLine(IletiMerkeziClient):
        """Finds no line, a little too late."""

        @override
        async def send(self, **_: Any) -> Order:
            shipment.done = True
            journal.remove(shipment)
            raise ProviderUnreachableError("no line", maybe_processed=False)

    attempts = Attempts(
        NoLine(async_get_clientsession(hass), api_key="key", api_hash="hash"),
        journal,
        Repeats(steady),
        SendingSettings(
            sender="EVIM",
            commercial_list=None,
            repeated_messages=RepeatedMessages.ADD_TIME,
            max_parts=7,
            plain_letters=False,
            retry_seconds=0,
        ),
    )
    journal.put(shipment)
    await attempts.async_make(shipment)
    await journal.async_written(shipment)
    await hass.config_entries.async_unload(entry.entry_id)
    again = Journal(
        hass,
        entry.entry_id,
        on_damaged=lambda name: None,
        on_writable=lambda writable: None,
    )
    restored = await again.async_load()
    await again.async_close()
    assert restored.shipments == []


async def test_figures(hass: HomeAssistant, simulator: Simulator) -> None:
    """What diagnostics show."""
    entry = await set_up(hass, account_entry(simulator))
    outbox = entry.runtime_data.outbox
    with simulator.hold() as gate:
        sending = hass.loop.create_task(outbox.async_send(sms("Hırsız!", ANNE, BABA)))
        await gate.wait_for()
        assert outbox.figures() == {"open": 1, "under_way": 1, "line_down": False}
    await sending
    assert outbox.figures() == {"open": 0, "under_way": 0, "line_down": False}
    assert outbox.pending == 0


async def test_given_up_by_a_timer_of_its_own(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """When its hour is over, not at the next look that happens to come."""
    entry = await set_up(hass, account_entry(simulator))
    await simulator.cut_line()
    told: list[Outcome] = []
    entry.runtime_data.announcer.subscribe(told.append)
    outbox = entry.runtime_data.outbox
    [queued] = await outbox.async_send(sms("Hırsız!", recipients={ANNE: Addressee()}))
    assert queued.status is Status.QUEUED
    await time_passes(hass, 3590)
    assert outbox.pending == 1
    await time_passes(hass, 3606)
    # An attempt may be under way just then.
    await eventually(lambda: told[-1].status is Status.EXPIRED)
    assert outbox.pending == 0
