"""What is handed to a stranger who helps."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from homeassistant.const import CONF_API_KEY, CONF_URL
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from custom_components.iletimerkezi.api import DEFAULT_URL
from custom_components.iletimerkezi.const import CONF_API_HASH, CONF_SENDER, DOMAIN
from custom_components.iletimerkezi.feedback.issues import Repair, async_create_repair
from simulator import Account, Fault, FaultKind, RecordedRequest, Simulator

from .clock import Clock, settle
from .helpers import (
    ANNE,
    BABA,
    KIZ,
    account_entry,
    notifications,
    notify,
    recipient,
    set_up,
)


async def download(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, entry: MockConfigEntry
) -> dict[str, Any]:
    """Download the diagnostics of an account as the UI does."""
    assert await async_setup_component(hass, "diagnostics", {})
    await hass.async_block_till_done()
    client = await hass_client()
    response = await client.get(f"/api/diagnostics/config_entry/{entry.entry_id}")
    assert response.status == HTTPStatus.OK
    downloaded: dict[str, Any] = await response.json()
    return downloaded


def words(value: Any) -> Iterator[str]:
    """Return every key and every value of a document as text."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from words(item)
    elif isinstance(value, list):
        for item in value:
            yield from words(item)
    else:
        yield str(value)


async def test_an_account_that_is_not_loaded(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, simulator: Simulator
) -> None:
    """Somebody asks for help because it does not even load."""
    entry = await set_up(hass, account_entry(simulator))
    assert await hass.config_entries.async_unload(entry.entry_id)
    data = (await download(hass, hass_client, entry))["data"]
    assert data["state"] == "not_loaded"
    assert data["numbers_by_recipient"] == [1, 1]
    assert simulator.account.hash not in set(words(data))


async def test_a_quiet_account(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    simulator: Simulator,
    clock: Clock,
) -> None:
    """Everything there is, with nothing wrong."""
    entry = account_entry(
        simulator, recipient("Anne", ANNE), recipient("Aile", ANNE, BABA, KIZ)
    )
    await set_up(hass, entry)
    await clock.until(lambda: entry.runtime_data.coordinator.data is not None)
    downloaded = await download(hass, hass_client, entry)
    data = downloaded["data"]
    assert data.pop("options") == {}
    assert data == {
        "state": "loaded",
        "data": {
            "api_key": "**REDACTED**",
            "api_hash": "**REDACTED**",
            "sender": "**REDACTED**",
            "url": "**REDACTED**",
        },
        "own_address": True,
        "test_sender": False,
        "numbers_by_recipient": [1, 3],
        "balance": {"known": True, "amount": "100.0", "sms": 400},
        "messages": {
            "open": 0,
            "held": 0,
            "in_flight": 0,
            "circuit_open": False,
            "waiting": 0,
            "sent_sms": 0,
            "problem": None,
            "orders_followed": 0,
            "journal_writable": True,
        },
        "problems": {},
    }
    assert downloaded["issues"] == []


async def test_usual_address_and_test_sender(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    simulator: Simulator,
    aioclient_mock: AiohttpClientMocker,
) -> None:
    """Two helpful facts are included without revealing more."""
    aioclient_mock.post(f"{DEFAULT_URL}/v1/get-balance/json", exc=TimeoutError)
    entry = account_entry(simulator)
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, CONF_URL: DEFAULT_URL, CONF_SENDER: "APITEST"}
    )
    assert await hass.config_entries.async_setup(entry.entry_id)
    data = (await download(hass, hass_client, entry))["data"]
    assert data["test_sender"] is True
    assert data["own_address"] is False


def _is_about(word: str, request: RecordedRequest) -> bool:
    """Return whether a word is in the text of a message."""
    return word in request.query["text"]


