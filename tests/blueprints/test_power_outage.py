"""Power that fails and returns."""

from typing import Any

import pytest

from tests.helpers import ANNE

from .home import Home

MAINS = "binary_sensor.mains"
PLUG = "switch.plug"
LAMP = "light.lamp"
MINUTE = 60


async def furnish(home: Home, language: str = "en", **inputs: Any) -> None:
    """Switch the mains on."""
    await home.show(MAINS, "on")
    await home.show(PLUG, "on")
    await home.show(LAMP, "on")
    await home.automate(
        "power_outage",
        language,
        **{"sensors": [MAINS], "recipients": ["notify.anne"], **inputs},
    )


@pytest.mark.parametrize(
    ("language", "outage", "back"),
    [
        (
            "en",
            "The power at home failed at 14:34.",
            "The power at home came back at 15:19. It was off for 45 minutes.",
        ),
        (
            "tr",
            "Evde elektrik kesildi. Saat 14:34",
            "Evde elektrik geldi. Saat 15:19, kesinti 45 dakika sürdü.",
        ),
    ],
)
async def test_outage_and_return(
    home: Home, language: str, outage: str, back: str
) -> None:
    """Each is reported once, with the time at which it happened."""
    await furnish(home, language)
    await home.show(MAINS, "off")
    await home.pass_time(50)
    assert home.sms == []
    await home.pass_time(10)
    await home.receives([(ANNE, outage)])
    await home.pass_time(44 * MINUTE)
    await home.show(MAINS, "on")
    assert home.sms == []
    await home.pass_time(30)
    await home.receives([(ANNE, back)])
    await home.pass_time(60 * MINUTE)
    assert home.sms == []


async def test_short_outage(home: Home) -> None:
    """The light flickered: neither outage nor return."""
    await furnish(home)
    await home.show(MAINS, "off")
    await home.pass_time(50)
    await home.show(MAINS, "on")
    await home.pass_time(10 * MINUTE)
    assert home.sms == []


async def test_return_that_does_not_last(home: Home) -> None:
    """Two tries of the power company are one outage."""
    await furnish(home)
    await home.show(MAINS, "off")
    await home.pass_time(10 * MINUTE)
    for _ in range(2):
        await home.show(MAINS, "on")
        await home.pass_time(20)
        await home.show(MAINS, "off")
        await home.pass_time(5 * MINUTE - 20)
    await home.show(MAINS, "on")
    await home.pass_time(30)
    await home.receives(
        [
            (ANNE, "The power at home failed at 14:34."),
            (ANNE, "The power at home came back at 14:54. It was off for 20 minutes."),
        ]
    )


async def test_second_outage(home: Home) -> None:
    """It is reported like the first one."""
    await furnish(home)
    for _ in range(2):
        await home.show(MAINS, "off")
        await home.pass_time(10 * MINUTE)
        await home.show(MAINS, "on")
        await home.pass_time(10 * MINUTE)
    await home.receives(
        [
            (ANNE, "The power at home failed at 14:34."),
            (ANNE, "The power at home came back at 14:44. It was off for 10 minutes."),
            (ANNE, "The power at home failed at 14:54."),
            (ANNE, "The power at home came back at 15:04. It was off for 10 minutes."),
        ]
    )


async def test_several_devices(home: Home) -> None:
    """One plug that is lost is no outage; all of them are, until the first is back."""
    await furnish(home, sensors=[PLUG, LAMP], send_return=True)
    await home.show(PLUG, "unavailable")
    await home.pass_time(10 * MINUTE)
    assert home.sms == []
    await home.show(LAMP, "unavailable")
    await home.pass_time(MINUTE)
    await home.receives([(ANNE, "The power at home failed at 14:44.")])
    await home.show(PLUG, "unknown")
    await home.pass_time(5 * MINUTE)
    assert home.sms == []
    await home.show(PLUG, "on")
    await home.pass_time(MINUTE)
    await home.receives(
        [(ANNE, "The power at home came back at 14:50. It was off for 6 minutes.")]
    )


