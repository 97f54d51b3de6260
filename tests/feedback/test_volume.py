"""Unusually many SMS."""

from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import Context, HomeAssistant

from custom_components.iletimerkezi.feedback.notice import Notice
from custom_components.iletimerkezi.feedback.volume import VolumeWatch
from custom_components.iletimerkezi.outbox import Status
from simulator import Simulator

from ..clock import Clock
from ..helpers import ANNE, BABA, account_entry, act, set_up
from .gallery import outcome
from .home import dismiss, restart, shown

HOUR = 3600


def counted(watch: VolumeWatch, count: int, at: float, **changes: Any) -> list[Notice]:
    """Count accepted messages and return what is to be shown."""
    found = [watch.add(outcome(Status.ACCEPTED, **changes), at) for _ in range(count)]
    return [notice for notice in found if notice]


async def test_more_than_sixty_in_ten_minutes(hass: HomeAssistant) -> None:
    """SMS, not messages; sixty are fine, and so are sixty more ten minutes later."""
    watch = VolumeWatch(hass)
    assert counted(watch, 20, 0, parts=3) == []
    assert counted(watch, 60, 600) == []
    [notice] = counted(watch, 1, 1199)
    assert notice.values["sms"] == "61"


async def test_once_an_hour(hass: HomeAssistant) -> None:
    """However many more there are."""
    watch = VolumeWatch(hass)
    assert len(counted(watch, 500, 0)) == 1
    assert counted(watch, 500, HOUR - 1) == []
    assert len(counted(watch, 1, HOUR)) == 1


async def test_who_and_which_automation(hass: HomeAssistant) -> None:
    """The recipients, the latest first, and the automations as far as they are known."""
    leak, script, user = Context(), Context(), Context()
    hass.states.async_set(
        "automation.leak", "on", {"friendly_name": "Su kaçağı"}, context=leak
    )
    hass.states.async_set("automation.other", "on", context=Context())
    hass.states.async_set(
        "script.alarm", "on", {"friendly_name": "Alarm"}, context=script
    )
    watch = VolumeWatch(hass)
    assert counted(watch, 30, 0, context=leak) == []
    assert counted(watch, 15, 0, context=Context(parent_id=script.id)) == []
    assert counted(watch, 15, 0, context=user) == []
    [notice] = counted(watch, 1, 0, number=BABA)
    assert notice.values["automations"] == "Alarm, Su kaçağı"
    [message] = notice.messages.values()
    assert list(message.recipients) == [BABA, ANNE]


async def send_many(hass: HomeAssistant, clock: Clock, count: int) -> None:
    """Send so many different texts to one person."""
    for number in range(count):
        await act(hass, f"Alarm {number} {clock.monotonic()}", target=["Anne"])
    await hass.async_block_till_done()


async def test_shown_until_dismissed(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Nothing is held back, and successes do not end it."""
    entry: MockConfigEntry = await set_up(hass, account_entry(simulator))
    await send_many(hass, clock, 60)
    assert shown(hass, entry) == {}
    await send_many(hass, clock, 2)
    text = shown(hass, entry)["volume"]
    assert "61 SMS were sent within 10 minutes." in text
    assert "Recipients: Anne\n" in text
    assert "Automations" not in text
    assert len(simulator.messages) == 62
    await restart(hass, entry)
    assert shown(hass, entry) == {"volume": text}
    dismiss(hass, entry, "volume")
    await send_many(hass, clock, 5)
    assert shown(hass, entry) == {}
    await restart(hass, entry)
    assert shown(hass, entry) == {}


async def test_with_a_limit(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """A limit guards already."""
    entry = await set_up(hass, account_entry(simulator, daily_limit=1000))
    await send_many(hass, clock, 70)
    assert shown(hass, entry) == {}
