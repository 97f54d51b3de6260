"""Smoke, gas, carbon monoxide and water."""

from typing import Any

import pytest

from homeassistant.helpers import entity_registry as er

from custom_components.iletimerkezi.const import DOMAIN
from tests.helpers import ANNE, BABA, notifications

from .home import Home

SMOKE = "binary_sensor.smoke"
WATER = "binary_sensor.water"
MINUTE = 60


async def furnish(home: Home, language: str = "en", **inputs: Any) -> None:
    """Install two sensors."""
    await home.show(SMOKE, "off", device_class="smoke", friendly_name="Mutfak")
    await home.show(WATER, "off", device_class="moisture", friendly_name="Banyo")
    await home.automate(
        "hazard",
        language,
        **{"sensors": [SMOKE, WATER], "recipients": ["notify.anne"], **inputs},
    )


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        (
            "en",
            [
                "SMOKE! Mutfak (14:34)",
                "STILL SMOKE! Mutfak (14:39, reminder 1/3)",
                "STILL SMOKE! Mutfak (14:44, reminder 2/3)",
                "STILL SMOKE! Mutfak (14:49, reminder 3/3)",
                "All clear: Mutfak (15:36)",
            ],
        ),
        (
            "tr",
            [
                "DUMAN! Mutfak (14:34)",
                "DUMAN SÜRÜYOR! Mutfak (14:39, hatırlatma 1/3)",
                "DUMAN SÜRÜYOR! Mutfak (14:44, hatırlatma 2/3)",
                "DUMAN SÜRÜYOR! Mutfak (14:49, hatırlatma 3/3)",
                "Tehlike geçti: Mutfak (15:36)",
            ],
        ),
    ],
)
async def test_danger_from_beginning_to_end(
    home: Home, language: str, texts: list[str]
) -> None:
    """At once, then so many reminders and no more, then the all-clear."""
    await furnish(home, language)
    await home.show(SMOKE, "on")
    assert home.sms == []
    await home.pass_time(5)
    await home.receives([(ANNE, texts[0])])
    for text in texts[1:4]:
        await home.pass_time(5 * MINUTE - 10)
        assert home.sms == []
        await home.pass_time(10)
        await home.receives([(ANNE, text)])
    await home.pass_time(45 * MINUTE)
    assert home.sms == []
    await home.show(SMOKE, "off")
    await home.pass_time(2 * MINUTE - 10)
    assert home.sms == []
    await home.pass_time(10)
    await home.receives([(ANNE, texts[4])])
    await home.pass_time(30 * MINUTE)
    assert home.sms == []


@pytest.mark.parametrize(
    ("kind", "en", "tr"),
    [
        ("carbon_monoxide", "CARBON MONOXIDE", "KARBONMONOKSİT"),
        ("gas", "GAS", "GAZ"),
        ("heat", "HEAT", "AŞIRI ISI"),
        ("moisture", "WATER LEAK", "SU KAÇAĞI"),
        ("safety", "DANGER", "TEHLİKE"),
        ("smoke", "SMOKE", "DUMAN"),
        (None, "DANGER", "TEHLİKE"),
    ],
)
async def test_every_danger_has_a_name(
    home: Home, language: str, kind: str | None, en: str, tr: str
) -> None:
    """Whatever the sensor is called."""
    await furnish(home, language, delay=0)
    await home.show(SMOKE, "off", device_class=kind)
    await home.show(SMOKE, "on")
    name = {"en": en, "tr": tr}[language]
    await home.receives([(ANNE, f"{name}! Mutfak (14:34)")])


async def test_false_alarm(home: Home) -> None:
    """Toast is no fire: neither an alarm nor an all-clear."""
    await furnish(home, delay=30)
    for _ in range(3):
        await home.show(SMOKE, "on")
        await home.pass_time(29)
        await home.show(SMOKE, "off")
        await home.pass_time(5 * MINUTE)
    assert home.sms == []


async def test_all_clear_ends_the_reminders(home: Home) -> None:
    """And the next danger is a new one."""
    await furnish(home, delay=0)
    await home.show(SMOKE, "on")
    await home.pass_time(MINUTE)
    await home.show(SMOKE, "off")
    await home.pass_time(30 * MINUTE)
    await home.receives(
        [
            (ANNE, "SMOKE! Mutfak (14:34)"),
            (ANNE, "All clear: Mutfak (14:37)"),
        ]
    )
    await home.show(SMOKE, "on")
    await home.receives([(ANNE, "SMOKE! Mutfak (15:05)")])


async def test_without_reminders_and_all_clear(home: Home) -> None:
    """One danger, one SMS."""
    await furnish(home, delay=0, repeat_count=0, send_clear=False)
    await home.show(SMOKE, "on")
    await home.pass_time(30 * MINUTE)
    await home.show(SMOKE, "off")
    await home.pass_time(30 * MINUTE)
    await home.receives([(ANNE, "SMOKE! Mutfak (14:34)")])


