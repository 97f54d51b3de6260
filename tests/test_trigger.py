"""Triggers: what automations hear of, for whom, and that they hear it once."""

from collections.abc import Awaitable, Callable
import logging
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator
import voluptuous as vol

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import (
    area_registry as ar,
    config_validation as cv,
    device_registry as dr,
    entity_registry as er,
    label_registry as lr,
)
from homeassistant.helpers.icon import async_get_icons
from homeassistant.helpers.translation import async_get_translations
from homeassistant.helpers.trigger import (
    async_initialize_triggers,
    async_validate_trigger_config,
)
from homeassistant.setup import async_setup_component

from custom_components.iletimerkezi.const import DOMAIN
from custom_components.iletimerkezi.outbox import Outcome, Status
from custom_components.iletimerkezi.trigger import TRIGGERS
from simulator import Fault, FaultKind, Simulator

from .clock import Clock, settle
from .helpers import (
    ANNE,
    BABA,
    KIZ,
    account_entry,
    notify,
    recipient,
    set_up,
    subentry_id,
)
from .outcomes import outcome, publish
from .reliability.home import crash, reload

ALL = {f"{DOMAIN}.{key}" for key in TRIGGERS}
ACCOUNT_EVENT = "event.ileti_merkezi_messages"

type Fired = list[dict[str, Any]]


async def attach(hass: HomeAssistant, key: str, **target: str | list[str]) -> Fired:
    """Attach a trigger and return what it fires with, from now on."""
    fired: Fired = []

    async def note(variables: dict[str, Any], context: Context | None = None) -> None:
        fired.append({**variables["trigger"], "context": context})

    config = cv.TRIGGER_SCHEMA({"trigger": f"{DOMAIN}.{key}", "target": target})
    config = await async_validate_trigger_config(hass, config)
    assert await async_initialize_triggers(
        hass, config, note, "automation", "test", logging.getLogger(__name__).log
    )
    return fired


def briefly(fired: Fired) -> list[tuple[str, str]]:
    """Return recipient and status of what has fired."""
    return [(trigger["recipient"], trigger["status"]) for trigger in fired]


def device_of(hass: HomeAssistant, entry: MockConfigEntry, key: str) -> dr.DeviceEntry:
    """Return the device of a subentry, or of the account by its entry id."""
    [device] = [
        device
        for device in dr.async_entries_for_config_entry(
            dr.async_get(hass), entry.entry_id
        )
        if (DOMAIN, key) in device.identifiers
    ]
    assert isinstance(device, dr.DeviceEntry)
    return device


# What becomes of a message


@pytest.mark.parametrize(
    ("status", "changes", "keys"),
    [
        (Status.ACCEPTED, {}, {"message_accepted"}),
        (Status.DELIVERED, {}, {"message_delivered"}),
        (Status.UNDELIVERED, {}, {"message_failed"}),
        (Status.REJECTED, {"code": 452}, {"message_failed"}),
        (Status.REJECTED, {"over_limit": True}, {"message_failed"}),
        (Status.EXPIRED, {}, {"message_failed"}),
        (Status.QUEUED, {"unreachable": True}, {"message_waiting"}),
        (Status.QUEUED, {}, {"message_waiting"}),
        (Status.QUEUED, {"code": 402}, {"message_waiting", "message_failed"}),
        # What was kept, and heard of then.
        (
            Status.QUEUED,
            {"code": 450, "failure_reported": True},
            {"message_waiting"},
        ),
        (Status.EXPIRED, {"code": 402, "failure_reported": True}, set()),
        (Status.DELIVERED, {"failure_reported": True}, {"message_delivered"}),
    ],
)
async def test_which_outcome_fires_which_trigger(
    hass: HomeAssistant,
    simulator: Simulator,
    status: Status,
    changes: dict[str, Any],
    keys: set[str],
) -> None:
    """Each outcome is for the triggers it is about, once."""
    entry = await set_up(hass, account_entry(simulator))
    fired = {key: await attach(hass, key, entity_id="notify.anne") for key in TRIGGERS}
    publish(hass, entry, outcome(entry, status, "Anne", **changes))
    await hass.async_block_till_done()
    assert {key for key, found in fired.items() if found} == keys
    assert all(len(found) <= 1 for found in fired.values())


