"""The alarm panel."""

from typing import Any

import pytest

from tests.helpers import ANNE, BABA, notifications

from .home import Home

PANEL = "alarm_control_panel.ev"
DOOR = "binary_sensor.door"
HALL = "binary_sensor.hall"
EVERYTHING = [
    "triggered",
    "armed_away",
    "armed_home",
    "armed_night",
    "armed_vacation",
    "armed_custom_bypass",
    "disarmed",
]


async def furnish(home: Home, language: str = "en", **inputs: Any) -> None:
    """Arm the alarm with all doors closed, ten minutes before anything happens."""
    await home.show(PANEL, "armed_away", friendly_name="Ev alarmı")
    await home.show(DOOR, "off", friendly_name="Giriş kapısı")
    await home.show(HALL, "off", friendly_name="Hol hareket")
    await home.pass_time(600)
    await home.automate(
        "alarm_panel",
        language,
        **{
            "panel": PANEL,
            "sensors": [DOOR, HALL],
            "recipients": ["notify.anne"],
            **inputs,
        },
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Ev alarmı TRIGGERED! Sensor: Giriş kapısı. Time: 14:44"),
        ("tr", "Ev alarmı ÇALIYOR! Sensör: Giriş kapısı. Saat 14:44"),
    ],
)
async def test_alarm_names_the_open_sensor(
    home: Home, language: str, text: str
) -> None:
    """Everybody gets the same text, with one order; nothing else is reported."""
    await furnish(home, language, recipients=["notify.anne", "notify.baba"])
    await home.show(DOOR, "on")
    await home.show(PANEL, "pending")
    assert home.sms == []
    await home.show(PANEL, "triggered")
    await home.receives([(ANNE, text), (BABA, text)])
    assert len(home.simulator.sends) == 1
    await home.show(PANEL, "armed_away")
    await home.show(PANEL, "disarmed")
    assert home.sms == []


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        (
            "en",
            {
                "armed_away": "Ev alarmı armed: away. Time: 14:44 (Ayşe)",
                "armed_home": "Ev alarmı armed: home. Time: 14:44 (Ayşe)",
                "armed_night": "Ev alarmı armed: night. Time: 14:44 (Ayşe)",
                "armed_vacation": "Ev alarmı armed: vacation. Time: 14:44 (Ayşe)",
                "armed_custom_bypass": "Ev alarmı armed: custom. Time: 14:44 (Ayşe)",
                "disarmed": "Ev alarmı disarmed. Time: 14:44 (Ayşe)",
            },
        ),
        (
            "tr",
            {
                "armed_away": "Ev alarmı dışarıda modunda kuruldu. Saat 14:44 (Ayşe)",
                "armed_home": "Ev alarmı evde modunda kuruldu. Saat 14:44 (Ayşe)",
                "armed_night": "Ev alarmı gece modunda kuruldu. Saat 14:44 (Ayşe)",
                "armed_vacation": "Ev alarmı tatil modunda kuruldu. Saat 14:44 (Ayşe)",
                "armed_custom_bypass": "Ev alarmı özel modda kuruldu. Saat 14:44 (Ayşe)",
                "disarmed": "Ev alarmı devre dışı bırakıldı. Saat 14:44 (Ayşe)",
            },
        ),
    ],
)
async def test_arming_and_disarming(
    home: Home, language: str, texts: dict[str, str]
) -> None:
    """The person is named if the panel knows; arming as such is not reported."""
    await furnish(home, language, events=EVERYTHING)
    await home.show(PANEL, "arming", changed_by="Ayşe")
    for state, text in texts.items():
        await home.show(PANEL, state)
        await home.receives([(ANNE, text)])


@pytest.mark.usefixtures("refusals")
async def test_daily_limit_holds_no_alarm_back(limited_home: Home) -> None:
    """That the alarm was armed is no alarm."""
    home = limited_home
    await furnish(home, events=EVERYTHING)
    await home.show(PANEL, "disarmed")
    await home.show(PANEL, "armed_home")
    await home.show(PANEL, "triggered")
    await home.receives(
        [
            (ANNE, "Ev alarmı disarmed. Time: 14:44"),
            (ANNE, "Ev alarmı TRIGGERED! Sensor: unknown. Time: 14:44"),
        ]
    )


@pytest.mark.usefixtures("refusals")
async def test_removed_recipient_does_not_keep_it_from_others(home: Home) -> None:
    """Whoever is left gets the alarm, and a notification says who did not."""
    await furnish(home, recipients=["notify.gone", "notify.anne"])
    await home.show(PANEL, "triggered")
    assert len(home.sms) == 1
    assert "automation.blueprint_recipients" in notifications(home.hass)


async def test_only_the_chosen_events(home: Home) -> None:
    """The others cost nothing."""
    await furnish(home, events=["armed_night", "disarmed"])
    for state in ("disarmed", "armed_home", "armed_away", "triggered"):
        await home.show(PANEL, state)
    await home.receives([(ANNE, "Ev alarmı disarmed. Time: 14:44")])
    await home.show(PANEL, "disarmed")
    await home.show(PANEL, "armed_night")
    # The provider does not take the same text again within ten minutes.
    await home.receives(
        [
            (ANNE, "Ev alarmı disarmed. Time: 14:44 14:44"),
            (ANNE, "Ev alarmı armed: night. Time: 14:44"),
        ]
    )


