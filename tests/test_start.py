"""notify.iletimerkezi from the first moment on, with real alerts, and while reloading."""

import asyncio
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.const import ATTR_DOMAIN, ATTR_SERVICE, EVENT_SERVICE_REGISTERED
from homeassistant.core import CoreState, Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml

from custom_components.iletimerkezi.const import DOMAIN
from simulator import Account, Fault, FaultKind, Simulator

from .clock import Clock, settle
from .helpers import (
    ANNE,
    BABA,
    KIZ,
    account_entry,
    act,
    in_words,
    notifications,
    numbers,
    recipient,
    send_message,
    set_up,
    texts,
)

HOUSE = """
    input_boolean:
      leak:
        initial: true
    template:
      - binary_sensor:
          - name: Leak
            state: "{{ is_state('input_boolean.leak', 'on') }}"
    alert:
      leak:
        name: Su kaçağı
        entity_id: %s
        repeat: [1, 15]
        notifiers: [iletimerkezi]
"""

watched = pytest.mark.parametrize(
    "entity_id",
    ["input_boolean.leak", "binary_sensor.leak"],
    ids=["direct", "template"],
)


async def start(hass: HomeAssistant, entry: MockConfigEntry, house: str) -> None:
    """Start a home whose alert fires the moment that our action is there."""
    hass.set_state(CoreState.not_running)
    config: Any = parse_yaml(house)
    assert await async_setup_component(hass, "notify", config)
    entry.add_to_hass(hass)

    async def _async_set_up_house() -> None:
        # An alert hears of what turns on, not of what was on before it.
        for domain in ("alert", "template", "input_boolean"):
            assert await async_setup_component(hass, domain, config)

    @callback
    def _set_up_alert(event: Event) -> None:
        if event.data == {ATTR_DOMAIN: "notify", ATTR_SERVICE: DOMAIN}:
            hass.async_create_task(_async_set_up_house())

    hass.bus.async_listen(EVENT_SERVICE_REGISTERED, _set_up_alert)
    assert await async_setup_component(hass, DOMAIN, config)
    await hass.async_block_till_done()
    hass.set_state(CoreState.running)
    await hass.async_start()
    await hass.async_block_till_done()


async def dry(hass: HomeAssistant) -> None:
    """End the alert, which would repeat itself."""
    await hass.services.async_call(
        "input_boolean", "turn_off", {"entity_id": "input_boolean.leak"}, blocking=True
    )
    await hass.async_block_till_done()


@watched
async def test_alert_that_is_on_at_the_start(
    hass: HomeAssistant,
    simulator: Simulator,
    caplog: pytest.LogCaptureFixture,
    entity_id: str,
) -> None:
    """Water in the cellar and a power cut: the first SMS is not lost."""
    await start(hass, account_entry(simulator), HOUSE % entity_id)
    await simulator.wait_for_messages(2)
    [sent] = simulator.sends
    assert sent.query["text"] == "Su kaçağı"
    assert numbers(sent) == [ANNE, BABA]
    assert "Failed to call" not in caplog.text
    await dry(hass)


@watched
async def test_alert_at_the_start_while_the_provider_is_away(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, entity_id: str
) -> None:
    """The router needs longer than Home Assistant: the SMS waits for it."""
    simulator.faults.add(Fault(FaultKind.HTML_200, times=1))
    entry = account_entry(simulator)
    await start(hass, entry, HOUSE % entity_id)
    assert simulator.messages == []
    shown = f"{DOMAIN}_{entry.entry_id}_unreachable"
    await clock.until(lambda: shown in notifications(hass), within=12)
    await clock.until(lambda: len(simulator.messages) == 2, within=60)
    assert sorted(texts(simulator)) == [(ANNE, "Su kaçağı"), (BABA, "Su kaçağı")]
    await dry(hass)


