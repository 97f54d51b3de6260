"""SMS that do not arrive, forwarded another way."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from homeassistant.core import ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from custom_components.iletimerkezi.const import DOMAIN
from simulator import Fault, FaultKind
from tests.helpers import ANNE, BABA

from .home import Home, another_notifier

MESSAGES = "event.ileti_merkezi_messages"
CREDITS = "sensor.ileti_merkezi_sms_credits"
EVERYTHING = ["undelivered", "rejected", "expired", "kept", "queued"]


class Phone:
    """A phone that gets notifications instead."""

    def __init__(self, home: Home) -> None:
        """Switch on."""
        self._home = home
        self._calls: list[ServiceCall] = async_mock_service(
            home.hass, "notify", "phone"
        )
        self._read = 0

    @property
    def notifications(self) -> list[str]:
        """Return the notifications since the last look."""
        new = self._calls[self._read :]
        self._read += len(new)
        return [call.data["message"] for call in new]

    async def receives(self, expected: list[str]) -> None:
        """Check that exactly these notifications come."""
        await self._home.settle()
        assert self.notifications == expected


async def furnish(
    home: Home, language: str = "en", text: str = "{{ message }}", **inputs: Any
) -> Phone:
    """Have failures forwarded to a phone."""
    phone = Phone(home)
    await home.automate(
        "sms_failed",
        language,
        **{
            "whose": {"entity_id": MESSAGES},
            "actions": [{"action": "notify.phone", "data": {"message": text}}],
            **inputs,
        },
    )
    return phone


async def send(home: Home, text: str, *numbers: str) -> None:
    """Send an SMS to a recipient or to bare numbers."""
    await home.hass.services.async_call(
        DOMAIN,
        "send_message",
        {"message": text, "number": list(numbers)}
        if numbers
        else {"message": text, "recipient": "notify.anne"},
        blocking=True,
    )
    await home.settle()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The SMS to Anne (530 *** ** 67) was not delivered.\nHırsız!"),
        ("tr", "SMS ulaşmadı. Alıcı: Anne (530 *** ** 67).\nHırsız!"),
    ],
)
async def test_not_delivered(attentive_home: Home, language: str, text: str) -> None:
    """Forwarded once; what is accepted and delivered is not."""
    home = attentive_home
    phone = await furnish(home, language)
    home.simulator.undeliverable = {ANNE}
    await send(home, "Hırsız!")
    await send(home, "Hırsız!", BABA)
    home.simulator.deliver()
    assert phone.notifications == []
    await home.pass_time(10)
    await home.until(lambda: home.event == ("delivered", "532 *** ** 33"))
    await home.settle()
    await phone.receives([text])
    assert len(home.sms) == 2


@pytest.mark.parametrize(
    ("language", "code", "sentence"),
    [
        ("en", 453, "The SMS to Anne (530 *** ** 67) was rejected (code 453)."),
        (
            "en",
            450,
            "The SMS to Anne (530 *** ** 67) is waiting: İleti Merkezi rejects it (code 450).",
        ),
        (
            "en",
            402,
            "The SMS to Anne (530 *** ** 67) is waiting: there is not enough credit.",
        ),
        ("tr", 453, "SMS reddedildi (kod 453). Alıcı: Anne (530 *** ** 67)."),
        (
            "tr",
            450,
            (
                "İleti Merkezi reddettiği için SMS bekliyor (kod 450)."
                " Alıcı: Anne (530 *** ** 67)."
            ),
        ),
        (
            "tr",
            402,
            "Kredi yetmediği için SMS bekliyor. Alıcı: Anne (530 *** ** 67).",
        ),
    ],
)
@pytest.mark.usefixtures("refusals")
async def test_refused(home: Home, language: str, code: int, sentence: str) -> None:
    """Forwarded once, even if it was forwarded while waiting and expires in the end."""
    phone = await furnish(home, language, outcomes=EVERYTHING)
    home.simulator.faults.add(Fault(FaultKind.CODE, code=code))
    with pytest.raises(HomeAssistantError):
        await send(home, "Hırsız!")
    await phone.receives([f"{sentence}\nHırsız!"])
    await home.pass_time(65 * 60)
    await phone.receives([])
    assert home.sms == []


@pytest.mark.usefixtures("refusals")
async def test_over_the_daily_limit(limited_home: Home) -> None:
    """There is no code to name."""
    home = limited_home
    phone = await furnish(home)
    await send(home, "Bir")
    with pytest.raises(HomeAssistantError):
        await send(home, "İki")
    await phone.receives(
        [
            "The SMS to Anne (530 *** ** 67) was not sent: the daily limit is reached.\nİki"
        ]
    )


@pytest.mark.parametrize(
    ("language", "waits", "given_up"),
    [
        (
            "en",
            "The SMS to Anne (530 *** ** 67) is waiting: it cannot be sent right now.",
            "The SMS to Anne (530 *** ** 67) could not be sent in time.",
        ),
        (
            "tr",
            "SMS şu anda gönderilemiyor, bekliyor. Alıcı: Anne (530 *** ** 67).",
            "SMS zamanında gönderilemedi. Alıcı: Anne (530 *** ** 67).",
        ),
    ],
)
async def test_provider_away(
    home: Home, language: str, waits: str, given_up: str
) -> None:
    """Waiting is forwarded only if chosen; expiring always."""
    phone = await furnish(home, language, outcomes=EVERYTHING)
    home.simulator.faults.add(Fault(FaultKind.DROP))
    await send_into_the_void(home)
    await phone.receives([f"{waits}\nHırsız!"])
    await give_up(home)
    await phone.receives([f"{given_up}\nHırsız!"])


async def test_waiting_is_not_forwarded_by_default(home: Home) -> None:
    """It may still arrive."""
    phone = await furnish(home)
    home.simulator.faults.add(Fault(FaultKind.DROP))
    await send_into_the_void(home)
    assert phone.notifications == []


async def send_into_the_void(home: Home) -> None:
    """Send while the provider is away."""
    caller = home.hass.async_create_task(
        home.hass.services.async_call(
            DOMAIN,
            "send_message",
            {"message": "Hırsız!", "recipient": "notify.anne"},
            blocking=True,
        )
    )
    await home.until(caller.done)
    await home.settle()


async def give_up(home: Home) -> None:
    """Let an hour pass in which the provider stays away."""
    await home.pass_time(61 * 60)
    assert home.event == ("expired", "Anne")


@pytest.mark.usefixtures("refusals")
async def test_only_what_was_chosen(home: Home) -> None:
    """Refusals are not, here."""
    phone = await furnish(home, outcomes=["undelivered"])
    home.simulator.faults.add(Fault(FaultKind.CODE, code=453, times=1))
    with pytest.raises(HomeAssistantError):
        await send(home, "Hırsız!")
    await home.settle()
    assert phone.notifications == []


@pytest.mark.usefixtures("refusals")
async def test_several_at_once(home: Home) -> None:
    """It is forwarded for each recipient."""
    phone = await furnish(
        home, outcomes=EVERYTHING, text="{{ recipient }} {{ number }}"
    )
    home.simulator.account.balance *= 0
    with pytest.raises(HomeAssistantError):
        await send(home, "Hırsız!", ANNE, BABA)
    await home.settle()
    assert sorted(phone.notifications) == [
        "530 *** ** 67 530 *** ** 67",
        "532 *** ** 33 532 *** ** 33",
    ]


@pytest.mark.usefixtures("refusals")
async def test_reload_forwards_nothing_again(home: Home) -> None:
    """The entity comes back with its last event."""
    phone = await furnish(home)
    home.simulator.faults.add(Fault(FaultKind.CODE, code=453, times=1))
    with pytest.raises(HomeAssistantError):
        await send(home, "Hırsız!")
    await home.settle()
    assert len(phone.notifications) == 1
    await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.settle()
    assert home.event == ("rejected", "Anne")
    assert phone.notifications == []


async def test_only_the_chosen_recipients(attentive_home: Home) -> None:
    """Anne's device stands for Anne; Baba's failures are not forwarded."""
    home = attentive_home
    anne = er.async_get(home.hass).async_get("notify.anne")
    assert anne
    phone = await furnish(home, whose={"device_id": anne.device_id})
    home.simulator.undeliverable = {ANNE, BABA}
    await home.hass.services.async_call(
        DOMAIN,
        "send_message",
        {"message": "Hırsız!", "recipient": ["notify.anne", "notify.baba"]},
        blocking=True,
    )
    home.simulator.deliver()
    await home.pass_time(11)
    await phone.receives(
        ["The SMS to Anne (530 *** ** 67) was not delivered.\nHırsız!"]
    )


async def test_forwarded_to_another_notifier(attentive_home: Home) -> None:
    """SMS about SMS are not sent, even if somebody chooses a recipient of SMS."""
    home = attentive_home
    received = await another_notifier(home)
    await furnish(home, notifiers=["notify.telefon", "notify.baba"], actions=[])
    await send(home, "Hırsız!\nBahçede")
    home.simulator.fail_delivery()
    await home.pass_time(11)
    assert received == [
        "The SMS to Anne (530 *** ** 67) was not delivered.\nHırsız!\nBahçede"
    ]
    assert len(home.sms) == 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "SMS credit is running low: 19 SMS left."),
        ("tr", "SMS kredisi azalıyor: 19 SMS kaldı."),
    ],
)
async def test_low_credit(home: Home, language: str, text: str) -> None:
    """Warned when it falls below the limit, and not again while it stays there."""
    phone = await furnish(home, language, credits=[CREDITS])
    for credit in (400, 20):
        await home.show(CREDITS, str(credit))
    assert phone.notifications == []
    await home.show(CREDITS, "19")
    await phone.receives([text])
    await home.show(CREDITS, "18")
    assert phone.notifications == []


async def test_rehearsal(home: Home, language: str) -> None:
    """Whoever tries the automation gets an example."""
    phone = await furnish(home, language)
    await home.rehearse()
    example = {
        "en": "The SMS to Example was not delivered.",
        "tr": "SMS ulaşmadı. Alıcı: Örnek.",
    }
    await phone.receives([example[language]])


async def test_own_actions_with_everything(attentive_home: Home) -> None:
    """All the documented variables can be used."""
    home = attentive_home
    phone = await furnish(
        home,
        text="{{ recipient }}|{{ number }}|{{ text }}|{{ outcome }}|{{ code }}"
        "|{{ order_id }}|{{ credits_left }}",
        credits=[CREDITS],
    )
    await send(home, "Hırsız!")
    home.simulator.fail_delivery()
    await home.pass_time(10)
    await home.until(lambda: home.event == ("undelivered", "Anne"))
    await home.settle()
    left = home.state(CREDITS)
    await home.show(CREDITS, "5")
    await phone.receives(
        [
            f"Anne|530 *** ** 67|Hırsız!|undelivered||700001|{left}",
            "|||low_credit|||5",
        ]
    )
