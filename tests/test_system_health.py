"""The integration's lines in the system information."""

from decimal import Decimal
import json
from typing import Any

import pytest
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations
from homeassistant.setup import async_setup_component

from custom_components.iletimerkezi.api import DEFAULT_URL
from custom_components.iletimerkezi.const import DOMAIN
from simulator import Account, Simulator

from .clock import Clock, settle
from .helpers import ANNE, BABA, account_entry, set_up


async def information(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> dict[str, Any]:
    """Return our lines as the page of the system information gets them."""
    assert await async_setup_component(hass, "system_health", {})
    client = await hass_ws_client(hass)
    await client.send_json_auto_id({"type": "system_health/info"})
    assert (await client.receive_json())["success"]
    lines: dict[str, Any] = {}
    while (event := (await client.receive_json())["event"])["type"] != "finish":
        if event["type"] == "initial":
            lines = event["data"][DOMAIN]["info"]
        elif event["domain"] == DOMAIN:
            assert event["success"], event
            lines[event["key"]] = event["data"]
    await client.close()
    return lines


async def balances(clock: Clock, hass: HomeAssistant) -> None:
    """Wait until every account knows its balance."""
    await clock.until(
        lambda: all(
            entry.runtime_data.coordinator.data is not None
            for entry in hass.config_entries.async_entries(DOMAIN)
        ),
        within=10,
    )


async def test_lines(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    simulator: Simulator,
    clock: Clock,
) -> None:
    """Reachable, how many accounts, what is left."""
    await set_up(hass, account_entry(simulator))
    await balances(clock, hass)
    assert await information(hass, hass_ws_client) == {
        "provider_reachable": "ok",
        "accounts": 1,
        "sms_credits": 400,
        "pending_messages": 0,
    }


async def test_several_accounts_and_waiting_messages(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    simulator: Simulator,
    clock: Clock,
) -> None:
    """Sums over the accounts, and nothing that says whose they are."""
    first = await set_up(hass, account_entry(simulator, title="Yılmaz ailesi (EVIM)"))
    other = simulator.add_account(
        Account(key="key-2", hash="hash-2", balance=Decimal(10))
    )
    await set_up(hass, account_entry(simulator, account=other, title="Komşu (EVIM)"))
    await balances(clock, hass)
    await simulator.cut_line()
    caller = hass.async_create_task(
        hass.services.async_call(
            DOMAIN,
            "send_message",
            {
                "message": "Hırsız var",
                "number": [ANNE, BABA],
                "config_entry_id": first.entry_id,
            },
            blocking=True,
        )
    )
    await clock.until(caller.done, within=12)
    lines = await information(hass, hass_ws_client)
    assert lines == {
        "provider_reachable": {"type": "failed", "error": "unreachable"},
        "accounts": 2,
        "sms_credits": 440,
        "pending_messages": 2,
    }
    written = json.dumps(lines, ensure_ascii=False)
    for personal in (
        *("Yılmaz", "Komşu", "EVIM", "Anne", "Hırsız", ANNE, BABA),
        *(simulator.account.key, simulator.account.hash, "key-2", "hash-2"),
        simulator.url,
    ):
        assert personal not in written


async def test_unknown_credit_is_not_zero(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    simulator: Simulator,
    clock: Clock,
) -> None:
    """Before the provider was ever reached, nobody knows what is left."""
    await simulator.cut_line()
    await set_up(hass, account_entry(simulator))
    await settle()
    lines = await information(hass, hass_ws_client)
    assert lines == {
        "provider_reachable": {"type": "failed", "error": "unreachable"},
        "accounts": 1,
        "sms_credits": None,
        "pending_messages": 0,
    }


async def test_without_an_account(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    aioclient_mock: AiohttpClientMocker,
) -> None:
    """The integration is loaded, but no account is: the usual address is asked."""
    aioclient_mock.get(DEFAULT_URL)
    assert await async_setup_component(hass, DOMAIN, {})
    assert await information(hass, hass_ws_client) == {
        "provider_reachable": "ok",
        "accounts": 0,
        "sms_credits": None,
        "pending_messages": 0,
    }
    assert [str(call[1]) for call in aioclient_mock.mock_calls] == [DEFAULT_URL]


@pytest.mark.parametrize("language", ["en", "tr"])
async def test_every_line_has_a_name(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    simulator: Simulator,
    language: str,
) -> None:
    """In English and Turkish."""
    await set_up(hass, account_entry(simulator))
    texts = await async_get_translations(hass, language, "system_health", [DOMAIN])
    for key in await information(hass, hass_ws_client):
        assert texts[f"component.{DOMAIN}.system_health.info.{key}"]
