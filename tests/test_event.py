"""The event entities, and automations that wait for them."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from homeassistant.core import (
    Context,
    Event,
    EventStateChangedData,
    HomeAssistant,
    State,
    callback,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.translation import async_get_translations
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from custom_components.iletimerkezi.const import DOMAIN
from custom_components.iletimerkezi.outbox import Status
from simulator import Fault, FaultKind, Simulator, Stage

from .clock import Clock, settle
from .helpers import (
    ANNE,
    BABA,
    KIZ,
    account_entry,
    act,
    notify,
    recipient,
    send_message,
    set_up,
    texts,
)
from .outcomes import outcome, publish

ENTITY = "event.ileti_merkezi_messages"
RECEIVED = pytest.param(
    {
        "trigger": "event.received",
        "target": {"entity_id": ENTITY},
        "options": {"event_type": ["accepted", "undelivered"]},
    },
    id="event.received",
)
CHANGED = pytest.param(
    {
        "trigger": "state",
        "entity_id": ENTITY,
        "not_from": "unavailable",
        "not_to": "unavailable",
    },
    id="state",
)
TYPES = ["accepted", "queued", "delivered", "undelivered", "rejected", "expired"]


class Events(list[dict[str, Any]]):
    """The attributes of every event of an entity."""

    def __init__(self, hass: HomeAssistant, entity_id: str = ENTITY) -> None:
        """Listen."""
        super().__init__()
        self.states: list[State] = []
        self._entity_id = entity_id
        hass.bus.async_listen("state_changed", self._handle)

    @callback
    def _handle(self, event: Event[EventStateChangedData]) -> None:
        """Note an event."""
        state = event.data["new_state"]
        if (
            event.data["entity_id"] == self._entity_id
            and state
            and state.state != "unknown"
        ):
            self.append(dict(state.attributes))
            self.states.append(state)

    def briefly(self) -> list[tuple[str, str, str]]:
        """Return type, recipient and number of each event."""
        return [
            (event["event_type"], event["recipient"], event["number"]) for event in self
        ]


HIDDEN = {
    "Anne": "530 *** ** 67",
    "Baba": "532 *** ** 33",
    "535 *** ** 77": "535 *** ** 77",
}


def attributes(
    event_type: str,
    recipient: str,
    order_id: str | None = None,
    code: int | None = None,
) -> dict[str, Any]:
    """Return everything that an event has to say."""
    return {
        "event_types": TYPES,
        "event_type": event_type,
        "recipient": recipient,
        "number": HIDDEN[recipient],
        "order_id": order_id,
        "code": code,
        "friendly_name": "İleti Merkezi Messages",
    }


def by_recipient(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return events in an order that does not hang on chance."""
    return sorted(events, key=lambda event: event["recipient"])