async def test_sensor_that_reports_the_outage(home: Home) -> None:
    """On means off, and no return is reported."""
    await furnish(home, outage_states=["on"], send_return=False)
    await home.show(MAINS, "off")
    await home.pass_time(10 * MINUTE)
    assert home.sms == []
    await home.show(MAINS, "on")
    await home.pass_time(10 * MINUTE)
    await home.show(MAINS, "off")
    await home.pass_time(10 * MINUTE)
    await home.receives([(ANNE, "The power at home failed at 14:44.")])


async def test_ups(home: Home) -> None:
    """Any state can mean that the power has failed."""
    await home.show("sensor.ups", "Online")
    await home.automate(
        "power_outage",
        sensors=["sensor.ups"],
        outage_states=["On Battery"],
        recipients=["notify.anne"],
        delay=0,
    )
    await home.show("sensor.ups", "On Battery")
    await home.receives([(ANNE, "The power at home failed at 14:34.")])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Home Assistant started at 14:34. The power may have been off."),
        ("tr", "Home Assistant başladı, elektrik kesilmiş olabilir. Saat 14:34"),
    ],
)
async def test_home_assistant_stops_with_the_power(
    home: Home, language: str, text: str
) -> None:
    """Its start is reported, if chosen."""
    await home.show(MAINS, "on")
    await home.automate_at_start(
        "power_outage",
        language,
        sensors=[MAINS],
        recipients=["notify.anne"],
        send_start=True,
    )
    await home.receives([(ANNE, text)])
    await home.pass_time(10 * MINUTE)
    assert home.sms == []


async def test_start_with_power(home: Home) -> None:
    """A restart costs nothing, and devices may take a moment."""
    await home.show(PLUG, "unavailable")
    await home.automate_at_start(
        "power_outage", sensors=[PLUG], recipients=["notify.anne"]
    )
    await home.pass_time(90)
    await home.show(PLUG, "on")
    await home.pass_time(10 * MINUTE)
    assert home.sms == []


async def test_start_during_an_outage(home: Home) -> None:
    """The outage is reported, and so is its end."""
    await home.show(MAINS, "off")
    await home.automate_at_start(
        "power_outage", sensors=[MAINS], recipients=["notify.anne"]
    )
    await home.pass_time(10 * MINUTE)
    await home.show(MAINS, "on")
    await home.pass_time(MINUTE)
    await home.receives(
        [
            (ANNE, "The power at home failed at 14:34."),
            (ANNE, "The power at home came back at 14:44. It was off for 10 minutes."),
        ]
    )


async def test_rehearsal(home: Home) -> None:
    """Whoever tries the automation gets the first text."""
    await furnish(home)
    await home.rehearse()
    await home.pass_time(10 * MINUTE)
    await home.receives([(ANNE, "The power at home failed at 14:34.")])


@pytest.mark.usefixtures("refusals")
async def test_refusal_does_not_hold_back_the_return(home: Home) -> None:
    """The first text is kept; the second one is reported, too."""
    await furnish(home)
    home.simulator.account.credit = 0
    await home.show(MAINS, "off")
    await home.pass_time(10 * MINUTE)
    assert home.sms == []
    await home.show(MAINS, "on")
    home.simulator.account.credit = 400
    await home.pass_time(2 * MINUTE)
    await home.receives(
        [
            (ANNE, "[14:35] The power at home failed at 14:34."),
            (ANNE, "The power at home came back at 14:44. It was off for 10 minutes."),
        ]
    )


async def test_own_text_with_everything(home: Home) -> None:
    """All the documented variables can be used."""
    await furnish(
        home,
        outage_message="{{ since }}|{{ time }}",
        return_message="{{ since }}|{{ time }}|{{ minutes }}",
    )
    await home.show(MAINS, "off")
    await home.pass_time(2 * MINUTE)
    await home.show(MAINS, "on")
    await home.pass_time(MINUTE)
    await home.receives([(ANNE, "14:34|14:35"), (ANNE, "14:34|14:36|2")])