async def test_sensor_that_comes_and_goes(home: Home) -> None:
    """It costs no more than one that stays."""
    await furnish(home, delay=0)
    for _ in range(20):
        await home.show(SMOKE, "on")
        await home.pass_time(30)
        await home.show(SMOKE, "off")
        await home.pass_time(60)
    texts = [text for _, text in home.sms]
    assert len(texts) == 4
    assert texts[0] == "SMOKE! Mutfak (14:34)"
    assert texts[3].endswith("reminder 3/3)")
    await home.pass_time(MINUTE)
    await home.receives([(ANNE, "All clear: Mutfak (15:05)")])


async def test_sensor_that_follows(home: Home) -> None:
    """It is reported at once, restarts the reminders and shares the all-clear."""
    await furnish(home)
    await home.show(SMOKE, "on")
    await home.pass_time(2 * MINUTE)
    await home.receives([(ANNE, "SMOKE! Mutfak (14:34)")])
    await home.show(WATER, "on")
    assert home.sms == []
    await home.pass_time(5)
    await home.receives([(ANNE, "WATER LEAK, SMOKE! Banyo, Mutfak (14:36)")])
    await home.show(SMOKE, "off")
    await home.pass_time(5 * MINUTE)
    await home.receives([(ANNE, "STILL WATER LEAK! Banyo (14:41, reminder 1/3)")])
    await home.show(WATER, "off")
    await home.pass_time(2 * MINUTE)
    await home.receives([(ANNE, "All clear: Mutfak, Banyo (14:43)")])


async def test_sensor_that_follows_after_the_last_reminder(home: Home) -> None:
    """A long danger does not hide a new one."""
    await furnish(home, repeat_count=0)
    await home.show(SMOKE, "on")
    await home.pass_time(60 * MINUTE)
    assert len(home.sms) == 1
    await home.show(WATER, "on")
    await home.pass_time(5)
    await home.receives([(ANNE, "WATER LEAK, SMOKE! Banyo, Mutfak (15:34)")])


async def test_false_alarm_during_a_danger(home: Home) -> None:
    """The wait holds for sensors that join in, too."""
    await furnish(home)
    await home.show(SMOKE, "on")
    await home.pass_time(10)
    await home.show(WATER, "on")
    await home.pass_time(3)
    await home.show(WATER, "off")
    await home.pass_time(MINUTE)
    await home.receives([(ANNE, "SMOKE! Mutfak (14:34)")])


async def test_sensor_lost_in_the_fire(home: Home) -> None:
    """It falls silent: that is no all-clear, and the reminders go on."""
    await furnish(home, delay=0, repeat_count=2)
    await home.show(SMOKE, "on")
    await home.pass_time(MINUTE)
    await home.show(SMOKE, "unavailable")
    await home.pass_time(60 * MINUTE)
    await home.receives(
        [
            (ANNE, "SMOKE! Mutfak (14:34)"),
            (ANNE, "STILL SMOKE! Mutfak (14:39, reminder 1/2)"),
            (ANNE, "STILL SMOKE! Mutfak (14:44, reminder 2/2)"),
        ]
    )
    # What comes later is a danger of its own.
    await home.show(SMOKE, "on")
    await home.receives([(ANNE, "SMOKE! Mutfak (15:35)")])


async def test_only_the_sensor_that_burned_is_left(home: Home) -> None:
    """Those that are quiet are not named any more."""
    await furnish(home, delay=0)
    await home.show(SMOKE, "on")
    await home.show(WATER, "on")
    await home.receives(
        [
            (ANNE, "SMOKE! Mutfak (14:34)"),
            (ANNE, "WATER LEAK, SMOKE! Banyo, Mutfak (14:34)"),
        ]
    )
    await home.show(WATER, "off")
    await home.show(SMOKE, "unavailable")
    await home.pass_time(5 * MINUTE)
    await home.receives([(ANNE, "STILL SMOKE! Mutfak (14:39, reminder 1/3)")])


async def test_danger_at_the_start(home: Home) -> None:
    """A restart does not put out a fire."""
    await home.show(SMOKE, "on", device_class="smoke", friendly_name="Mutfak")
    await home.automate_at_start("hazard", sensors=[SMOKE], recipients=["notify.anne"])
    await home.pass_time(5 * MINUTE)
    await home.receives(
        [
            (ANNE, "SMOKE! Mutfak (14:34)"),
            (ANNE, "STILL SMOKE! Mutfak (14:39, reminder 1/3)"),
        ]
    )


async def test_start_without_danger(home: Home) -> None:
    """A restart costs nothing, and neither does a sensor that reports late."""
    await home.show(SMOKE, "unavailable", device_class="smoke", friendly_name="Mutfak")
    await home.automate_at_start("hazard", sensors=[SMOKE], recipients=["notify.anne"])
    await home.show(SMOKE, "off")
    await home.pass_time(10 * MINUTE)
    assert home.sms == []


