"""Mistakes whose errors nobody sees: of alerts, notify groups and automations."""

import gc
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
import voluptuous as vol

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml

from custom_components.iletimerkezi.const import DOMAIN
from simulator import Simulator
from tests.helpers import (
    ANNE,
    KIZ,
    account_entry,
    act,
    notifications,
    notify,
    recipient,
    send_message,
    set_up,
    texts,
)

from .home import dismiss, restart


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Return an account with the recipients Anne and Baba."""
    return await set_up(hass, account_entry(simulator))


def shown(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, Any]:
    """Return the only notification."""
    [(key, notification)] = notifications(hass).items()
    assert key == f"{DOMAIN}_{entry.entry_id}_mistake"
    return notification


async def mistake(hass: HomeAssistant, message: str = "Alarm", **data: Any) -> None:
    """Make a mistake that raises an error."""
    with pytest.raises(ServiceValidationError):
        await act(hass, message, **data)


async def test_alert_with_a_mistake(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """An alert does not wait for its call."""
    config = parse_yaml(
        """
        su:
          name: Su kaçağı
          entity_id: binary_sensor.su
          repeat: 30
          title: Alarm
          message: Mutfakta su var
          notifiers: [iletimerkezi]
          data:
            sender: COKUZUNBASLIK
        """
    )
    assert await async_setup_component(hass, "alert", {"alert": {**config}})  # type: ignore[dict-item]
    hass.states.async_set("binary_sensor.su", "on")
    await hass.async_block_till_done()
    notification = shown(hass, entry)
    assert notification["title"] == "İleti Merkezi: SMS not sent: error in the action"
    assert "Invalid sender COKUZUNBASLIK" in notification["message"]
    assert "Mutfakta su var" in notification["message"]
    assert simulator.sends == []
    hass.states.async_set("binary_sensor.su", "off")
    await hass.async_block_till_done()


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ("{target: Dede}", "There is no recipient named Dede."),
        ("{target: '0530 123 45'}", "The phone number …45 is too short"),
        ("{data: {sender: ÇOK}}", "Invalid sender ÇOK"),
        ("{sender: EVIM}", "The action has no field sender."),
        ("{title: [Alarm]}", "The value of the field title is invalid."),
    ],
)
async def test_group_with_a_mistake(
    hass: HomeAssistant,
    simulator: Simulator,
    data: str,
    named: str,
) -> None:
    """A notify group in YAML swallows what its members raise."""
    config: Any = parse_yaml(
        f"""
        - platform: group
          name: Herkes
          services:
            - action: iletimerkezi
              data: {data}
        """
    )
    assert await async_setup_component(hass, "notify", {"notify": config})
    entry = await set_up(hass, account_entry(simulator))
    report = hass.loop.get_exception_handler()
    # Nobody asks for the error, which Python says when the task is thrown away.
    hass.loop.set_exception_handler(lambda _loop, _context: None)
    await act(hass, "Kapı açık", action="herkes")
    gc.collect()
    hass.loop.set_exception_handler(report)
    assert named in shown(hass, entry)["message"]
    assert simulator.sends == []


async def test_in_turkish(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """In the language of the home."""
    hass.config.language = "tr"
    await mistake(hass, target="Dede")
    notification = shown(hass, entry)
    assert notification["title"] == "İleti Merkezi: SMS gönderilmedi: eylemde hata"
    assert "Dede adlı bir alıcı yok." in notification["message"]


async def test_one_notification_that_counts(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """The latest mistake, when it was, how often, from when it was dismissed."""
    await mistake(hass, target="Dede")
    await mistake(hass, target="Nine")
    message = shown(hass, entry)["message"]
    assert "Nine" in message
    assert "Dede" not in message
    assert "Account: İleti Merkezi · Time: 14:34" in message
    assert "Calls: 2" in message

    dismiss(hass, entry, "mistake")
    await mistake(hass, target="Dede")
    assert "Calls: 1" in shown(hass, entry)["message"]


async def test_mistake_stays(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """After a success and a restart, until somebody has seen it."""
    await mistake(hass, target="Dede")
    await act(hass, "Alarm", target="Anne")
    assert "Dede" in shown(hass, entry)["message"]
    await restart(hass, entry)
    assert "Dede" in shown(hass, entry)["message"]
    await mistake(hass, target="Dede")
    assert "Calls: 2" in shown(hass, entry)["message"]

    dismiss(hass, entry, "mistake")
    await hass.async_block_till_done()
    await restart(hass, entry)
    assert notifications(hass) == {}


async def test_foreign_text_is_escaped(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """No markup, no links, no lines of its own; the beginning of the text only."""
    await mistake(
        hass, "*x* " + "uzun " * 20, target="[Dede](https://example.com)\x00<b>"
    )
    message = shown(hass, entry)["message"]
    assert "[Dede](" not in message
    assert "<b>" not in message
    assert "*x*" not in message
    assert r"Message: \*x\* uzun uzun" in message
    assert message.count("uzun") < 13
    await mistake(hass, "a {recipient} b {", target="{count}")
    assert "{count}" in shown(hass, entry)["message"]
    assert "a {recipient} b {" in shown(hass, entry)["message"]


async def test_empty_text(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """There is no beginning to show."""
    await mistake(hass, " ")
    assert "Message: –" in shown(hass, entry)["message"]


AUTOMATIONS = """
- alias: Su kaçağı
  triggers: [{trigger: event, event_type: water}]
  actions:
    - action: iletimerkezi.send_message
      data: {recipient: [notify.anne, notify.dede], message: Mutfakta su var}
