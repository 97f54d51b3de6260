"""The weekly self-test."""

from typing import Any

import pytest

from simulator import Fault, FaultKind
from tests.helpers import ANNE, BABA, KIZ, notifications

from .home import Home, another_notifier

MINUTE = 60
HOUR = 60 * MINUTE

# The clock stands at 14:34 on a Friday; triggers come up to half a second late.
UNTIL_SUNDAY_AT_ELEVEN = 44 * HOUR + 26 * MINUTE + 1

WORKS = "The alarm system works. Test: 20.11.2026, 14:34."


async def furnish(home: Home, language: str = "en", **inputs: Any) -> list[str]:
    """Have the recipients tested, and a warning go to another notifier."""
    received = await another_notifier(home)
    await home.automate(
        "self_test",
        language,
        **{
            "recipients": ["notify.anne", "notify.baba"],
            "notifiers": ["notify.telefon", "notify.kiz"],
            **inputs,
        },
    )
    return received


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The alarm system works. Test: 22.11.2026, 11:00."),
        ("tr", "Alarm sistemi çalışıyor. Deneme: 22.11.2026 11:00."),
    ],
)
async def test_delivered(home: Home, language: str, text: str) -> None:
    """On Sundays at eleven; whoever has the SMS needs no warning."""
    home.simulator.deliver_after = 0
    received = await furnish(home, language)
    await home.pass_time(UNTIL_SUNDAY_AT_ELEVEN)
    await home.receives([(ANNE, text), (BABA, text)])
    await home.pass_time(HOUR)
    assert home.sms == []
    assert received == []
    assert "automation.blueprint" not in notifications(home.hass)


@pytest.mark.parametrize(
    ("language", "warning"),
    [
        ("en", "The test SMS did not arrive. Baba: not delivered."),
        ("tr", "Deneme SMS'i ulaşmadı. Baba: telefona ulaşmadı."),
    ],
)
async def test_not_delivered(home: Home, language: str, warning: str) -> None:
    """Reported as soon as it is known, without a further SMS."""
    received = await furnish(home, language)
    home.simulator.undeliverable = {BABA}
    await home.rehearse()
    home.simulator.deliver()
    await home.pass_time(2 * MINUTE)
    assert received == [warning]
    assert notifications(home.hass)["automation.blueprint"]["message"] == warning
    assert len(home.sms) == 2


async def test_phone_that_is_off(home: Home) -> None:
    """Nobody knows until the time is up."""
    received = await furnish(home, minutes=10, recipients=["notify.anne"])
    await home.rehearse()
    await home.pass_time(10 * MINUTE - 1)
    assert received == []
    await home.pass_time(2)
    assert received == ["The test SMS did not arrive. Anne: not on the phone yet."]
    await home.receives([(ANNE, WORKS)])


@pytest.mark.usefixtures("refusals")
async def test_refused_and_queued(home: Home) -> None:
    """Each recipient is tested, whatever becomes of the others."""
    received = await furnish(
        home, recipients=["notify.anne", "notify.baba", "notify.kiz", "notify.nobody"]
    )
    home.simulator.account.blocked = {ANNE}
    home.simulator.deliver_after = 0
    home.simulator.faults.add(
        Fault(FaultKind.DROP, where=lambda request: BABA in str(request.query))
    )
    await home.rehearse()
    await home.pass_time(2 * MINUTE)
    assert received == [
        (
            "The test SMS did not arrive."
            " Anne: rejected, see the notifications in Home Assistant."
            " Baba: waiting, it could not be sent right away."
            " notify.nobody: rejected, see the notifications in Home Assistant."
        )
    ]
    assert (KIZ, WORKS) in home.sms


async def test_which_of_several_numbers(big_home: Home) -> None:
    """A family is one recipient."""
    home = big_home
    received = await furnish(home, recipients=["notify.aile"])
    home.simulator.undeliverable = {BABA}
    await home.rehearse()
    home.simulator.deliver()
    await home.pass_time(2 * MINUTE)
    assert received == ["The test SMS did not arrive. Aile …33: not delivered."]


async def test_own_actions(home: Home) -> None:
    """They run instead of the notification."""
    await furnish(
        home,
        notifiers=[],
        recipients=["notify.anne"],
        actions=[
            {
                "action": "persistent_notification.create",
                "data": {"message": "Oops: {{ message }}", "notification_id": "own"},
            }
        ],
    )
    await home.rehearse()
    home.simulator.fail_delivery()
    await home.pass_time(2 * MINUTE)
    shown = notifications(home.hass)
    assert (
        shown["own"]["message"]
        == "Oops: The test SMS did not arrive. Anne: not delivered."
    )