async def test_accepted_and_delivered(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Names for recipients, a number with its middle hidden for anybody else."""
    await set_up(hass, account_entry(simulator))
    state = hass.states.get(ENTITY)
    assert state is not None and state.state == "unknown"
    events = Events(hass)
    await notify(hass, ["notify.anne", "notify.baba"], "Su kaçağı!")
    await send_message(hass, "Duman!", number=[KIZ])
    first, second = (str(order.id) for order in simulator.orders)
    await clock.until(lambda: len(events) == 3, within=1)
    assert by_recipient(events) == [
        attributes("accepted", "535 *** ** 77", second),
        attributes("accepted", "Anne", first),
        attributes("accepted", "Baba", first),
    ]
    events.clear()
    simulator.deliver(number=ANNE)
    simulator.fail_delivery(number=BABA)
    simulator.deliver(number=KIZ)
    await clock.until(lambda: len(events) == 3, within=90)
    assert by_recipient(events) == [
        attributes("delivered", "535 *** ** 77", second),
        attributes("delivered", "Anne", first),
        attributes("undelivered", "Baba", first),
    ]


async def test_only_the_bad_recipient_is_rejected(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Who is refused is distinguished from who is not."""
    simulator.account.blocked = {BABA}
    await set_up(hass, account_entry(simulator))
    events = Events(hass)
    with pytest.raises(HomeAssistantError, match="Baba"):
        await notify(hass, ["notify.anne", "notify.baba"], "Su kaçağı!")
    await clock.until(lambda: len(events) == 2, within=1)
    assert by_recipient(events) == [
        attributes("accepted", "Anne", str(simulator.orders[0].id)),
        attributes("rejected", "Baba", code=452),
    ]


async def test_queued_and_expired(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """That a message waits is reported, and that it was given up."""
    await set_up(hass, account_entry(simulator, retry_minutes=5))
    events = Events(hass)
    simulator.faults.add(Fault(FaultKind.CODE, code=503))
    caller = hass.async_create_task(notify(hass, "notify.anne", "Su kaçağı!"))
    await clock.until(caller.done, within=12)
    await clock.until(lambda: events)
    assert events == [attributes("queued", "Anne")]
    await clock.until(lambda: len(events) == 2, within=345)
    assert events[1] == attributes("expired", "Anne")


async def test_events_of_a_recipient(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Each recipient has what concerns it, a shared number counts for all who have it."""
    entry = account_entry(
        simulator,
        recipient("Anne", ANNE),
        recipient("Ev", ANNE, BABA),
        recipient("Kız", KIZ),
    )
    await set_up(hass, entry)
    everybody = Events(hass)
    anne, ev, kiz = (
        Events(hass, f"event.{name}_messages") for name in ("anne", "ev", "kiz")
    )
    await act(hass, "Su kaçağı!", target=["Anne", "Ev"])
    await clock.until(lambda: len(everybody) == 2, within=1)
    assert anne.briefly() == [("accepted", "Anne", "530 *** ** 67")]
    assert ev.briefly() == [
        ("accepted", "Anne", "530 *** ** 67"),
        ("accepted", "Ev", "532 *** ** 33"),
    ]
    assert kiz == []
    # A number that somebody typed is nobody's, even if a recipient has it.
    await send_message(hass, "Duman!", number=[ANNE])
    await clock.until(lambda: len(everybody) == 3, within=1)
    assert everybody.briefly()[2] == ("accepted", "530 *** ** 67", "530 *** ** 67")
    assert (len(anne), len(ev), len(kiz)) == (1, 2, 0)

    simulator.fail_delivery(number=BABA)
    simulator.deliver(number=ANNE)
    await clock.until(lambda: len(everybody) == 6, within=90)
    assert anne.briefly()[1:] == [("delivered", "Anne", "530 *** ** 67")]
    assert sorted(ev.briefly()[2:]) == [
        ("delivered", "Anne", "530 *** ** 67"),
        ("undelivered", "Ev", "532 *** ** 33"),
    ]
    for event in (*everybody, *anne, *ev):
        assert "Su kaçağı" not in str(event) and "Duman" not in str(event)
        assert ANNE not in str(event) and BABA not in str(event)


async def test_events_carry_the_context_of_the_call(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Whoever sent a message is behind all that becomes of it, whichever way it went."""
    await set_up(hass, account_entry(simulator))
    everybody, anne = Events(hass), Events(hass, "event.anne_messages")
    by_entity, by_action, by_button = Context(), Context(), Context()
    await hass.services.async_call(
        "notify",
        "send_message",
        {"entity_id": "notify.anne", "message": "Su kaçağı!"},
        blocking=True,
        context=by_entity,
    )
    await hass.services.async_call(
        DOMAIN,
        "send_message",
        {"recipient": "notify.anne", "message": "Duman!"},
        blocking=True,
        context=by_action,
    )
    await hass.services.async_call(
        "button",
        "press",
        {"entity_id": "button.anne_send_test_message"},
        blocking=True,
        context=by_button,
    )
    contexts = [by_entity, by_action, by_button]
    await clock.until(lambda: len(everybody) == len(anne) == 3, within=1)
    simulator.deliver()
    await clock.until(lambda: len(everybody) == len(anne) == 6, within=90)
    for events in (everybody, anne):
        assert [state.context for state in events.states[:3]] == contexts
        assert {state.context.id for state in events.states[3:]} == {
            context.id for context in contexts
        }


async def test_event_without_a_context_is_nobodys(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """What a restart has forgotten is not put down to the message before."""
    entry = await set_up(hass, account_entry(simulator))
    events = Events(hass, "event.anne_messages")
    context = Context(user_id="somebody")
    for sender in (context, None):
        publish(hass, entry, outcome(entry, Status.ACCEPTED, "Anne", context=sender))
    # Older cores need a millisecond between them.
    await clock.until(lambda: len(events) == 2, within=1)
    first, second = (state.context for state in events.states)
    assert first.id == context.id
    assert second.id != context.id
    assert (second.user_id, second.parent_id) == (None, None)


@pytest.mark.usefixtures("recorder_mock")
async def test_activity(
    hass: HomeAssistant,
    simulator: Simulator,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """Activity of a recipient names the automation that sent the message."""
    # Only adds its page to the frontend, which is not installed here.
    hass.config.components.add("frontend")
    for component in ("logbook", "automation"):
        assert await async_setup_component(
            hass,
            component,
            {
                "automation": {
                    "id": "leak",
                    "alias": "Su kaçağı",
                    "triggers": {"trigger": "event", "event_type": "leak"},
                    "actions": {
                        "action": "notify.send_message",
                        "target": {"entity_id": "notify.anne"},
                        "data": {"message": "Su kaçağı!"},
                    },
                }
            },
        )
    await set_up(hass, account_entry(simulator))
    begin = dt_util.utcnow()
    events = Events(hass, "event.anne_messages")
    hass.bus.async_fire("leak")
    await hass.async_block_till_done()
    assert events
    await async_wait_recording_done(hass)

    client = await hass_ws_client()
    await client.send_json_auto_id(
        {
            "type": "logbook/get_events",
            "start_time": begin.isoformat(),
            "entity_ids": ["event.anne_messages"],
        }
    )
    answer = await client.receive_json()
    [shown] = answer["result"]
    assert shown["entity_id"] == "event.anne_messages"
    assert shown["attributes"]["event_type"] == "accepted"
    assert shown["context_entity_id"] == "automation.su_kacagi"
    assert shown["context_name"] == "Su kaçağı"


async def test_every_event_is_a_state_of_its_own(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Events of one moment differ by state, or automations would see only one."""
    names = [f"Kişi {number}" for number in range(20)]
    entry = account_entry(
        simulator,
        *(recipient(name, f"53012{n:05}") for n, name in enumerate(names)),
    )
    await set_up(hass, entry)
    states: list[str] = []

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        if event.data["entity_id"] == ENTITY and (state := event.data["new_state"]):
            states.append(state.state)

    hass.bus.async_listen("state_changed", note)
    await notify(hass, [f"notify.kisi_{n}" for n in range(20)], "Deprem!")
    await clock.until(lambda: len(states) == 20, within=1)
    assert len(simulator.orders) == 1
    assert len(set(states)) == 20
    assert states == sorted(states)


@pytest.mark.parametrize("trigger", [RECEIVED, CHANGED])
async def test_siren_when_a_recipient_did_not_get_it(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, trigger: dict[str, Any]
) -> None:
    """What a user clicks together works, also with several recipients at once."""
    await set_up(
        hass,
        account_entry(simulator, recipient("Anne", ANNE), recipient("Baba", BABA, KIZ)),
    )
    assert await async_setup_component(
        hass, "input_boolean", {"input_boolean": {"siren": {}, "wrong": {}}}
    )

    def siren(name: str, switch: str) -> dict[str, Any]:
        return {
            "alias": f"{name} {switch}",
            "mode": "parallel",
            "triggers": [trigger],
            "conditions": [
                {
                    "condition": "state",
                    "entity_id": ENTITY,
                    "attribute": "event_type",
                    "state": "undelivered",
                },
                {
                    "condition": "template",
                    "value_template": (
                        f"{{{{ trigger.to_state.attributes.recipient == '{name}' }}}}"
                    ),
                },
            ],
            "actions": [
                {
                    "action": "input_boolean.turn_on",
                    "target": {"entity_id": f"input_boolean.{switch}"},
                }
            ],
        }

    assert await async_setup_component(
        hass,
        "automation",
        {"automation": [siren("Baba", "siren"), siren("Kız", "wrong")]},
    )
    await notify(hass, ["notify.anne", "notify.baba"], "Su kaçağı!")
    simulator.fail_delivery()
    await clock.until(
        lambda: hass.states.is_state("input_boolean.siren", "on"), within=90
    )
    await hass.async_block_till_done()
    assert hass.states.is_state("input_boolean.wrong", "off")


@pytest.mark.parametrize("trigger", [RECEIVED, CHANGED])
async def test_reload_fires_nothing(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, trigger: dict[str, Any]
) -> None:
    """The last event is still shown afterwards and is not fired again."""
    entry = await set_up(hass, account_entry(simulator))
    assert await async_setup_component(
        hass, "input_boolean", {"input_boolean": {"siren": {}}}
    )
    assert await async_setup_component(
        hass,
        "automation",
        {
            "automation": {
                "triggers": [trigger],
                "actions": [
                    {
                        "action": "input_boolean.turn_on",
                        "target": {"entity_id": "input_boolean.siren"},
                    }
                ],
            }
        },
    )
    await notify(hass, "notify.anne", "Su kaçağı!")
    await clock.until(lambda: hass.states.is_state("input_boolean.siren", "on"))
    before = hass.states.get(ENTITY)
    await hass.services.async_call(
        "input_boolean",
        "turn_off",
        {"entity_id": "input_boolean.siren"},
        blocking=True,
    )
    assert await hass.config_entries.async_reload(entry.entry_id)
    await settle()
    after = hass.states.get(ENTITY)
    assert before is not None and after is not None
    assert (after.state, after.attributes) == (before.state, before.attributes)
    assert hass.states.is_state("input_boolean.siren", "off")


async def test_answer_that_comes_during_a_reload(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """What becomes of a message is shown once, at the account and at the recipient."""
    entry = await set_up(hass, account_entry(simulator))
    everybody, anne = Events(hass), Events(hass, "event.anne_messages")
    simulator.faults.add(Fault(FaultKind.HANG, stage=Stage.AFTER, seconds=3.0, times=1))
    caller = hass.async_create_task(notify(hass, "notify.anne", "Su kaçağı!"))
    await clock.until(lambda: simulator.sends)
    reload = hass.async_create_task(hass.config_entries.async_reload(entry.entry_id))
    await clock.until(lambda: reload.done() and caller.done(), within=30)
    await clock.move(90)
    for events in (everybody, anne):
        found = [event for event in events if event.get("event_type") == "accepted"]
        assert {event["recipient"] for event in found} == {"Anne"}
    assert texts(simulator) == [(ANNE, "Su kaçağı!")]


@pytest.mark.parametrize(
    ("language", "name", "undelivered", "recipient_name"),
    [
        ("en", "Messages", "Not delivered", "Recipient"),
        ("tr", "SMS durumu", "İletilemedi", "Alıcı"),
    ],
)
async def test_words(
    hass: HomeAssistant,
    simulator: Simulator,
    language: str,
    name: str,
    undelivered: str,
    recipient_name: str,
) -> None:
    """Name, types and attributes have words in English and Turkish."""
    hass.config.language = language
    entry = await set_up(hass, account_entry(simulator))
    entity_id = er.async_get(hass).async_get_entity_id(
        "event", DOMAIN, f"{entry.entry_id}_messages"
    )
    assert entity_id is not None
    registered = er.async_get(hass).async_get(entity_id)
    assert registered is not None and registered.original_name == name
    texts = await async_get_translations(hass, language, "entity", [DOMAIN])
    prefix = f"component.{DOMAIN}.entity.event.messages.state_attributes"
    assert texts[f"{prefix}.event_type.state.undelivered"] == undelivered
    assert texts[f"{prefix}.recipient.name"] == recipient_name
    for event_type in TYPES:
        assert texts[f"{prefix}.event_type.state.{event_type}"]
