"""Devices that are out of reach."""

from typing import Any

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er

from tests.helpers import ANNE

from .home import Home

FREEZER = "sensor.freezer"
BOILER = "climate.boiler"
MINUTE = 60


async def furnish(home: Home, language: str = "en", **inputs: Any) -> None:
    """Have two devices in reach."""
    await home.show(FREEZER, "-18", friendly_name="Dondurucu")
    await home.show(BOILER, "heat", friendly_name="Kombi")
    await home.automate(
        "device_offline",
        language,
        entities=[FREEZER, BOILER],
        recipients=["notify.anne"],
        **inputs,
    )


@pytest.mark.parametrize(
    ("language", "offline", "back"),
    [
        (
            "en",
            "Offline for 15 minutes: Dondurucu (14:49)",
            "Back online: Dondurucu (15:34)",
        ),
        (
            "tr",
            "15 dakikadır çevrimdışı: Dondurucu (14:49)",
            "Yeniden çevrimiçi: Dondurucu (15:34)",
        ),
    ],
)
async def test_offline_and_back(
    home: Home, language: str, offline: str, back: str
) -> None:
    """Each is reported once, half a minute later so that others can be included."""
    await furnish(home, language, send_return=True)
    await home.show(FREEZER, "unavailable")
    await home.pass_time(15 * MINUTE)
    assert home.sms == []
    await home.pass_time(30)
    await home.receives([(ANNE, offline)])
    await home.pass_time(44 * MINUTE + 30)
    await home.show(FREEZER, "-15")
    assert home.sms == []
    await home.pass_time(30)
    await home.receives([(ANNE, back)])
    await home.pass_time(60 * MINUTE)
    assert home.sms == []


async def test_back_in_time(home: Home) -> None:
    """A short interruption costs nothing."""
    await furnish(home, send_return=True)
    for _ in range(3):
        await home.show(FREEZER, "unavailable")
        await home.pass_time(14 * MINUTE)
        await home.show(FREEZER, "-18")
        await home.pass_time(MINUTE)
    assert home.sms == []


async def test_back_is_not_reported_by_default(home: Home) -> None:
    """The next time it is offline, it is reported again."""
    await furnish(home)
    await home.show(FREEZER, "unavailable")
    await home.pass_time(20 * MINUTE)
    await home.show(FREEZER, "-18")
    await home.pass_time(20 * MINUTE)
    await home.receives([(ANNE, "Offline for 15 minutes: Dondurucu (14:49)")])
    await home.show(FREEZER, "unavailable")
    await home.pass_time(20 * MINUTE)
    await home.receives([(ANNE, "Offline for 15 minutes: Dondurucu (15:29)")])


async def test_devices_that_fail_together(home: Home) -> None:
    """A hub takes them down one by one: one SMS, and one for all that are back."""
    await furnish(home, send_return=True)
    await home.show(FREEZER, "unavailable")
    await home.pass_time(20)
    await home.show(BOILER, "unavailable")
    await home.pass_time(20 * MINUTE)
    await home.receives([(ANNE, "Offline for 15 minutes: Dondurucu, Kombi (14:49)")])
    await home.show(BOILER, "heat")
    await home.pass_time(20)
    await home.show(FREEZER, "-18")
    await home.pass_time(10)
    await home.receives([(ANNE, "Back online: Dondurucu, Kombi (14:54)")])


async def test_device_that_fails_later(home: Home) -> None:
    """It is reported on its own, whatever the other one does."""
    await furnish(home, send_return=True)
    await home.show(FREEZER, "unavailable")
    await home.pass_time(20 * MINUTE)
    await home.show(BOILER, "unavailable")
    await home.pass_time(10 * MINUTE)
    await home.show(FREEZER, "-18")
    await home.pass_time(10 * MINUTE)
    await home.receives(
        [
            (ANNE, "Offline for 15 minutes: Dondurucu (14:49)"),
            (ANNE, "Back online: Dondurucu (15:04)"),
            (ANNE, "Offline for 15 minutes: Kombi (15:09)"),
        ]
    )