@pytest.mark.parametrize("fault", ["refused", "waiting"])
async def test_nothing_personal_whatever_happened(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    simulator: Simulator,
    clock: Clock,
    fault: str,
) -> None:
    """No name, number, text, sender, key, hash, address or title, anywhere."""
    entry = account_entry(
        simulator,
        recipient("Zeynep", ANNE),
        recipient("Yılmaz ailesi", BABA, KIZ),
        title="Apartman yönetimi",
        commercial_list="BIREYSEL",
        low_credit=500,
    )
    await set_up(hass, entry)
    other = simulator.add_account(
        Account(key="komsu-key", hash="komsu-hash", balance=Decimal("0.01"))
    )
    second = account_entry(
        simulator,
        recipient("Komşu", "5441112233"),
        account=other,
        title="İleti Merkezi (KOMSU)",
    )
    second.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        second, data={**second.data, CONF_SENDER: "KOMSU"}
    )
    assert await hass.config_entries.async_setup(second.entry_id)
    other.senders.append("KOMSU")

    await notify(hass, ["notify.zeynep", "notify.yilmaz_ailesi"], "Kapıcı izinli")
    simulator.fail_delivery(number=BABA)
    await clock.until(
        lambda: f"{DOMAIN}_{entry.entry_id}_undelivered" in notifications(hass),
        within=90,
    )
    if fault == "refused":
        for code in (400, 401, 402, 450, 466, 470, 499):
            simulator.faults.add(
                Fault(
                    FaultKind.ECHO_SECRET,
                    code=code,
                    text="Kapıcı",
                    where=partial(_is_about, str(code)),
                )
            )
            with pytest.raises(HomeAssistantError):
                await notify(hass, "notify.zeynep", f"Su kesik {code}")
        with pytest.raises(HomeAssistantError, match="402"):
            await notify(hass, "notify.komsu", "Komşuya da")
        # As with a disk that is full.
        async_create_repair(hass, second, Repair.JOURNAL_NOT_WRITABLE)
    else:
        await simulator.cut_line()
        for name in ("zeynep", "komsu"):
            caller = hass.async_create_task(notify(hass, f"notify.{name}", "Su kesik"))
            await clock.until(caller.done, within=12)
    await settle()

    for account in (entry, second):
        downloaded = await download(hass, hass_client, account)
        written = "\n".join(words(downloaded))
        for personal in (
            *("Zeynep", "Yılmaz", "Komşu", "Apartman", "KOMSU", "EVIM"),
            *("Kapıcı", "kesik", "Komşuya", "zeynep", "yilmaz", "komsu"),
            *(ANNE, BABA, KIZ, "5441112233", ANNE[-7:], BABA[-7:], "111 22 33"),
            *(entry.data[CONF_API_KEY], entry.data[CONF_API_HASH]),
            *("komsu-key", "komsu-hash", quote(entry.data[CONF_API_KEY], safe="")),
            *(simulator.url, str(simulator.port), "…67", "530 ***"),
        ):
            assert personal not in written, personal
        assert DOMAIN in written

    data = (await download(hass, hass_client, entry))["data"]
    assert data["options"] == {"commercial_list": "BIREYSEL", "low_credit": 500}
    assert data["numbers_by_recipient"] == [1, 2]
    assert data["messages"]["orders_followed"] == 1
    assert data["problems"]["undelivered"]["count"] == 1
    for problem in data["problems"].values():
        assert problem.keys() == {"count", "last"}
        age = dt_util.now() - datetime.fromisoformat(problem["last"])
        assert timedelta() <= age < timedelta(minutes=5)
    if fault == "refused":
        assert data["problems"].keys() == {
            "undelivered",
            *("400", "401", "402", "450", "466", "470", "499"),
        }
        # What the account was refused for is kept.
        assert data["messages"]["waiting"] == data["messages"]["held"] == 4
        assert data["messages"]["problem"] is not None
    else:
        assert data["problems"].keys() == {"undelivered", "unreachable"}
        assert data["messages"]["waiting"] == data["messages"]["open"] == 1
        assert data["messages"]["circuit_open"] is True
    issues = (await download(hass, hass_client, entry))["issues"]
    assert {issue["issue_id"] for issue in issues} >= {f"{entry.entry_id}_low_credit"}


async def test_before_the_provider_was_reached(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    simulator: Simulator,
    clock: Clock,
) -> None:
    """An unknown balance is reported as unknown."""
    await simulator.cut_line()
    entry = await set_up(hass, account_entry(simulator))
    await clock.until(lambda: not entry.runtime_data.coordinator.last_update_success)
    data = (await download(hass, hass_client, entry))["data"]
    assert data["balance"] == {"known": False, "amount": None, "sms": None}
