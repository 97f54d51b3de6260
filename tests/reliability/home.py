"""A home whose time a test controls, and the answers of its callers."""

import asyncio
from collections import Counter
from contextlib import closing
import json
from pathlib import Path
import re
import shutil
import sqlite3
from tempfile import TemporaryDirectory
from typing import Any, Final

from aiohttp import ClientSession

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, State

from custom_components.iletimerkezi.const import DOMAIN
from custom_components.iletimerkezi.outbox.model import Outcome
from simulator import Simulator

ACCEPTED: Final = "accepted"
QUEUED: Final = "queued"


def call(
    hass: HomeAssistant, text: str, *numbers: str, **data: Any
) -> asyncio.Task[list[dict[str, Any]]]:
    """Have a text sent; the task ends with the answer to its caller, by number."""

    async def ask() -> list[dict[str, Any]]:
        response = await hass.services.async_call(
            DOMAIN,
            "send_message",
            {"message": text, "number": list(numbers), **data},
            blocking=True,
            return_response=True,
        )
        assert response
        messages: list[dict[str, Any]] = response["messages"]  # type: ignore[assignment]
        return messages

    return hass.loop.create_task(ask())


def state_of(hass: HomeAssistant, entity_id: str) -> State:
    """Return the state of an entity that is there."""
    state = hass.states.get(entity_id)
    assert state
    return state


def pending(hass: HomeAssistant) -> str:
    """Return how many messages wait, as the sensor shows it."""
    return state_of(hass, "sensor.ileti_merkezi_pending_messages").state


def statuses(messages: list[dict[str, Any]]) -> list[str]:
    """Return the answer to a caller."""
    return [message["status"] for message in messages]


class Outcomes(list[Outcome]):
    """Every outcome that is announced."""

    def __init__(self, entry: ConfigEntry[Any]) -> None:
        """Listen."""
        super().__init__()
        self.listen(entry)

    def listen(self, entry: ConfigEntry[Any]) -> None:
        """Listen to an account, again after a reload."""
        entry.runtime_data.publisher.subscribe(self.append)

    @property
    def seen(self) -> list[tuple[str, str]]:
        """Return status and number of each."""
        return [(outcome.status.value, outcome.number) for outcome in self]

    def how_many(self, status: str) -> int:
        """Return how many there are of a status."""
        return sum(outcome.status == status for outcome in self)


def unmarked(text: str) -> str:
    """Return a text without its late mark."""
    return re.sub(r"^\[\d\d:\d\d\] ", "", text)


def arrivals(simulator: Simulator) -> Counter[tuple[str, str]]:
    """Return how often each text has arrived at each phone, late or not."""
    return Counter((sms.number, unmarked(sms.text)) for sms in simulator.messages)


def sent_texts(simulator: Simulator) -> list[str]:
    """Return the text of every request, in order."""
    return [request.query["text"] for request in simulator.sends]


async def another_system_sends(simulator: Simulator, text: str, *numbers: str) -> None:
    """Send with the same account past Home Assistant."""
    account = simulator.account
    query = {
        "key": account.key,
        "hash": account.hash,
        "text": text,
        "receipents": ",".join(numbers),
        "sender": "EVIM",
        "iys": "0",
    }
    async with (
        ClientSession() as session,
        session.get(f"{simulator.url}/v1/send-sms/get/", params=query) as response,
    ):
        assert response.status == 200
    simulator.requests.pop()


async def reload(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Unload the account in good order and set it up again."""
    assert await hass.config_entries.async_reload(entry.entry_id)


async def crash(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Set the account up with the journal as it is on the disk at this moment."""
    journal = journal_path(hass, entry)
    found = {
        path: path.read_bytes() for path in journal.parent.glob(f"{journal.name}*")
    }
    assert await hass.config_entries.async_unload(entry.entry_id)
    for path in journal.parent.glob(f"{journal.name}*"):
        path.unlink()
    for path, content in found.items():
        path.write_bytes(content)
    assert await hass.config_entries.async_setup(entry.entry_id)


def journal_path(hass: HomeAssistant, entry: ConfigEntry[Any]) -> Path:
    """Return where an account's journal is."""
    return Path(hass.config.path(".storage", f"{DOMAIN}.{entry.entry_id}.journal"))


def journaled(path: Path) -> list[str]:
    """Return the texts that a restart would find, oldest first."""
    with TemporaryDirectory() as folder:
        # A copy: while it is open, it belongs to the integration alone.
        copies = [
            Path(shutil.copy(file, folder))
            for file in path.parent.glob(f"{path.name}*")
        ]
        if Path(folder, path.name) not in copies:
            return []
        with closing(sqlite3.connect(Path(folder, path.name))) as connection:
            rows = connection.execute("SELECT data FROM message ORDER BY created, id")
            return [json.loads(data)["variant"][1] for (data,) in rows]