async def test_rehearsal(home: Home) -> None:
    """Whoever tries the automation gets one text and no all-clear."""
    await furnish(home)
    await home.rehearse()
    await home.pass_time(30 * MINUTE)
    await home.receives([(ANNE, "SMOKE, WATER LEAK! Mutfak, Banyo (14:34)")])
    await home.show(WATER, "on")
    await home.pass_time(5)
    await home.receives([(ANNE, "WATER LEAK! Banyo (15:04)")])


@pytest.mark.usefixtures("refusals")
async def test_refusal_does_not_end_the_reminders(home: Home) -> None:
    """They are kept like the first text, and arrive once there is credit."""
    await furnish(home, delay=0)
    home.simulator.account.credit = 0
    await home.show(SMOKE, "on")
    assert f"{DOMAIN}_{home.entry.entry_id}_402" in notifications(home.hass)
    await home.pass_time(7 * MINUTE)
    assert home.sms == []
    home.simulator.account.credit = 400
    await home.pass_time(3 * MINUTE)
    await home.receives(
        [
            (ANNE, "[14:34] SMOKE! Mutfak (14:34)"),
            (ANNE, "[14:39] STILL SMOKE! Mutfak (14:39, reminder 1/3)"),
            (ANNE, "STILL SMOKE! Mutfak (14:44, reminder 2/3)"),
        ]
    )


@pytest.mark.usefixtures("refusals")
async def test_bad_number_does_not_keep_it_from_others(home: Home) -> None:
    """All recipients share an order; the good ones get it, now and later."""
    home.simulator.account.blocked = {ANNE}
    await furnish(home, delay=0, recipients=["notify.anne", "notify.baba"])
    await home.show(SMOKE, "on")
    await home.receives([(BABA, "SMOKE! Mutfak (14:34)")])
    await home.pass_time(5 * MINUTE)
    await home.receives([(BABA, "STILL SMOKE! Mutfak (14:39, reminder 1/3)")])


@pytest.mark.usefixtures("refusals")
@pytest.mark.parametrize(
    ("language", "text", "notification"),
    [
        (
            "en",
            "SMOKE! Mutfak (14:34)",
            (
                "notify.gone, notify.baba did not get the SMS: removed or disabled."
                " Select the recipients again in the automation Blueprint."
            ),
        ),
        (
            "tr",
            "DUMAN! Mutfak (14:34)",
            (
                "notify.gone, notify.baba için SMS gönderilmedi: alıcı kaldırılmış veya devre"
                " dışı. Blueprint otomasyonunun alıcılarını yeniden seçin."
            ),
        ),
    ],
)
async def test_removed_recipient_does_not_keep_it_from_others(
    home: Home, language: str, text: str, notification: str
) -> None:
    """Removed, renamed or switched off after the automation was made."""
    er.async_get(home.hass).async_update_entity(
        "notify.baba", disabled_by=er.RegistryEntryDisabler.USER
    )
    await home.settle()
    await furnish(
        home,
        language,
        delay=0,
        recipients=["notify.gone", "notify.anne", "notify.baba"],
    )
    await home.show(SMOKE, "on")
    await home.receives([(ANNE, text)])
    shown = notifications(home.hass)["automation.blueprint_recipients"]
    assert shown["message"] == notification


async def test_daily_limit_holds_no_alarm_back(limited_home: Home) -> None:
    """Neither the reminders nor the all-clear."""
    home = limited_home
    await furnish(home, delay=0)
    await home.show(SMOKE, "on")
    await home.pass_time(5 * MINUTE)
    await home.show(SMOKE, "off")
    await home.pass_time(2 * MINUTE)
    assert len(home.sms) == 3


async def test_recipients_share_an_order(home: Home) -> None:
    """One GET for everybody."""
    await furnish(home, delay=0, recipients=["notify.anne", "notify.baba"])
    await home.show(SMOKE, "on")
    await home.receives(
        [
            (ANNE, "SMOKE! Mutfak (14:34)"),
            (BABA, "SMOKE! Mutfak (14:34)"),
        ]
    )
    assert len(home.simulator.sends) == 1


async def test_own_text_with_everything(home: Home) -> None:
    """All the documented variables can be used."""
    text = "{{ hazard }}|{{ sensor_names }}|{{ time }}"
    await furnish(
        home,
        delay=0,
        message=text,
        repeat_message=text + "|{{ number }}|{{ total }}",
        clear_message=text,
    )
    await home.show(SMOKE, "on")
    await home.pass_time(5 * MINUTE)
    await home.show(SMOKE, "off")
    await home.pass_time(2 * MINUTE)
    await home.receives(
        [
            (ANNE, "SMOKE|Mutfak|14:34"),
            (ANNE, "SMOKE|Mutfak|14:39|1|3"),
            (ANNE, "SMOKE|Mutfak|14:41"),
        ]
    )
