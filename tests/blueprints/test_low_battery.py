"""The digest of low batteries."""

from typing import Any

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.util import slugify

from tests.helpers import ANNE

from .home import Home

HOUR = 3600

# The clock stands at 14:34 on a Friday; triggers come up to half a second late.
UNTIL_SATURDAY_AT_TEN = 19 * HOUR + 26 * 60 + 1


async def battery(
    home: Home, name: str, level: float | str, domain: str = "sensor"
) -> str:
    """Return a battery."""
    entity_id = f"{domain}.{slugify(name)}"
    await home.show(entity_id, str(level), device_class="battery", friendly_name=name)
    return entity_id


async def furnish(home: Home, language: str = "en", **inputs: Any) -> None:
    """Have batteries of all kinds."""
    await battery(home, "Kapi", 12.4)
    await battery(home, "Pencere", 3)
    await battery(home, "Hol", 20)
    await battery(home, "Uzak", "unavailable")
    await battery(home, "Duman", "on", "binary_sensor")
    await battery(home, "Su", "off", "binary_sensor")
    await home.show("sensor.nem", "5", device_class="humidity")
    await home.show("sensor.sayac", "5")
    await home.automate("low_battery", language, recipients=["notify.anne"], **inputs)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Low batteries (3): Pencere 3%, Kapi 12%, Duman"),
        ("tr", "Azalan piller (3): Pencere %3, Kapi %12, Duman"),
    ],
)
async def test_digest(home: Home, language: str, text: str) -> None:
    """On Saturday at ten, the lowest first, and once a week."""
    await furnish(home, language)
    await home.pass_time(UNTIL_SATURDAY_AT_TEN - 60)
    assert home.sms == []
    await home.pass_time(60)
    await home.receives([(ANNE, text)])
    await home.pass_time(6 * 24 * HOUR)
    assert home.sms == []
    await home.pass_time(24 * HOUR)
    await home.receives([(ANNE, text)])


async def test_own_time_threshold_and_exceptions(home: Home) -> None:
    """Today at three, below ten, without the window."""
    await furnish(
        home,
        at="15:00:00",
        days=["fri"],
        threshold=15,
        excluded=["sensor.pencere", "binary_sensor.duman"],
    )
    await home.pass_time(HOUR)
    await home.receives([(ANNE, "Low batteries (1): Kapi 12%")])


async def test_nothing_is_low(home: Home) -> None:
    """Nothing is sent."""
    await furnish(home, threshold=1, excluded=["binary_sensor.duman"])
    await home.pass_time(UNTIL_SATURDAY_AT_TEN + 60)
    assert home.sms == []


async def test_device_is_named_once(home: Home, hass: HomeAssistant) -> None:
    """By its own name, though it has a level and a warning."""
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=home.entry.entry_id,
        identifiers={("test", "lock")},
        name="Kapı kilidi",
    )
    registry = er.async_get(hass)
    for domain, state in (("sensor", "7"), ("binary_sensor", "on")):
        entity = registry.async_get_or_create(domain, "test", "x", device_id=device.id)
        await home.show(
            entity.entity_id, state, device_class="battery", friendly_name="Kilit Pil"
        )
    await home.automate("low_battery", recipients=["notify.anne"])
    await home.rehearse()
    await home.receives([(ANNE, "Low batteries (1): Kapı kilidi 7%")])


async def test_many_batteries_fit_one_sms(home: Home, language: str) -> None:
    """As many as there is room for, then their number."""
    for number in range(30):
        await battery(home, f"Çok uzun adlı pencere sensörü {number}", 5)
    await home.automate("low_battery", language, recipients=["notify.anne"])
    await home.rehearse()
    ((_, text),) = home.sms
    assert text.endswith(" +28")
    assert home.simulator.messages[0].parts == 1


async def test_rehearsal(home: Home) -> None:
    """Whoever tries the automation gets the digest of now."""
    await furnish(home)
    await home.rehearse()
    await home.receives([(ANNE, "Low batteries (3): Pencere 3%, Kapi 12%, Duman")])


async def test_own_text_with_everything(home: Home) -> None:
    """All the documented variables can be used."""
    await furnish(home, message="{{ batteries }}|{{ number }}")
    await home.rehearse()
    await home.receives([(ANNE, "Pencere 3%, Kapi 12%, Duman|3")])
