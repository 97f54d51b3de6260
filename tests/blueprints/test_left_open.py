"""Something left open, or opened while nobody is home."""

from typing import Any

import pytest

from tests.helpers import ANNE

from .home import Home

WINDOW = "binary_sensor.window"
GARAGE = "cover.garage"
AYSE = "person.ayse"
MEHMET = "person.mehmet"
MINUTE = 60


async def furnish(home: Home, language: str = "en", **inputs: Any) -> None:
    """Close a window and a garage, with somebody home."""
    await home.show(WINDOW, "off", device_class="window", friendly_name="Salon camı")
    await home.show(GARAGE, "closed", device_class="garage", friendly_name="Garaj")
    await home.show(AYSE, "home")
    await home.show(MEHMET, "not_home")
    await home.automate(
        "left_open",
        language,
        doors=[WINDOW, GARAGE],
        persons=[AYSE, MEHMET],
        recipients=["notify.anne"],
        **inputs,
    )


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        (
            "en",
            [
                "Salon camı: open for 10 minutes (14:44)",
                "Salon camı: open for 20 minutes (14:54)",
                "Salon camı: open for 30 minutes (15:04)",
            ],
        ),
        (
            "tr",
            [
                "Salon camı: 10 dakikadır açık (14:44)",
                "Salon camı: 20 dakikadır açık (14:54)",
                "Salon camı: 30 dakikadır açık (15:04)",
            ],
        ),
    ],
)
async def test_window_left_open(home: Home, language: str, texts: list[str]) -> None:
    """Reported after a while, then a limited number of reminders."""
    await furnish(home, language, reminders=2)
    await home.show(WINDOW, "on")
    for text in texts:
        await home.pass_time(10 * MINUTE - 10)
        assert home.sms == []
        await home.pass_time(10)
        await home.receives([(ANNE, text)])
    await home.pass_time(60 * MINUTE)
    assert home.sms == []


async def test_reported_once_by_default(home: Home) -> None:
    """A window that is left open on purpose costs one SMS."""
    await furnish(home)
    await home.show(WINDOW, "on")
    await home.pass_time(120 * MINUTE)
    await home.receives([(ANNE, "Salon camı: open for 10 minutes (14:44)")])


async def test_closed_in_time(home: Home) -> None:
    """Nothing is reported."""
    await furnish(home, reminders=2)
    for _ in range(3):
        await home.show(WINDOW, "on")
        await home.pass_time(10 * MINUTE - 10)
        await home.show(WINDOW, "off")
        await home.pass_time(10 * MINUTE)
    assert home.sms == []


async def test_closing_ends_the_reminders(home: Home) -> None:
    """What is opened later counts anew."""
    await furnish(home, reminders=3)
    await home.show(WINDOW, "on")
    await home.pass_time(12 * MINUTE)
    await home.show(WINDOW, "off")
    await home.pass_time(MINUTE)
    await home.show(WINDOW, "on")
    await home.receives([(ANNE, "Salon camı: open for 10 minutes (14:44)")])
    await home.pass_time(9 * MINUTE)
    assert home.sms == []
    await home.pass_time(MINUTE)
    await home.receives([(ANNE, "Salon camı: open for 10 minutes (14:57)")])


async def test_garage(home: Home) -> None:
    """A cover that stays open; its way up does not count."""
    await furnish(home)
    await home.show(GARAGE, "opening")
    await home.pass_time(30)
    await home.show(GARAGE, "open", current_position=50)
    await home.pass_time(5 * MINUTE)
    await home.show(GARAGE, "open", current_position=100)
    await home.pass_time(5 * MINUTE - 10)
    assert home.sms == []
    await home.pass_time(10)
    await home.receives([(ANNE, "Garaj: open for 10 minutes (14:44)")])


async def test_two_of_them(home: Home) -> None:
    """Each has its own time."""
    await furnish(home)
    await home.show(WINDOW, "on")
    await home.pass_time(3 * MINUTE)
    await home.show(GARAGE, "open")
    await home.pass_time(7 * MINUTE)
    await home.receives([(ANNE, "Salon camı: open for 10 minutes (14:44)")])
    await home.pass_time(3 * MINUTE)
    await home.receives([(ANNE, "Garaj: open for 10 minutes (14:47)")])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Opened while nobody is home: Salon camı (14:34)"),
        ("tr", "Evde kimse yokken açıldı: Salon camı (14:34)"),
    ],
)
async def test_opened_while_nobody_is_home(
    home: Home, language: str, text: str
) -> None:
    """Reported after the delay for coming home, with the time of the opening."""
    await furnish(home, language)
    await home.show(AYSE, "Work")
    await home.show(WINDOW, "on")
    await home.pass_time(50)
    assert home.sms == []
    await home.pass_time(10)
    await home.receives([(ANNE, text)])
    await home.show(WINDOW, "off")
    await home.pass_time(20 * MINUTE)
    assert home.sms == []


