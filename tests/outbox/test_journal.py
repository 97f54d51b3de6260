"""The journal by itself: what is put in comes out, and when it is on the disk."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
import sqlite3
from typing import Any

import pytest

from homeassistant.core import HomeAssistant

from custom_components.iletimerkezi.api import CommercialList
from custom_components.iletimerkezi.outbox.clock import steady
from custom_components.iletimerkezi.outbox.journal import Journal, async_remove_journal
from custom_components.iletimerkezi.outbox.model import (
    Addressee,
    Attempt,
    FollowedOrder,
    Shipment,
)

from ..helpers import ANNE, BABA

ENTRY_ID = "01JOURNAL"


@pytest.fixture
def path(hass: HomeAssistant) -> Path:
    """Return where the journal is."""
    return Path(hass.config.path(".storage", f"iletimerkezi.{ENTRY_ID}.journal"))


@pytest.fixture
def told() -> list[Any]:
    """Collect what the journal tells."""
    return []


@pytest.fixture
async def opened(
    hass: HomeAssistant, told: list[Any]
) -> AsyncGenerator[Callable[[], Journal]]:
    """Return how to make a journal of the same file."""
    journals: list[Journal] = []

    def make() -> Journal:
        journals.append(
            Journal(hass, ENTRY_ID, on_damaged=told.append, on_writable=told.append)
        )
        return journals[-1]

    yield make
    for journal in journals:
        await journal.async_close()


def shipment(text: str = "Duman", age: float = 0.0, **details: Any) -> Shipment:
    """Return a shipment."""
    return Shipment(
        text=text,
        recipients=details.pop("recipients", {ANNE: Addressee("Anne")}),
        sender="EVIM",
        commercial_list=details.pop("commercial_list", None),
        created=steady() - age,
        **details,
    )


def told_apart(item: Shipment) -> tuple[object, ...]:
    """Return what has to survive, times to the tenth of a second."""
    return (
        *(item.id, item.text, item.recipients, item.sender, item.commercial_list),
        *(item.timed, item.shortened, round(item.created, 1)),
        item.unanswered and (item.unanswered.text, round(item.unanswered.at, 1)),
    )


async def test_everything_survives(
    hass: HomeAssistant, opened: Callable[[], Journal], told: list[Any], path: Path
) -> None:
    """Every field of a message, oldest first."""
    journal = opened()
    empty = await journal.async_load()
    assert (empty.shipments, empty.accepted, empty.orders) == ([], [], [])
    shipments = [
        shipment("Yeni", age=5),
        shipment(
            "",
            age=900,
            recipients={ANNE: Addressee(), BABA: Addressee("Baba \u2028\U0001f525")},
        ),
        shipment(
            "Eski\nolan 'şey'; DROP TABLE shipment; --",
            age=3000,
            commercial_list=CommercialList.TACIR,
            timed=True,
            shortened=True,
            unanswered=Attempt("[03:12] Eski", steady() - 100),
        ),
    ]
    for item in shipments:
        journal.put(item)
    order = FollowedOrder(
        id="7", created=steady() - 50, waiting={ANNE: Addressee("Anne")}
    )
    journal.follow(order)
    await journal.async_close()
    assert [file.name for file in path.parent.glob("iletimerkezi*")] == [path.name]
    again = await opened().async_load()
    assert [told_apart(item) for item in again.shipments] == [
        told_apart(item) for item in reversed(shipments)
    ]
    assert [(item.id, item.waiting) for item in again.orders] == [
        ("7", {ANNE: Addressee("Anne")})
    ]
    assert told == []


async def test_last_state_counts(
    hass: HomeAssistant, opened: Callable[[], Journal]
) -> None:
    """Many changes in one turn are one write."""
    journal = opened()
    await journal.async_load()
    kept, gone = shipment("Kalan"), shipment("Giden")
    for _ in range(50):
        kept.unanswered = Attempt("Kalan", steady())
        journal.put(kept)
        journal.put(gone)
    journal.remove(gone, ["digest"])
    await journal.async_written(kept, gone)
    await journal.async_close()
    again = await opened().async_load()
    assert [item.text for item in again.shipments] == ["Kalan"]
    assert [key for key, _ in again.accepted] == ["digest"]


async def test_written_means_on_the_disk(
    hass: HomeAssistant, opened: Callable[[], Journal], path: Path
) -> None:
    """Another process would read it, were it allowed to."""
    journal = opened()
    await journal.async_load()
    items = [shipment(f"Alarm {n}") for n in range(200)]
    for item in items:
        journal.put(item)
    await journal.async_written(items[-1])
    log = path.with_name(f"{path.name}-wal").read_bytes()
    assert all(f"Alarm {n}".encode() in log for n in range(200))
    await journal.async_close()


@pytest.mark.parametrize("turns", range(8))
async def test_waiting_for_a_write_can_be_cancelled(
    hass: HomeAssistant, opened: Callable[[], Journal], turns: int
) -> None:
    """The write goes on, also for whoever else waits."""
    journal = opened()
    await journal.async_load()
    first, second = shipment("Bir"), shipment("İki")
    journal.put(first)
    impatient = hass.loop.create_task(journal.async_written(first))
    patient = hass.loop.create_task(journal.async_written(first))
    for _ in range(turns):
        await asyncio.sleep(0)
    journal.put(second)
    impatient.cancel()
    await patient
    await journal.async_written(second)
    await journal.async_close()
    again = await opened().async_load()
    assert [item.text for item in again.shipments] == ["Bir", "İki"]


async def test_old_digests_are_forgotten(
    hass: HomeAssistant, opened: Callable[[], Journal], path: Path
) -> None:
    """The file does not grow with every message there ever was."""
    journal = opened()
    await journal.async_load()
    for n in range(3):
        item = shipment(f"Alarm {n}")
        journal.put(item)
        journal.remove(item, [f"digest {n}"])
    await journal.async_close()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE accepted SET at = at - 601 WHERE digest = 'digest 0'")
    connection.commit()
    connection.close()
    journal = opened()
    again = await journal.async_load()
    assert [key for key, _ in again.accepted] == ["digest 1", "digest 2"]
    journal.remove(shipment("Alarm"), ["digest 3"])
    await journal.async_close()
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT digest FROM accepted ORDER BY digest").fetchall()
    connection.close()
    assert rows == [("digest 1",), ("digest 2",), ("digest 3",)]


@pytest.fixture
def damaged(path: Path) -> bytes:
    """Have a file that is no journal, and return what is in it."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content := b"not a database, not at all" * 50)
    return content


async def test_damage_is_told_once(
    opened: Callable[[], Journal], told: list[Any], path: Path, damaged: bytes
) -> None:
    """With the name of the file that was set aside."""
    journal = opened()
    assert (await journal.async_load()).shipments == []
    (name,) = told
    assert path.with_name(name).read_bytes() == damaged
    journal.put(shipment())
    await journal.async_close()
    assert [item.text for item in (await opened().async_load()).shipments] == ["Duman"]
    assert told == [name]


async def test_closing_twice_is_fine(
    hass: HomeAssistant, opened: Callable[[], Journal]
) -> None:
    """As when Home Assistant stops while the account is reloaded."""
    journal = opened()
    await journal.async_load()
    journal.put(shipment())
    await asyncio.gather(journal.async_close(), journal.async_close())
    await journal.async_close()
    assert len((await opened().async_load()).shipments) == 1


async def test_removing_what_is_not_there(hass: HomeAssistant) -> None:
    """An account that never had a journal."""
    await async_remove_journal(hass, "01NOBODY")
