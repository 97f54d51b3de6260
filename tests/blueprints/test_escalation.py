"""One person after the other."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from homeassistant.core import ServiceCall
from homeassistant.setup import async_setup_component

from simulator import Fault, FaultKind
from tests.helpers import ANNE, BABA, KIZ

from .home import Home

PANEL = "alarm_control_panel.ev"
SMOKE = "binary_sensor.smoke"
SWITCH = "input_boolean.seen"
BUTTON = "input_button.seen"
MINUTE = 60

PEOPLE = ["notify.kiz", "notify.anne", "notify.baba"]
NUMBERS = [KIZ, ANNE, BABA]


@pytest.fixture
def home(attentive_home: Home) -> Home:
    """Return a home that follows each message until it is delivered."""
    return attentive_home


async def furnish(home: Home, language: str = "en", **inputs: Any) -> list[ServiceCall]:
    """Have three people, things to confirm with, and a siren for when nobody does."""
    siren = async_mock_service(home.hass, "siren", "turn_on")
    assert await async_setup_component(
        home.hass,
        "input_boolean",
        {"input_boolean": {"seen": {"name": "Gördüm", "initial": True}}},
    )
    await home.show(SMOKE, "off", friendly_name="Mutfak dumanı")
    await home.show(PANEL, "armed_away", friendly_name="Ev alarmı")
    await home.show(BUTTON, "2026-11-19T10:00:00+00:00")
    await home.automate(
        "escalation",
        language,
        **{
            "alarms": [SMOKE, PANEL],
            "people": PEOPLE,
            "nobody_actions": [{"action": "siren.turn_on"}],
            **inputs,
        },
    )
    return siren


def notified(number: int, time: str, who: str = "Mutfak dumanı") -> tuple[str, str]:
    """Return the SMS to the so-manyeth person, without anything to confirm with."""
    return (
        NUMBERS[number - 1],
        f"ALARM: {who} ({time}). Notifying person {number} of 3.",
    )


def asked(number: int, time: str, who: str = "Mutfak dumanı") -> tuple[str, str]:
    """Return the same with the request to confirm."""
    phone, text = notified(number, time, who)
    return phone, f"{text} Please confirm."


async def delivery_is_known(home: Home, status: str, who: str) -> None:
    """Wait until the account has asked what became of the last SMS."""
    await home.pass_time(10)
    await home.until(lambda: home.event == (status, who))
    await home.settle()


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        (
            "en",
            [
                f"ALARM: Mutfak dumanı ({time})."
                f" Notifying person {number} of 3. Please confirm."
                for number, time in ((1, "14:34"), (2, "14:39"), (3, "14:44"))
            ],
        ),
        (
            "tr",
            [
                f"ALARM: Mutfak dumanı ({time})."
                f" Haber verilen kişi: {number}/3. Lütfen onaylayın."
                for number, time in ((1, "14:34"), (2, "14:39"), (3, "14:44"))
            ],
        ),
    ],
)
async def test_nobody_confirms(home: Home, language: str, texts: list[str]) -> None:
    """Everybody is texted in the chosen order, then the siren goes off."""
    siren = await furnish(home, language, confirmations=[SWITCH])
    home.simulator.deliver_after = 0
    await home.show(SMOKE, "on")
    for number, text in zip(NUMBERS, texts, strict=True):
        await home.receives([(number, text)])
        await home.pass_time(5 * MINUTE - 10)
        assert home.sms == []
        assert not siren
        await home.pass_time(10)
    assert len(siren) == 1
    await home.pass_time(30 * MINUTE)
    assert home.sms == []
    assert len(siren) == 1


async def test_switch_confirms(home: Home) -> None:
    """It is off at first, whoever left it on; delivery alone is not enough."""
    siren = await furnish(home, confirmations=[SWITCH])
    home.simulator.deliver_after = 0
    assert home.state(SWITCH) == "on"
    await home.show(SMOKE, "on")
    assert home.state(SWITCH) == "off"
    await home.pass_time(6 * MINUTE)
    await home.receives([asked(1, "14:34"), asked(2, "14:39")])
    await home.show(SWITCH, "on")
    await home.pass_time(30 * MINUTE)
    assert home.sms == []
    assert not siren


@pytest.mark.parametrize(
    ("entity_id", "state"),
    [
        (BUTTON, "2026-11-20T11:36:00+00:00"),
        (PANEL, "disarmed"),
        ("binary_sensor.wall_button", "on"),
    ],
)
async def test_anything_confirms(home: Home, entity_id: str, state: str) -> None:
    """A button, the alarm panel or a sensor: what happened before does not count."""
    siren = await furnish(
        home, confirmations=[BUTTON, PANEL, "binary_sensor.wall_button"]
    )
    await home.show("binary_sensor.wall_button", "off")
    await home.show(PANEL, "triggered")
    await home.receives([asked(1, "14:34", "Ev alarmı")])
    await home.show(BUTTON, "unavailable")
    await home.show(BUTTON, "2026-11-19T10:00:00+00:00")
    await home.pass_time(2 * MINUTE)
    await home.show(entity_id, state)
    await home.pass_time(30 * MINUTE)
    assert home.sms == []
    assert not siren


async def test_panel_that_was_never_armed(home: Home) -> None:
    """A fire while the alarm is disarmed: that confirms nothing."""
    await furnish(home, confirmations=[PANEL])
    await home.show(PANEL, "disarmed")
    await home.pass_time(MINUTE)
    await home.show(SMOKE, "on")
    await home.pass_time(5 * MINUTE)
    await home.receives([asked(1, "14:35"), asked(2, "14:40")])


async def test_not_delivered(home: Home) -> None:
    """The next one is texted as soon as that is known."""
    await furnish(home, confirmations=[SWITCH])
    await home.show(SMOKE, "on")
    await home.receives([asked(1, "14:34")])
    home.simulator.fail_delivery()
    await delivery_is_known(home, "accepted", "Anne")
    await home.receives([asked(2, "14:34")])
    await home.pass_time(MINUTE)
    assert home.sms == []


async def test_without_confirmation_delivery_is_enough(home: Home) -> None:
    """The first who gets it is the last."""
    siren = await furnish(home)
    await home.show(SMOKE, "on")
    home.simulator.fail_delivery()
    await delivery_is_known(home, "accepted", "Anne")
    await home.receives([notified(1, "14:34"), notified(2, "14:34")])
    home.simulator.deliver()
    await delivery_is_known(home, "delivered", "Anne")
    await home.pass_time(30 * MINUTE)
    assert home.sms == []
    assert not siren


async def test_without_confirmation_and_delivery(home: Home) -> None:
    """A phone that is off does not report: the next one after the wait."""
    siren = await furnish(home, minutes=2)
    await home.show(SMOKE, "on")
    await home.pass_time(10 * MINUTE)
    await home.receives(
        [notified(1, "14:34"), notified(2, "14:36"), notified(3, "14:38")]
    )
    assert len(siren) == 1


@pytest.mark.usefixtures("refusals")
async def test_refused(home: Home) -> None:
    """A blocked number does not keep the others waiting."""
    await furnish(home, confirmations=[SWITCH])
    home.simulator.account.blocked = {KIZ}
    await home.show(SMOKE, "on")
    await home.receives([asked(2, "14:34")])


@pytest.mark.usefixtures("refusals")
async def test_no_credit(home: Home) -> None:
    """Nobody can be texted: the siren at once."""
    siren = await furnish(home, confirmations=[SWITCH])
    home.simulator.faults.add(Fault(FaultKind.CODE, code=402))
    await home.show(SMOKE, "on")
    await home.until(lambda: siren)
    assert home.sms == []
    assert len(siren) == 1


@pytest.mark.usefixtures("refusals")
async def test_removed_recipient(home: Home) -> None:
    """The others are texted all the same."""
    await furnish(home, confirmations=[SWITCH], people=["notify.amca", *PEOPLE])
    await home.show(SMOKE, "on")
    await home.receives(
        [
            (
                KIZ,
                "ALARM: Mutfak dumanı (14:34). Notifying person 2 of 4. Please confirm.",
            )
        ]
    )


async def test_one_round_at_a_time(home: Home) -> None:
    """A second alarm meanwhile starts no second round."""
    await furnish(home, confirmations=[SWITCH])
    await home.show(SMOKE, "on")
    await home.pass_time(MINUTE)
    await home.show(PANEL, "triggered")
    await home.show(SMOKE, "off")
    await home.show(SMOKE, "on")
    await home.receives([asked(1, "14:34")])


async def test_custom_trigger(home: Home) -> None:
    """Anything can start it."""
    await furnish(
        home,
        more_triggers=[
            {"trigger": "event", "event_type": "panic"},
            {"trigger": "state", "entity_id": "sensor.button", "to": "long"},
        ],
    )
    home.hass.bus.async_fire("panic")
    await home.settle()
    await home.receives([notified(1, "14:34", "at home")])
    await home.leave()


async def test_custom_trigger_with_a_name(home: Home) -> None:
    """The entity that started it is named."""
    await furnish(
        home,
        more_triggers=[
            {"trigger": "state", "entity_id": "sensor.button", "to": "long"}
        ],
    )
    await home.show("sensor.button", "long", friendly_name="Panik düğmesi")
    await home.receives([notified(1, "14:34", "Panik düğmesi")])


async def test_alarm_at_the_start(home: Home) -> None:
    """A restart does not end the search for somebody."""
    await home.show(SMOKE, "on", friendly_name="Mutfak dumanı")
    await home.automate_at_start("escalation", alarms=[SMOKE], people=PEOPLE)
    await home.receives([notified(1, "14:34")])


async def test_start_without_alarm(home: Home) -> None:
    """A restart costs nothing."""
    await home.show(SMOKE, "off", friendly_name="Mutfak dumanı")
    await home.automate_at_start("escalation", alarms=[SMOKE], people=PEOPLE)
    await home.pass_time(10 * MINUTE)
    assert home.sms == []


async def test_rehearsal(home: Home) -> None:
    """Whoever tries the automation tries all of it."""
    await furnish(home, confirmations=[SWITCH])
    await home.rehearse()
    await home.pass_time(5 * MINUTE)
    await home.receives([asked(1, "14:34", "at home"), asked(2, "14:39", "at home")])
    await home.show(SWITCH, "on")
    await home.pass_time(5 * MINUTE)
    assert home.sms == []


async def test_own_text_with_everything(home: Home) -> None:
    """All the documented variables can be used."""
    text = "{{ alarm_names }}|{{ time }}|{{ number }}|{{ total }}|{{ request }}"
    await furnish(home, message=text, confirmations=[SWITCH])
    await home.show(PANEL, "triggered")
    await home.receives([(KIZ, "Ev alarmı|14:34|1|3|Please confirm.")])
