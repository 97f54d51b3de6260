"""The event entity, and automations that wait for it."""

from decimal import Decimal
from typing import Any

import pytest

from homeassistant.components import automation
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.translation import async_get_translations
from homeassistant.setup import async_setup_component

from custom_components.iletimerkezi.const import DOMAIN
from simulator import Fault, FaultKind, Simulator

from .clock import Clock, settle
from .helpers import (
    ANNE,
    BABA,
    KIZ,
    account_entry,
    notify,
    recipient,
    send_message,
    set_up,
)

ENTITY = "event.ileti_merkezi_messages"
RECEIVED = pytest.param(
    {
        "trigger": "event.received",
        "target": {"entity_id": ENTITY},
        "options": {"event_type": ["accepted", "undelivered"]},
    },
    id="event.received",
    marks=pytest.mark.skipif(
        hasattr(automation, "NEW_TRIGGERS_CONDITIONS_FEATURE_FLAG"),
        reason="still behind a Labs switch",
    ),
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
    """The attributes of every event."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Listen."""
        super().__init__()
        hass.bus.async_listen("state_changed", self._handle)

    @callback
    def _handle(self, event: Event[EventStateChangedData]) -> None:
        """Note an event."""
        state = event.data["new_state"]
        if event.data["entity_id"] == ENTITY and state and state.state != "unknown":
            self.append(dict(state.attributes))


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


async def test_rejected(hass: HomeAssistant, simulator: Simulator) -> None:
    """A refusal comes with the provider's code."""
    await set_up(hass, account_entry(simulator))
    events = Events(hass)
    simulator.account.balance = Decimal(0)
    with pytest.raises(HomeAssistantError, match="402"):
        await notify(hass, "notify.anne", "Su kaçağı!")
    await hass.async_block_till_done()
    assert events == [attributes("rejected", "Anne", code=402)]


async def test_only_the_bad_recipient_is_rejected(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Who is refused and who is not are told apart."""
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
    """A message that waits is told, and that it was given up."""
    await set_up(hass, account_entry(simulator, retry_minutes=5))
    events = Events(hass)
    simulator.faults.add(Fault(FaultKind.CODE, code=503))
    caller = hass.async_create_task(notify(hass, "notify.anne", "Su kaçağı!"))
    await clock.until(caller.done, within=12)
    await clock.until(lambda: events)
    assert events == [attributes("queued", "Anne")]
    await clock.until(lambda: len(events) == 2, within=345)
    assert events[1] == attributes("expired", "Anne")


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
    """The last event is still shown afterwards and is not told again."""
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


@pytest.mark.parametrize(
    ("language", "name", "undelivered", "recipient_name"),
    [
        ("en", "Messages", "Not delivered", "Recipient"),
        ("tr", "Mesajlar", "İletilemedi", "Alıcı"),
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