- alias: Boş metin
  triggers: [{trigger: event, event_type: empty}]
  actions:
    - action: notify.send_message
      target: {entity_id: notify.anne}
      data: {message: " "}
- alias: Herkes
  triggers: [{trigger: event, event_type: everybody}]
  actions:
    - action: notify.iletimerkezi
      data: {message: Hırsız, target: Nine}
"""


@pytest.mark.parametrize(
    ("event", "name", "reason", "text"),
    [
        ("water", "Su kaçağı", "There is no recipient named notify.dede", "Mutfakta"),
        ("empty", "Boş metin", "empty", "Message: –"),
        ("everybody", "Herkes", "There is no recipient named Nine", "Hırsız"),
    ],
)
async def test_mistake_in_an_automation(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    event: str,
    name: str,
    reason: str,
    text: str,
) -> None:
    """Its error is in log and trace, where nobody reads it while the house floods."""
    assert await async_setup_component(
        hass, "automation", {"automation": parse_yaml(AUTOMATIONS)}
    )
    hass.bus.async_fire(event)
    await hass.async_block_till_done()
    message = shown(hass, entry)["message"]
    assert reason in message
    assert text in message
    assert name in message
    assert simulator.sends == []
    await restart(hass, entry)
    assert shown(hass, entry)["message"] == message


async def test_mistake_of_a_script_that_a_user_starts(
    hass: HomeAssistant, entry: MockConfigEntry, hass_admin_user: MockUser
) -> None:
    """The user sees the error."""
    script = parse_yaml(
        "{sms: {sequence: [{action: iletimerkezi.send_message, data: {message: a}}]}}"
    )
    assert await async_setup_component(hass, "script", {"script": script})
    with pytest.raises(ServiceValidationError):
        await hass.services.async_call(
            "script", "sms", blocking=True, context=Context(user_id=hass_admin_user.id)
        )
    assert notifications(hass) == {}
    with pytest.raises(ServiceValidationError):
        await hass.services.async_call("script", "sms", blocking=True)
    assert "sms" in shown(hass, entry)["message"]


async def test_mistake_in_an_automation_of_two_accounts(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """The account of a recipient who exists shows it, else the one that is named."""
    other = account_entry(simulator, recipient("Dayı", KIZ), title="Yazlık")
    await set_up(hass, other)
    automations = """
    - alias: Dayı
      triggers: [{trigger: event, event_type: uncle}]
      actions:
        - action: iletimerkezi.send_message
          data: {recipient: [notify.nine, notify.dayi], message: a}
    - alias: Numara
      triggers: [{trigger: event, event_type: number}]
      actions:
        - action: iletimerkezi.send_message
          data: {number: "123", message: a}
    """
    assert await async_setup_component(
        hass, "automation", {"automation": parse_yaml(automations)}
    )
    hass.bus.async_fire("uncle")
    await hass.async_block_till_done()
    assert set(notifications(hass)) == {f"{DOMAIN}_{other.entry_id}_mistake"}
    hass.bus.async_fire("number")
    await hass.async_block_till_done()
    assert f"{DOMAIN}_{entry.entry_id}_mistake" in notifications(hass)


async def test_other_actions_raise_mistakes(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Whoever waits for the call, and sees its error, needs no notification."""
    with pytest.raises(ServiceValidationError):
        await send_message(hass, "Alarm", recipient="notify.dede")
    with pytest.raises(ServiceValidationError):
        await notify(hass, "notify.anne", " ")
    with pytest.raises(vol.Invalid):
        await send_message(hass, "Alarm", phone=ANNE)
    await act(hass, "Alarm", target="Anne")
    assert notifications(hass) == {}
    assert texts(simulator) == [(ANNE, "Alarm")]
