"""The notify entities."""

from homeassistant.core import HomeAssistant

from simulator import Simulator

from .helpers import ANNE, BABA, account_entry, set_up, texts


async def test_message_becomes_sms(hass: HomeAssistant, simulator: Simulator) -> None:
    """A message to a notify entity is one GET and one SMS."""
    await set_up(hass, account_entry(simulator))
    await hass.services.async_call(
        "notify",
        "send_message",
        {"entity_id": "notify.anne", "message": "Su kaçağı!", "title": "Alarm"},
        blocking=True,
    )
    assert texts(simulator) == [(ANNE, "Alarm\nSu kaçağı!")]
    assert len(simulator.sends) == 1


async def test_recipients_share_one_order(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Recipients that are called together become one order."""
    await set_up(hass, account_entry(simulator))
    await hass.services.async_call(
        "notify",
        "send_message",
        {"entity_id": ["notify.anne", "notify.baba"], "message": "Hırsız!"},
        blocking=True,
    )
    assert texts(simulator) == [(ANNE, "Hırsız!"), (BABA, "Hırsız!")]
    assert len(simulator.sends) == 1