async def test_what_an_automation_gets(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """All that is needed to try another way: the text, whom, why, and in whose name."""
    entry = await set_up(hass, account_entry(simulator))
    fired = await attach(hass, "message_failed", entity_id="notify.anne")
    context = Context()
    publish(
        hass,
        entry,
        outcome(
            entry,
            Status.REJECTED,
            "Anne",
            code=452,
            order_id="11223344",
            context=context,
        ),
    )
    await hass.async_block_till_done()
    assert fired == [
        {
            "id": "0",
            "idx": "0",
            "alias": None,
            "platform": "iletimerkezi.message_failed",
            "description": "SMS to Anne rejected",
            "recipient": "Anne",
            "number": "530 *** ** 67",
            "status": "rejected",
            "code": 452,
            "order_id": "11223344",
            "message": "Su kaçağı!",
            "context": context,
        }
    ]


async def test_number_without_a_name(hass: HomeAssistant, simulator: Simulator) -> None:
    """A bare number is called by what may be shown of it."""
    entry = await set_up(hass, account_entry(simulator))
    fired = await attach(hass, "message_waiting", entity_id=ACCOUNT_EVENT)
    publish(hass, entry, outcome(entry, Status.QUEUED))
    await hass.async_block_till_done()
    assert briefly(fired) == [("530 *** ** 67", "queued")]
    assert fired[0]["code"] is fired[0]["order_id"] is None


# Whom it is about


async def prepare_targets(
    hass: HomeAssistant, entry: MockConfigEntry
) -> dict[str, dict[str, str | list[str]]]:
    """Return ways to name Anne, and everybody."""
    devices = dr.async_get(hass)
    kitchen = ar.async_get(hass).async_create("Mutfak").id
    parents = lr.async_get(hass).async_create("Ebeveyn").label_id
    anne = device_of(hass, entry, subentry_id(entry, "Anne")).id
    devices.async_update_device(anne, area_id=kitchen, labels={parents})
    labelled = lr.async_get(hass).async_create("Bildirim").label_id
    er.async_get(hass).async_update_entity("notify.anne", labels={labelled})
    return {
        "entity": {"entity_id": "notify.anne"},
        "event": {"entity_id": "event.anne_messages"},
        "device": {"device_id": anne},
        "area": {"area_id": kitchen},
        "device's label": {"label_id": parents},
        "entity's label": {"label_id": labelled},
        "account": {"entity_id": ACCOUNT_EVENT},
        "account's device": {"device_id": device_of(hass, entry, entry.entry_id).id},
        "several": {"entity_id": ["notify.baba", "notify.anne"]},
        "button": {"entity_id": "button.anne_send_test_message"},
        "sensor": {"entity_id": "sensor.ileti_merkezi_balance"},
        "nobody": {"entity_id": "notify.unknown"},
    }


@pytest.mark.parametrize(
    ("target", "heard"),
    [
        ("entity", {"Anne"}),
        ("event", {"Anne"}),
        ("device", {"Anne"}),
        ("area", {"Anne"}),
        ("device's label", {"Anne"}),
        ("entity's label", {"Anne"}),
        ("several", {"Anne", "Baba"}),
        ("account", {"Anne", "Baba", "535 *** ** 77"}),
        ("account's device", {"Anne", "Baba", "535 *** ** 77"}),
        ("button", set()),
        ("sensor", set()),
        ("nobody", set()),
    ],
)
async def test_target(
    hass: HomeAssistant, simulator: Simulator, target: str, heard: set[str]
) -> None:
    """A person however named, the account for everybody, never somebody else."""
    entry = await set_up(hass, account_entry(simulator))
    other = await set_up(
        hass,
        account_entry(
            simulator, recipient("Komşu", KIZ), account=simulator.account, title="İki"
        ),
    )
    targets = await prepare_targets(hass, entry)
    fired = await attach(hass, "message_delivered", **targets[target])
    publish(
        hass,
        entry,
        outcome(entry, Status.DELIVERED, "Anne"),
        outcome(entry, Status.DELIVERED, "Baba", number=BABA),
        outcome(entry, Status.DELIVERED, number=KIZ),
    )
    publish(hass, other, outcome(other, Status.DELIVERED, "Komşu"))
    await hass.async_block_till_done()
    assert {trigger["recipient"] for trigger in fired} == heard
    assert len(fired) == len(heard)


async def test_shared_number_fires_once(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Whoever has the number is meant, and the message is still one message."""
    entry = await set_up(
        hass,
        account_entry(simulator, recipient("Anne", ANNE), recipient("Ev", ANNE, BABA)),
    )
    ev = await attach(hass, "message_accepted", entity_id="notify.ev")
    both = await attach(
        hass, "message_accepted", entity_id=["notify.anne", "notify.ev", ACCOUNT_EVENT]
    )
    publish(hass, entry, outcome(entry, Status.ACCEPTED, "Anne", "Ev"))
    await hass.async_block_till_done()
    assert briefly(ev) == briefly(both) == [("Anne", "accepted")]


async def test_target_that_changes(hass: HomeAssistant, simulator: Simulator) -> None:
    """Who moves into a room or gets a label is heard of from then on."""
    entry = await set_up(hass, account_entry(simulator))
    kitchen = ar.async_get(hass).async_create("Mutfak").id
    fired = await attach(hass, "message_delivered", area_id=kitchen)
    anne = device_of(hass, entry, subentry_id(entry, "Anne")).id
    for area_id in (None, kitchen, None):
        dr.async_get(hass).async_update_device(anne, area_id=area_id)
        publish(hass, entry, outcome(entry, Status.DELIVERED, "Anne"))
        await hass.async_block_till_done()
    assert briefly(fired) == [("Anne", "delivered")]


@pytest.mark.parametrize("target", [{}, {"entity_id": []}, {"entity_id": "none"}])
async def test_target_that_is_empty(
    hass: HomeAssistant, target: dict[str, Any]
) -> None:
    """An automation that could never fire is not accepted."""
    config = cv.TRIGGER_SCHEMA(
        {"trigger": f"{DOMAIN}.message_failed", "target": target}
    )
    with pytest.raises(vol.Invalid):
        await async_validate_trigger_config(hass, config)


# With real messages


async def test_every_number_of_an_order(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Fifty people, one order, fifty times; each once delivered or not."""
    people = [recipient(f"Kişi {n}", f"53012{n:05}") for n in range(50)]
    entities = [f"notify.kisi_{n}" for n in range(50)]
    await set_up(hass, account_entry(simulator, *people))
    accepted = await attach(hass, "message_accepted", entity_id=ACCOUNT_EVENT)
    delivered = await attach(hass, "message_delivered", entity_id=ACCOUNT_EVENT)
    failed = await attach(hass, "message_failed", entity_id=ACCOUNT_EVENT)
    own = {
        key: [await attach(hass, key, entity_id=entity) for entity in entities]
        for key in ("message_accepted", "message_delivered", "message_failed")
    }
    await notify(hass, entities, "Deprem!")
    await clock.until(lambda: len(accepted) == 50, within=5)
    [order] = simulator.orders
    assert {trigger["order_id"] for trigger in accepted} == {str(order.id)}
    simulator.fail_delivery(number="5301200007")
    simulator.deliver()
    await clock.until(lambda: len(delivered) == 49 and failed, within=90)
    await settle()
    assert len(delivered) == len({trigger["recipient"] for trigger in delivered}) == 49
    assert briefly(failed) == [("Kişi 7", "undelivered")]
    assert failed[0]["message"] == "Deprem!"
    # Everybody's own, once, and nobody else's.
    for n in range(50):
        name, arrived = f"Kişi {n}", n != 7
        assert [briefly(own[key][n]) for key in own] == [
            [(name, "accepted")],
            [(name, "delivered")] if arrived else [],
            [] if arrived else [(name, "undelivered")],
        ]


@pytest.mark.parametrize("again", [reload, crash])
async def test_reload_or_crash_fires_nothing_and_loses_nothing(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    again: Callable[[HomeAssistant, MockConfigEntry], Awaitable[None]],
) -> None:
    """What waits or is on its way is not announced again, and its end is still heard of."""
    entry = await set_up(hass, account_entry(simulator))
    fired = {
        key: await attach(hass, key, entity_id=["notify.anne", "notify.baba"])
        for key in TRIGGERS
    }
    await notify(hass, "notify.baba", "Duman!")
    simulator.faults.add(Fault(FaultKind.CODE, code=503))
    caller = hass.async_create_task(notify(hass, "notify.anne", "Su kaçağı!"))
    await clock.until(caller.done, within=12)
    await clock.until(lambda: fired["message_waiting"])
    await settle()
    assert briefly(fired["message_accepted"]) == [("Baba", "accepted")]
    for found in fired.values():
        found.clear()
    await again(hass, entry)
    await settle()
    assert not any(fired.values())
    simulator.faults.clear()
    simulator.deliver()
    await clock.until(lambda: fired["message_accepted"], within=75)
    await clock.until(lambda: fired["message_delivered"], within=90)
    assert briefly(fired["message_accepted"]) == [("Anne", "accepted")]
    assert briefly(fired["message_delivered"]) == [("Baba", "delivered")]
    assert not fired["message_waiting"] and not fired["message_failed"]


async def test_automation(hass: HomeAssistant, simulator: Simulator) -> None:
    """As it is written in YAML, before the account is there; another way gets the text."""
    assert await async_setup_component(
        hass,
        "automation",
        {
            "automation": {
                "alias": "Anne'ye ulaşmadı",
                "triggers": {
                    "trigger": "iletimerkezi.message_failed",
                    "target": {"entity_id": "notify.anne"},
                },
                "actions": {
                    "event": "another_way",
                    "event_data": {
                        "text": "{{ trigger.message }}",
                        "whom": "{{ trigger.recipient }} {{ trigger.number }}",
                    },
                },
            }
        },
    )
    simulator.account.blocked = {ANNE}
    await set_up(hass, account_entry(simulator))
    heard: Fired = []
    hass.bus.async_listen("another_way", lambda event: heard.append({**event.data}))
    with pytest.raises(HomeAssistantError, match="452"):
        await notify(hass, "notify.anne", "Su kaçağı!")
    await hass.async_block_till_done()
    assert heard == [{"text": "Su kaçağı!", "whom": "Anne 530 *** ** 67"}]


# In the editor


@pytest.mark.parametrize(
    "target",
    [
        "entity",
        "event",
        "device",
        "area",
        "device's label",
        "entity's label",
        "account",
        "account's device",
    ],
)
async def test_editor_offers_them(
    hass: HomeAssistant,
    simulator: Simulator,
    hass_ws_client: WebSocketGenerator,
    target: str,
) -> None:
    """Choosing a person's device, area or label under "When" lists all of them."""
    entry = await set_up(hass, account_entry(simulator))
    targets = await prepare_targets(hass, entry)
    client = await hass_ws_client()

    async def offered(target: dict[str, Any]) -> set[str]:
        await client.send_json_auto_id(
            {
                "type": "get_triggers_for_target",
                "target": {
                    key: [value] if isinstance(value, str) else value
                    for key, value in target.items()
                },
            }
        )
        answer = await client.receive_json()
        assert answer["success"], answer
        return {key for key in answer["result"] if key.startswith(f"{DOMAIN}.")}

    assert await offered(targets[target]) == ALL
    assert await offered(targets["button"]) == set()
    assert await offered(targets["sensor"]) == set()


@pytest.mark.parametrize("language", ["en", "tr"])
async def test_words_and_icons(
    hass: HomeAssistant, simulator: Simulator, language: str
) -> None:
    """Each has a name, a description and an icon."""
    await set_up(hass, account_entry(simulator))
    texts = await async_get_translations(hass, language, "triggers", [DOMAIN])
    prefix = f"component.{DOMAIN}.triggers"
    assert texts.keys() == {
        f"{prefix}.{key}.{text}" for key in TRIGGERS for text in ("name", "description")
    }
    icons = await async_get_icons(hass, "triggers", [DOMAIN])
    assert icons[DOMAIN].keys() == TRIGGERS.keys()


def test_outcome_is_never_of_two_kinds_by_chance() -> None:
    """The four kinds cover every status there is."""
    assert set(TRIGGERS) == {
        "message_accepted",
        "message_delivered",
        "message_failed",
        "message_waiting",
    }
    for status in Status:
        found = Outcome(
            status=status,
            number=ANNE,
            addressee=None,  # type: ignore[arg-type]
            text="",
            sequence=1,
        )
        matching = [
            key
            for key, trigger in TRIGGERS.items()
            if trigger.matches(found)  # type: ignore[attr-defined]
        ]
        assert len(matching) == 1, status