async def test_garage_that_opens_while_nobody_is_home(home: Home) -> None:
    """Reported as soon as it moves, and only once."""
    await furnish(home, grace=0)
    await home.show(AYSE, "not_home")
    await home.show(GARAGE, "opening")
    await home.receives([(ANNE, "Opened while nobody is home: Garaj (14:34)")])
    await home.pass_time(30)
    await home.show(GARAGE, "open")
    await home.pass_time(MINUTE)
    assert home.sms == []


async def test_somebody_comes_home(home: Home) -> None:
    """The door is quicker than the phone."""
    await furnish(home)
    await home.show(AYSE, "not_home")
    await home.show(WINDOW, "on")
    await home.pass_time(30)
    await home.show(MEHMET, "home")
    await home.pass_time(5 * MINUTE)
    assert home.sms == []


@pytest.mark.parametrize("state", ["home", "unknown", "unavailable"])
async def test_somebody_is_or_may_be_home(home: Home, state: str) -> None:
    """Nobody is home only if that is known of everybody."""
    await furnish(home, watch=["opened_away"])
    await home.show(AYSE, state)
    await home.show(WINDOW, "on")
    await home.pass_time(30 * MINUTE)
    assert home.sms == []


async def test_without_people(home: Home) -> None:
    """Openings are not reported."""
    await home.show(WINDOW, "off", friendly_name="Salon camı")
    await home.automate("left_open", doors=[WINDOW], recipients=["notify.anne"])
    await home.show(WINDOW, "on")
    await home.pass_time(5 * MINUTE)
    assert home.sms == []


async def test_sensor_that_comes_back_was_not_opened(home: Home) -> None:
    """It was open before."""
    await furnish(home, watch=["opened_away"])
    await home.show(AYSE, "not_home")
    await home.show(WINDOW, "unavailable")
    await home.show(WINDOW, "on")
    await home.pass_time(5 * MINUTE)
    assert home.sms == []


async def test_only_what_was_chosen(home: Home) -> None:
    """Left open alone."""
    await furnish(home, watch=["left_open"])
    await home.show(AYSE, "not_home")
    await home.show(WINDOW, "on")
    await home.pass_time(9 * MINUTE)
    assert home.sms == []
    await home.pass_time(MINUTE)
    await home.receives([(ANNE, "Salon camı: open for 10 minutes (14:44)")])


async def test_open_at_the_start(home: Home) -> None:
    """Counted from the start, and all in one SMS."""
    await home.show(WINDOW, "on", friendly_name="Salon camı")
    await home.show(GARAGE, "open", friendly_name="Garaj")
    await home.show("cover.gate", "open", friendly_name="Bahçe kapısı")
    await home.automate_at_start(
        "left_open",
        doors=[WINDOW, GARAGE, "cover.gate"],
        recipients=["notify.anne"],
        reminders=1,
    )
    await home.pass_time(5 * MINUTE)
    await home.show("cover.gate", "closed")
    await home.pass_time(5 * MINUTE)
    await home.receives([(ANNE, "Salon camı, Garaj: open for 10 minutes (14:44)")])
    await home.show(WINDOW, "off")
    await home.pass_time(10 * MINUTE)
    await home.receives([(ANNE, "Garaj: open for 20 minutes (14:54)")])
    await home.pass_time(30 * MINUTE)
    assert home.sms == []


async def test_start_with_everything_closed(home: Home) -> None:
    """A restart costs nothing."""
    await home.show(WINDOW, "off", friendly_name="Salon camı")
    await home.automate_at_start(
        "left_open", doors=[WINDOW], recipients=["notify.anne"]
    )
    await home.pass_time(30 * MINUTE)
    assert home.sms == []


async def test_rehearsal(home: Home) -> None:
    """Whoever tries the automation gets one text."""
    await furnish(home, reminders=3)
    await home.rehearse()
    await home.pass_time(30 * MINUTE)
    await home.receives([(ANNE, "Salon camı, Garaj: open for 10 minutes (14:34)")])


@pytest.mark.usefixtures("refusals")
async def test_refusal_does_not_end_the_reminders(home: Home) -> None:
    """The first text is kept; the reminder gets through and takes it along."""
    await furnish(home, reminders=1)
    home.simulator.account.credit = 0
    await home.show(WINDOW, "on")
    await home.pass_time(20 * MINUTE - 1)
    assert home.sms == []
    home.simulator.account.credit = 400
    await home.pass_time(1)
    await home.receives(
        [
            (ANNE, "Salon camı: open for 20 minutes (14:54)"),
            (ANNE, "[14:44] Salon camı: open for 10 minutes (14:44)"),
        ]
    )


async def test_own_text_with_everything(home: Home) -> None:
    """All the documented variables can be used."""
    await furnish(
        home,
        left_open_message="{{ sensor_names }}|{{ minutes }}|{{ time }}",
        away_message="{{ sensor_names }}|{{ time }}",
    )
    await home.show(AYSE, "not_home")
    await home.show(WINDOW, "on")
    await home.pass_time(10 * MINUTE)
    await home.receives([(ANNE, "Salon camı|14:34"), (ANNE, "Salon camı|10|14:44")])