async def test_panel_that_comes_back_reports_only_the_alarm(home: Home) -> None:
    """A panel that loses its connection was not armed anew."""
    await furnish(home, events=EVERYTHING)
    for state in ("armed_away", "disarmed", "triggered"):
        await home.show(PANEL, "unavailable")
        await home.show(PANEL, state)
    await home.receives([(ANNE, "Ev alarmı TRIGGERED! Sensor: unknown. Time: 14:44")])
    await home.show(PANEL, "armed_away")
    assert home.sms == []


async def test_latest_sensor_comes_first(home: Home) -> None:
    """All open sensors are named."""
    await furnish(home)
    await home.show(HALL, "on")
    await home.pass_time(1)
    await home.show(DOOR, "on")
    await home.show(PANEL, "triggered")
    await home.receives(
        [
            (
                ANNE,
                "Ev alarmı TRIGGERED! Sensor: Giriş kapısı, Hol hareket. Time: 14:44",
            )
        ]
    )


async def test_sensor_that_closed_during_the_entry_delay(home: Home) -> None:
    """Somebody opened the door, came in and closed it."""
    await furnish(home)
    await home.show(DOOR, "on")
    await home.show(PANEL, "pending")
    await home.pass_time(5)
    await home.show(DOOR, "off")
    await home.pass_time(40)
    await home.show(PANEL, "triggered")
    await home.receives(
        [(ANNE, "Ev alarmı TRIGGERED! Sensor: Giriş kapısı. Time: 14:44")]
    )


async def test_without_sensors(home: Home) -> None:
    """A panel button: no sensor is known, and the alarm is still reported."""
    await furnish(home, sensors=[])
    await home.show(PANEL, "triggered")
    await home.receives([(ANNE, "Ev alarmı TRIGGERED! Sensor: unknown. Time: 14:44")])


async def test_panel_that_knows_its_sensors(home: Home) -> None:
    """As Alarmo does."""
    await furnish(home, sensors=[])
    await home.show(PANEL, "triggered", open_sensors={DOOR: "on"})
    await home.receives(
        [(ANNE, "Ev alarmı TRIGGERED! Sensor: Giriş kapısı. Time: 14:44")]
    )


async def test_many_long_names_fit_one_sms(home: Home) -> None:
    """As many as there is room for, then their number."""
    sensors = [f"binary_sensor.s{number}" for number in range(9)]
    for sensor in sensors:
        await home.show(sensor, "on", friendly_name=f"Arka bahçe penceresi {sensor}")
    await furnish(home, sensors=sensors)
    await home.show(PANEL, "triggered")
    ((_, text),) = home.sms
    assert text.startswith("Ev alarmı TRIGGERED! Sensor: Arka bahçe penceresi binary")
    assert " +8. Time: 14:44" in text
    assert home.simulator.messages[0].parts == 1


async def test_alarm_that_began_while_home_assistant_was_away(home: Home) -> None:
    """It is reported at the start."""
    await home.show(PANEL, "triggered", friendly_name="Ev alarmı")
    await home.automate_at_start(
        "alarm_panel", panel=PANEL, recipients=["notify.anne"], events=EVERYTHING
    )
    await home.receives([(ANNE, "Ev alarmı TRIGGERED! Sensor: unknown. Time: 14:34")])


async def test_start_without_alarm(home: Home) -> None:
    """A restart costs nothing."""
    await home.show(PANEL, "armed_away", friendly_name="Ev alarmı")
    await home.automate_at_start(
        "alarm_panel", panel=PANEL, recipients=["notify.anne"], events=EVERYTHING
    )
    assert home.sms == []


async def test_rehearsal(home: Home) -> None:
    """Whoever tries the automation gets the alarm text."""
    await furnish(home)
    await home.rehearse()
    await home.receives([(ANNE, "Ev alarmı TRIGGERED! Sensor: unknown. Time: 14:44")])


async def test_own_text_with_everything(home: Home) -> None:
    """All the documented variables can be used."""
    text = "{{ panel_name }}|{{ sensor_names }}|{{ mode }}|{{ by }}|{{ time }}"
    await furnish(
        home,
        events=EVERYTHING,
        triggered_message=text,
        armed_message=text,
        disarmed_message=text,
    )
    await home.show(DOOR, "on")
    await home.show(PANEL, "disarmed", changed_by="Ayşe")
    await home.show(PANEL, "armed_home")
    await home.show(PANEL, "triggered")
    await home.receives(
        [
            (ANNE, "Ev alarmı|Giriş kapısı|disarmed|(Ayşe)|14:44"),
            (ANNE, "Ev alarmı|Giriş kapısı|home|(Ayşe)|14:44"),
            (ANNE, "Ev alarmı|Giriş kapısı|triggered|(Ayşe)|14:44"),
        ]
    )