async def test_action_is_there_before_any_account_is_loaded(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Those of all accounts, with their names; not of one that is disabled."""
    states: dict[str, ConfigEntryState] = {}
    entries = {
        "iletimerkezi": account_entry(simulator),
        "iletimerkezi_yazlik_ev": account_entry(
            simulator,
            recipient("Kız", KIZ),
            account=simulator.add_account(
                Account(key="second-key", hash="second-hash")
            ),
            title="Yazlık Ev",
        ),
        "iletimerkezi_eski": account_entry(
            simulator,
            account=simulator.add_account(Account(key="third-key", hash="third-hash")),
            title="Eski",
        ),
    }
    for entry in entries.values():
        entry.add_to_hass(hass)

    @callback
    def _note(event: Event) -> None:
        name = event.data[ATTR_SERVICE]
        if event.data[ATTR_DOMAIN] == "notify" and name in entries:
            states[name] = entries[name].state

    hass.bus.async_listen(EVENT_SERVICE_REGISTERED, _note)
    # Sets the integration up, with all accounts but this one.
    await hass.config_entries.async_set_disabled_by(
        entries["iletimerkezi_eski"].entry_id, ConfigEntryDisabler.USER
    )
    await hass.async_block_till_done()
    assert states == dict.fromkeys(
        ["iletimerkezi", "iletimerkezi_yazlik_ev"], ConfigEntryState.NOT_LOADED
    )
    await act(hass, "Alarm", action="iletimerkezi_yazlik_ev")
    assert texts(simulator) == [(KIZ, "Alarm")]


async def test_waits_until_the_account_is_loaded(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Whatever keeps it from being loaded, if not for longer than 12 seconds."""
    entry = await set_up(hass, account_entry(simulator))
    assert await hass.config_entries.async_unload(entry.entry_id)
    call = hass.loop.create_task(act(hass, "Alarm", target="Anne"))
    await clock.move(11)
    assert not call.done()
    assert await hass.config_entries.async_setup(entry.entry_id)
    await call
    assert texts(simulator) == [(ANNE, "Alarm")]
    assert notifications(hass) == {}


async def test_waits_12_seconds_at_most(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Then the caller gets an error and, since an alert ignores it, it is shown."""
    entry = await set_up(hass, account_entry(simulator))
    assert await hass.config_entries.async_unload(entry.entry_id)
    call = hass.loop.create_task(act(hass, "Alarm"))
    await clock.move(13)
    with pytest.raises(HomeAssistantError) as caught:
        await call
    assert caught.value.translation_key == "account_not_loaded"
    assert await in_words(hass, caught.value, "en") == (
        "The account İleti Merkezi is not loaded. Nothing was sent. Check it under"
        " Settings → Devices & services."
    )
    assert list(notifications(hass)) == [f"{DOMAIN}_{entry.entry_id}_mistake"]

    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert simulator.sends == []


async def test_mistake_is_raised_at_once(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Nobody waits for an account to get the error about an invalid number."""
    entry = await set_up(hass, account_entry(simulator))
    assert await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "Alarm", target="0212 345 67 89")
    assert caught.value.translation_key == "invalid_number_landline"


@pytest.mark.parametrize("end", ["disabled", "removed"])
async def test_does_not_wait_for_a_disabled_account(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, end: str
) -> None:
    """Switched off or removed while a call waits."""
    entry = await set_up(hass, account_entry(simulator))
    assert await hass.config_entries.async_unload(entry.entry_id)
    call = hass.loop.create_task(act(hass, "Alarm"))
    await settle()
    if end == "removed":
        await hass.config_entries.async_remove(entry.entry_id)
    else:
        await hass.config_entries.async_set_disabled_by(
            entry.entry_id, ConfigEntryDisabler.USER
        )
    await clock.until(call.done, within=12)
    with pytest.raises(HomeAssistantError):
        await call
    assert simulator.sends == []


@pytest.mark.parametrize("way", ["action", "send_message"])
async def test_calls_during_a_reload(
    hass: HomeAssistant, simulator: Simulator, way: str
) -> None:
    """Every one that returns has arrived."""
    entry = await set_up(hass, account_entry(simulator))
    calls: list[asyncio.Task[Any]] = []
    reloading = hass.loop.create_task(hass.config_entries.async_reload(entry.entry_id))
    while not reloading.done():
        text = f"Alarm {len(calls)}"
        calls.append(
            hass.loop.create_task(
                act(hass, text, target="Anne")
                if way == "action"
                else send_message(hass, text, recipient="notify.anne")
            )
        )
        await asyncio.sleep(0.002)
    results = await asyncio.gather(*calls, return_exceptions=True)
    arrived = [
        f"Alarm {number}"
        for number, result in enumerate(results)
        if not isinstance(result, BaseException)
    ]
    await simulator.wait_for_messages(len(arrived))
    assert sorted(sms.text for sms in simulator.messages) == sorted(arrived)
    assert len(arrived) > len(calls) / 2


async def test_name_in_use_by_yaml(
    hass: HomeAssistant, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    """Somebody's own group keeps its name, although it is set up later."""
    config: Any = parse_yaml(
        """
        notify:
          - platform: group
            name: Iletimerkezi
            services:
              - action: persistent_notification
        """
    )
    account_entry(simulator).add_to_hass(hass)
    await asyncio.gather(
        async_setup_component(hass, DOMAIN, config),
        async_setup_component(hass, "notify", config),
    )
    await hass.async_block_till_done()
    await act(hass, "Alarm")
    assert simulator.sends == []
    assert len(notifications(hass)) == 1
    assert caplog.text.count("belongs to something else") == 1
