"""iletimerkezi.check_message: what a message would be and cost."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from custom_components.iletimerkezi.const import DOMAIN
from simulator import Account, Simulator

from .helpers import (
    ANNE,
    BABA,
    KIZ,
    account_entry,
    notifications,
    recipient,
    send_message,
    set_up,
)

STRANGER = "5559876543"


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Return an account with the recipients Anne and Baba."""
    return await set_up(hass, account_entry(simulator))


async def check(hass: HomeAssistant, message: str, **data: Any) -> Any:
    """Check a message."""
    return await hass.services.async_call(
        DOMAIN,
        "check_message",
        {"message": message, **data},
        blocking=True,
        return_response=True,
    )


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    ("message", "encoding", "parts", "costly"),
    [
        ("Su kacagi!", "gsm7", 1, []),
        ("Su kaçağı!", "turkish", 1, []),
        ("Su kaçağı! 🚨", "ucs2", 1, ["🚨"]),
        ("“Su” – kaçağı… 🚨🚨", "ucs2", 1, ["“", "”", "–", "…", "🚨"]),
        ("–" + "ş" * 100, "ucs2", 2, ["–"]),
        ("a" * 155, "gsm7", 1, []),
        ("a" * 156, "gsm7", 2, []),
        # The only Turkish letter makes a second SMS of it.
        ("a" * 154 + "ş", "turkish", 2, ["ş"]),
        ("ş" * 200, "turkish", 2, []),
    ],
)
async def test_cost(
    hass: HomeAssistant,
    simulator: Simulator,
    message: str,
    encoding: str,
    parts: int,
    costly: list[str],
) -> None:
    """For each number, for all of them, and what makes it so expensive."""
    asked = len(simulator.requests)
    answer = await check(
        hass, message, recipient=["notify.anne", "notify.baba"], number=[STRANGER]
    )
    assert answer == {
        "text": message,
        "encoding": encoding,
        "parts": parts,
        "numbers": 3,
        "sms": 3 * parts,
        "costly": costly,
    }
    assert len(simulator.requests) == asked


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "Su kaçağı"),
        ({}, "ş" * 2000),
        ({"max_parts": 1}, "Su kaçağı 🚨" * 20),
        ({"max_parts": 2, "plain_letters": True}, "“Çeşme” – açık… " * 40),
        ({"plain_letters": True}, "Işık açık"),
        ({}, "a\x00b\r\nc"),
    ],
)
async def test_text_is_what_is_sent(
    hass: HomeAssistant, simulator: Simulator, options: dict[str, Any], message: str
) -> None:
    """Title in front, shortened, in plain letters: to the letter."""
    await set_up(hass, account_entry(simulator, **options))
    data = {"title": "İkaz", "recipient": ["notify.anne"]}
    checked = await check(hass, message, **data)
    assert simulator.sends == []
    sent = await send_message(hass, message, **data)
    assert simulator.sends[0].query["text"] == checked["text"]
    for key in ("text", "encoding", "parts"):
        assert checked[key] == sent[key]


@pytest.mark.usefixtures("entry")
async def test_nobody_is_counted_twice(hass: HomeAssistant) -> None:
    """As nobody is sent to twice."""
    answer = await check(
        hass, "Alarm", recipient="notify.anne", number=[ANNE, f"0{ANNE}", STRANGER]
    )
    assert (answer["numbers"], answer["sms"]) == (2, 2)


@pytest.mark.usefixtures("entry")
async def test_text_alone(hass: HomeAssistant) -> None:
    """What one number would cost."""
    answer = await check(hass, "a" * 200)
    assert (answer["parts"], answer["numbers"], answer["sms"]) == (2, 0, 0)


async def test_account_not_loaded(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Counting takes no connection."""
    await hass.config_entries.async_unload(entry.entry_id)
    assert (await check(hass, "Alarm", recipient="notify.anne"))["sms"] == 1


async def test_several_accounts(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Each account counts by its own options, and one person is one SMS."""
    account = simulator.add_account(Account(key="second-key", hash="second-hash"))
    second = await set_up(
        hass,
        account_entry(
            simulator,
            recipient("Aile", ANNE, KIZ),
            account=account,
            title="İkinci",
            max_parts=1,
        ),
    )
    answer = await check(
        hass, "a" * 200, recipient=["notify.anne", "notify.baba", "notify.aile"]
    )
    assert answer["text"] == "a" * 200
    assert answer["parts"] == 2
    assert answer["numbers"] == 3
    assert answer["sms"] == 2 * 2 + 1

    with pytest.raises(ServiceValidationError) as caught:
        await check(hass, "Alarm")
    assert caught.value.translation_key == "several_accounts"
    answer = await check(hass, "a" * 200, config_entry_id=second.entry_id)
    assert answer["parts"] == 1


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"message": " "}, "empty_text"),
        ({"recipient": "notify.dede"}, "unknown_recipient"),
        ({"number": "0212 345 67 89"}, "invalid_number_landline"),
        ({"sender": "ÇOK"}, "invalid_sender"),
        ({"commercial_list": "x"}, "invalid_commercial_list"),
        ({"config_entry_id": "nobody"}, "account_not_found"),
    ],
)
async def test_mistakes_are_those_of_sending(
    hass: HomeAssistant, wrong: dict[str, Any], key: str
) -> None:
    """They are the caller's alone: nothing is shown to others."""
    right: dict[str, Any] = {"message": "Alarm", "number": [BABA]}
    with pytest.raises(ServiceValidationError) as caught:
        await check(hass, **right | wrong)
    assert caught.value.translation_key == key
    assert notifications(hass) == {}


@pytest.mark.usefixtures("entry")
async def test_blank_and_unknown_fields(hass: HomeAssistant) -> None:
    """As of send_message."""
    blank = dict.fromkeys(
        ("title", "number", "urgent", "config_entry_id", "sender", "commercial_list")
    )
    answer = await check(hass, "Alarm", recipient="notify.anne", **blank)
    assert answer["text"] == "Alarm"
    with pytest.raises(vol.Invalid):
        await check(hass, "Alarm", phone=STRANGER)
