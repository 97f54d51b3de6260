"""Tests that let a secret be seen, each in a place of its own.

They are not part of the suite: test_leaks.py runs them, and all of them but one
have to fail.
"""

from base64 import b64encode
import json
import logging
from pathlib import Path
from urllib.parse import quote

import pytest

from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.storage import Store

from custom_components.iletimerkezi.actions.targets import from_targets
from custom_components.iletimerkezi.const import DOMAIN
from custom_components.iletimerkezi.feedback.issues import Repair, async_create_repair
from simulator import Account, Simulator
from tests.helpers import account_entry, notify, set_up


async def test_nothing(hass: HomeAssistant, simulator: Simulator) -> None:
    """The only one that passes: accounts may be stored, and requests need them."""
    await set_up(hass, account_entry(simulator))
    await notify(hass, "notify.anne", "Alarm")
    assert simulator.sends


async def test_log(hass: HomeAssistant, simulator: Simulator) -> None:
    """Percent-encoded, as in an address."""
    simulator.account.hash = "gizli/hash ü"
    await set_up(hass, account_entry(simulator))
    coded = quote(simulator.account.hash, safe="")
    logging.getLogger("aiohttp.client").debug("asking for %s", coded.lower())


async def test_log_of_an_error(hass: HomeAssistant, simulator: Simulator) -> None:
    """Only in what led to the error that is logged."""
    try:
        try:
            int(simulator.account.hash)
        except ValueError:
            raise TypeError from None
    except TypeError:
        logging.getLogger("somebody").exception("Something failed")


async def test_log_of_another_account(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Of an account that the provider has not had from the beginning."""
    account = simulator.add_account(Account(key="later-key", hash="later-hash"))
    logging.getLogger("somebody").warning("It is %s", account.hash)


async def test_log_of_an_entry(hass: HomeAssistant, simulator: Simulator) -> None:
    """Of an entry whose credentials no provider knows, and which is gone."""
    entry = account_entry(
        simulator, account=Account(key="wrong-key", hash="wrong-hash")
    )
    await set_up(hass, entry)
    await hass.config_entries.async_remove(entry.entry_id)
    logging.getLogger("somebody").warning("It was wrong-hash")


async def test_error(hass: HomeAssistant, simulator: Simulator) -> None:
    """An error that leaves the component, is caught and never logged."""
    entry = await set_up(hass, account_entry(simulator))
    with pytest.raises(ServiceValidationError):
        from_targets(hass, entry, [f"notify.{simulator.account.hash}"])


async def test_event(hass: HomeAssistant, simulator: Simulator) -> None:
    """Encoded, as in a header."""
    coded = b64encode(f"a:{simulator.account.hash}".encode())
    hass.bus.async_fire("something", {"authorization": [coded]})


async def test_state(hass: HomeAssistant, simulator: Simulator) -> None:
    """Of an entity that is gone in the end."""
    hass.states.async_set("x.y", "z", {"url": f"?hash={simulator.account.hash}"})
    hass.states.async_remove("x.y")


async def test_notification(hass: HomeAssistant, simulator: Simulator) -> None:
    """One that is dismissed in the end."""
    persistent_notification.async_create(hass, simulator.account.hash, "x", "x")
    persistent_notification.async_dismiss(hass, "x")


async def test_repair(hass: HomeAssistant, simulator: Simulator) -> None:
    """One that is closed in the end."""
    entry = await set_up(hass, account_entry(simulator))
    async_create_repair(hass, entry, Repair.LOW_CREDIT, credits=simulator.account.hash)
    await hass.async_block_till_done()
    issue = ir.async_get(hass).issues[DOMAIN, f"{entry.entry_id}_low_credit"]
    ir.async_delete_issue(hass, DOMAIN, issue.issue_id)


async def test_diagnostics(hass: HomeAssistant, simulator: Simulator) -> None:
    """By an option, which the diagnostics show as it is."""
    await set_up(hass, account_entry(simulator, odd=simulator.account.hash))


async def test_storage(hass: HomeAssistant, simulator: Simulator) -> None:
    """By Home Assistant's own way to store."""
    store: Store[dict[str, str]] = Store(hass, 1, "somebody")
    await store.async_save({"x": simulator.account.hash})


async def test_storage_of_entries(hass: HomeAssistant, simulator: Simulator) -> None:
    """In the document that holds the accounts, but not in its place."""
    entry = account_entry(simulator)
    await set_up(hass, entry)
    hass.config_entries.async_update_entry(
        entry, unique_id=f"of {simulator.account.key}"
    )


async def test_file(hass: HomeAssistant, simulator: Simulator) -> None:
    """In any file of the configuration folder."""
    file = Path(hass.config.config_dir, "dump.json")
    text = json.dumps({"x": simulator.account.hash})
    await hass.async_add_executor_job(file.write_text, text)
