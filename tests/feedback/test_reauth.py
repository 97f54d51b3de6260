"""Reauthentication: when it begins, and when it ends by itself."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from custom_components.iletimerkezi.const import DOMAIN
from simulator import Simulator

from ..clock import Clock
from ..helpers import account_entry, act, set_up
from .home import shown

FROM_NOW_ON = 400.0
"""Seconds within which a balance is asked for while the credentials are refused."""


def flows(hass: HomeAssistant, entry: MockConfigEntry) -> list[str]:
    """Return the open reauthentications of an account."""
    return [
        flow["flow_id"]
        for flow in hass.config_entries.flow.async_progress_by_handler(DOMAIN)
        if flow["context"]["source"] == SOURCE_REAUTH
        and flow["context"]["entry_id"] == entry.entry_id
    ]


async def refused(hass: HomeAssistant, text: str) -> None:
    """Send a message that is refused."""
    with pytest.raises(HomeAssistantError, match="401"):
        await act(hass, text, target=["Anne"])
    await hass.async_block_till_done()


@pytest.fixture
async def entry(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> MockConfigEntry:
    """Return an account that keeps nothing, in its first minute."""
    entry = await set_up(hass, account_entry(simulator, retry_minutes=0))
    await clock.move(5)
    return entry


async def test_begins_once(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """However many messages are refused."""
    simulator.account.allow_api = False
    for text in ("Bir", "İki"):
        await refused(hass, text)
    assert len(flows(hass, entry)) == 1
    assert "Messages: 2" in shown(hass, entry)["401"]


async def test_ends_with_a_success(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """At once."""
    simulator.account.allow_api = False
    await refused(hass, "Bir")
    simulator.account.allow_api = True
    await act(hass, "İki", target=["Baba"])
    await hass.async_block_till_done()
    assert flows(hass, entry) == []
    assert shown(hass, entry) == {}


async def test_ends_with_a_good_balance(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, entry: MockConfigEntry
) -> None:
    """Nothing is kept: half a minute after it began at the earliest."""
    simulator.account.allow_api = False
    await refused(hass, "Bir")
    simulator.account.allow_api = True
    await clock.move(29)
    assert len(flows(hass, entry)) == 1
    await clock.until(lambda: not flows(hass, entry), within=15)
    await hass.async_block_till_done()
    assert shown(hass, entry) == {}


async def test_stays_while_the_balance_is_refused(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, entry: MockConfigEntry
) -> None:
    """Until somebody does something about it."""
    simulator.account.allow_api = False
    await refused(hass, "Bir")
    await clock.move(1200)
    assert len(flows(hass, entry)) == 1
    assert set(shown(hass, entry)) == {"401"}
    simulator.account.allow_api = True
    await clock.until(lambda: not flows(hass, entry), within=FROM_NOW_ON)


async def test_ends_by_the_user(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """However it ends, the notification goes, until there is news."""
    simulator.account.allow_api = False
    await refused(hass, "Bir")
    [flow_id] = flows(hass, entry)
    hass.config_entries.flow.async_abort(flow_id)
    await hass.async_block_till_done()
    assert shown(hass, entry) == {}
    await refused(hass, "İki")
    assert len(flows(hass, entry)) == 1
    assert set(shown(hass, entry)) == {"401"}


async def test_new_credentials(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """What was kept goes out, and nothing is left of it."""
    entry = await set_up(hass, account_entry(simulator))
    key, secret_hash = simulator.account.key, simulator.account.hash
    simulator.account.hash = "another-hash"
    await refused(hass, "Bir")
    [flow_id] = flows(hass, entry)
    result = await hass.config_entries.flow.async_configure(
        flow_id, {"api_key": key, "api_hash": "another-hash"}
    )
    assert result["reason"] == "reauth_successful"
    await clock.until(lambda: len(simulator.messages) == 1, within=75)
    await hass.async_block_till_done()
    assert flows(hass, entry) == []
    assert shown(hass, entry) == {}
    assert secret_hash != simulator.account.hash


async def test_kept_messages_must_succeed_first(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """A good balance is not enough, but it has one of them tried."""
    entry = await set_up(hass, account_entry(simulator))
    simulator.account.send_refusal = 401
    await refused(hass, "Bir")
    await clock.move(120)
    assert len(flows(hass, entry)) == 1
    assert set(shown(hass, entry)) == {"401"}
    simulator.account.send_refusal = None
    await clock.until(lambda: not flows(hass, entry), within=FROM_NOW_ON)
    await hass.async_block_till_done()
    assert len(simulator.messages) == 1
    assert shown(hass, entry) == {}


async def test_glitch(hass: HomeAssistant, simulator: Simulator, clock: Clock) -> None:
    """Twenty seconds of 401: five of five arrive, and no open flow is left."""
    entry = await set_up(hass, account_entry(simulator))
    simulator.account.allow_api = False
    for number in range(5):
        await refused(hass, f"Alarm {number}")
        await clock.move(4)
    simulator.account.allow_api = True
    await clock.until(lambda: len(simulator.messages) == 5, within=75)
    await hass.async_block_till_done()
    assert flows(hass, entry) == []
    assert shown(hass, entry) == {}


async def test_reload_while_it_is_open(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, entry: MockConfigEntry
) -> None:
    """Home Assistant ends it then; it begins anew with the balance."""
    simulator.account.allow_api = False
    await refused(hass, "Bir")
    await hass.config_entries.async_reload(entry.entry_id)
    await clock.until(lambda: len(flows(hass, entry)) == 1, within=10)
    simulator.account.allow_api = True
    await clock.until(lambda: not flows(hass, entry), within=FROM_NOW_ON)
    await hass.async_block_till_done()
    assert shown(hass, entry) == {}