async def test_device_that_follows_another_one(home: Home) -> None:
    """The one reported before is not reported again."""
    await furnish(home)
    await home.show(FREEZER, "unavailable")
    await home.pass_time(20 * MINUTE)
    await home.receives([(ANNE, "Offline for 15 minutes: Dondurucu (14:49)")])
    await home.show(BOILER, "unavailable")
    await home.pass_time(20 * MINUTE)
    await home.receives([(ANNE, "Offline for 15 minutes: Kombi (15:09)")])


async def test_device_that_comes_and_goes(home: Home) -> None:
    """While another one is offline, its short interruptions cost nothing."""
    await furnish(home)
    await home.show(FREEZER, "unavailable")
    for _ in range(10):
        await home.show(BOILER, "unavailable")
        await home.pass_time(2 * MINUTE)
        await home.show(BOILER, "heat")
        await home.pass_time(2 * MINUTE)
    await home.receives([(ANNE, "Offline for 15 minutes: Dondurucu (14:49)")])


async def test_device_has_its_own_name(home: Home, hass: HomeAssistant) -> None:
    """Two entities of a device are one device."""
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=home.entry.entry_id,
        identifiers={("test", "freezer")},
        name="Mutfak dondurucusu",
    )
    entities = [
        er.async_get(hass)
        .async_get_or_create("sensor", "test", key, device_id=device.id)
        .entity_id
        for key in ("temperature", "humidity")
    ]
    for entity in entities:
        await home.show(entity, "1", friendly_name=f"Dondurucu {entity}")
    await home.automate("device_offline", entities=entities, recipients=["notify.anne"])
    for entity in entities:
        await home.show(entity, "unavailable")
    await home.pass_time(16 * MINUTE)
    await home.receives([(ANNE, "Offline for 15 minutes: Mutfak dondurucusu (14:49)")])


async def test_offline_at_the_start(home: Home) -> None:
    """Counted from the start; devices that only start later cost nothing."""
    await home.show(FREEZER, "unavailable", friendly_name="Dondurucu")
    await home.show(BOILER, "unavailable", friendly_name="Kombi")
    await home.automate_at_start(
        "device_offline", entities=[FREEZER, BOILER], recipients=["notify.anne"]
    )
    await home.pass_time(5 * MINUTE)
    await home.show(BOILER, "heat")
    await home.pass_time(15 * MINUTE)
    await home.receives([(ANNE, "Offline for 15 minutes: Dondurucu (14:49)")])


async def test_rehearsal(home: Home) -> None:
    """Whoever tries the automation gets one text."""
    await furnish(home)
    await home.rehearse()
    await home.pass_time(30 * MINUTE)
    await home.receives([(ANNE, "Offline for 15 minutes: Dondurucu, Kombi (14:34)")])


@pytest.mark.usefixtures("refusals")
async def test_refusal_does_not_end_the_watch(home: Home) -> None:
    """The first text is kept; what happens next is reported, too."""
    await furnish(home, send_return=True)
    home.simulator.account.credit = 0
    await home.show(FREEZER, "unavailable")
    await home.pass_time(17 * MINUTE)
    assert home.sms == []
    home.simulator.account.credit = 400
    await home.show(FREEZER, "-18")
    await home.pass_time(30)
    await home.receives(
        [
            (ANNE, "Back online: Dondurucu (14:51)"),
            (ANNE, "[14:49] Offline for 15 minutes: Dondurucu (14:49)"),
        ]
    )


async def test_own_text_with_everything(home: Home) -> None:
    """All the documented variables can be used."""
    text = "{{ device_names }}|{{ minutes }}|{{ time }}"
    await furnish(home, send_return=True, offline_message=text, return_message=text)
    await home.show(FREEZER, "unavailable")
    await home.pass_time(16 * MINUTE)
    await home.show(FREEZER, "-18")
    await home.pass_time(MINUTE)
    await home.receives([(ANNE, "Dondurucu|15|14:49"), (ANNE, "Dondurucu|15|14:50")])
