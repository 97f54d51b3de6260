"""The journal by itself: what is put in comes out, and when it is on the disk."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from pathlib import Path
import sqlite3
from typing import Any

import pytest

from homeassistant.core import Context, HomeAssistant

from custom_components.iletimerkezi.outbox import Journal, JournalEvents, Restored
from custom_components.iletimerkezi.outbox.clock import steady
from custom_components.iletimerkezi.outbox.journal import async_remove_journal
from custom_components.iletimerkezi.outbox.model import Addressee, FollowedOrder
from custom_components.iletimerkezi.outbox.order import (
    Order,
    OrderState,
    PossiblySent,
    Refusal,
)
from custom_components.iletimerkezi.outbox.salvage import Content
from custom_components.iletimerkezi.outbox.schema import Statement
from custom_components.iletimerkezi.outbox.sqlite import JournalFile, Written
from custom_components.iletimerkezi.outbox.text import TextVariant

from ..clock import Clock
from ..helpers import ANNE, BABA
from .pure import make_order

ENTRY_ID = "01JOURNAL"


@pytest.fixture
def path(hass: HomeAssistant) -> Path:
    """Return where the journal is."""
    return Path(hass.config.path(".storage", f"iletimerkezi.{ENTRY_ID}.journal"))


@pytest.fixture
def reported() -> list[Any]:
    """Collect what the journal reports."""
    return []


@pytest.fixture
async def opened(
    hass: HomeAssistant, reported: list[Any]
) -> AsyncGenerator[Callable[[], Journal]]:
    """Return how to make a journal of the same file."""
    journals: list[Journal] = []

    def make() -> Journal:
        journals.append(
            Journal(
                hass,
                ENTRY_ID,
                JournalEvents(
                    damaged=reported.append,
                    writable=reported.append,
                    replaced=lambda: reported.append("replaced"),
                    restored=reported.append,
                ),
            )
        )
        return journals[-1]

    yield make
    for journal in journals:
        await journal.async_close()


def order(text: str = "Duman", age: float = 0.0, **details: Any) -> Order:
    """Return an order of some age."""
    return make_order(text, created=steady() - age, **details)


def put(journal: Journal, *orders: Order) -> None:
    """Keep orders as they are."""
    for each in orders:
        journal.put(each, each.possibly_sent)


def texts(restored: Restored) -> list[str]:
    """Return the texts that were found."""
    return [each.variant.text for each in restored.orders]


def comparable(each: Order) -> tuple[object, ...]:
    """Return what has to survive, times to the tenth of a second."""
    sent = each.possibly_sent
    return (
        *(each.id, each.variant, each.recipients, each.sender, each.commercial_list),
        *(round(each.created, 1), round(each.renewed, 1), each.repeats),
        *(each.parts, each.day, each.refusal),
        sent and (sent.text, round(sent.since, 1), sent.resend),
        each.context and (each.context.id, each.context.user_id),
    )


async def test_everything_survives(
    hass: HomeAssistant, opened: Callable[[], Journal], reported: list[Any], path: Path
) -> None:
    """Every field of a message, oldest first."""
    journal = opened()
    empty = await journal.async_load()
    assert empty == Restored([], [], [], {}, {}, is_backup=False)
    held = order("Tutulan", age=400)
    held.refusal = Refusal(402, "Bakiye yetersiz")
    held.move(OrderState.HELD)
    odd = order("", age=900)
    odd.recipients = {
        ANNE: Addressee(),
        BABA: Addressee("Baba \u2028\U0001f525", ("a", "b")),
    }
    old = order(
        age=3000,
        variant=TextVariant("Eski'; DROP TABLE message; --", "Eski 03:10", True, True),
        commercial_list="TACIR",
        sender="BAHCE",
        possibly_sent=PossiblySent("[03:12] Eski", steady() - 100, resend=True),
        parts=7,
        repeats=12,
    )
    old.renewed = steady() - 30
    old.context = Context(user_id="u" * 32)
    orders = [order("Yeni", age=5), held, odd, old]
    put(journal, *orders)
    followed = FollowedOrder(
        "7",
        created=steady() - 50,
        waiting={ANNE: Addressee("Anne", ("a",))},
        text="Duman",
    )
    journal.follow(followed)
    journal.put_notice("402", '{"text": "…"}')
    journal.put_notice("401", "gone")
    journal.remove_notice("401")
    await journal.async_close()
    assert [file.name for file in path.parent.glob("iletimerkezi*")] == [path.name]
    again = await opened().async_load()
    assert [comparable(each) for each in again.orders] == [
        comparable(each) for each in reversed(orders)
    ]
    assert all(each.restored for each in again.orders)
    assert [(each.id, each.waiting, each.text) for each in again.followed] == [
        ("7", {ANNE: Addressee("Anne", ("a",))}, "Duman")
    ]
    assert again.notices == {"402": '{"text": "…"}'}
    assert reported == []


async def test_last_state_counts(opened: Callable[[], Journal]) -> None:
    """Many changes in one turn are one write."""
    journal = opened()
    await journal.async_load()
    kept, gone = order("Kalan"), order("Giden")
    for _ in range(50):
        put(journal, kept, gone)
    journal.remove(gone, ["digest"], day="2026-11-21", sms=2)
    await journal.async_written(kept)
    journal.remove(order("Başka"), day="2026-11-21", sms=3)
    await journal.async_close()
    again = await opened().async_load()
    assert texts(again) == ["Kalan"]
    assert [key for key, _ in again.accepted] == ["digest"]
    assert again.usage == {"2026-11-21": 5}


async def test_written_means_on_the_disk(
    opened: Callable[[], Journal], path: Path
) -> None:
    """Another process would read it, were it allowed to."""
    journal = opened()
    await journal.async_load()
    orders = [order(f"Alarm {n}") for n in range(200)]
    put(journal, *orders)
    await journal.async_written(orders[-1])
    log = path.with_name(f"{path.name}-wal").read_bytes()
    assert all(f"Alarm {n}".encode() in log for n in range(200))


@pytest.fixture
def transactions(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Collect how many statements each synced transaction has."""
    sizes: list[int] = []
    write = JournalFile.write

    def counted(file: JournalFile, statements: Iterable[Statement]) -> Written:
        found = list(statements)
        sizes.append(len(found))
        return write(file, found)

    monkeypatch.setattr(JournalFile, "write", counted)
    return sizes


async def test_two_transactions_for_an_accepted_message(
    opened: Callable[[], Journal], transactions: list[int], clock: Clock
) -> None:
    """The put at once; what is forgotten and followed waits for company."""
    journal = opened()
    await journal.async_load()
    transactions.clear()
    message = order()
    put(journal, message)
    await journal.async_written(message)
    assert len(transactions) == 1
    journal.remove(message, ["digest"], day="2026-11-21", sms=1)
    journal.follow(FollowedOrder("7", created=steady(), waiting={ANNE: Addressee()}))
    await clock.move(0.02)
    assert len(transactions) == 1
    await clock.move(0.03)
    assert len(transactions) == 2


async def test_put_takes_what_is_lazy_along(
    opened: Callable[[], Journal], transactions: list[int], clock: Clock
) -> None:
    """One transaction, at once."""
    journal = opened()
    await journal.async_load()
    transactions.clear()
    journal.remove(order())
    message = order()
    put(journal, message)
    await journal.async_written(message)
    await clock.move(1.0)
    assert len(transactions) == 1


async def test_what_is_only_forgotten_is_not_waited_for(
    opened: Callable[[], Journal],
) -> None:
    """Nor does waiting for it keep the event loop busy."""
    journal = opened()
    await journal.async_load()
    message, other = order(), order("Başka")
    put(journal, message)
    waiting = asyncio.ensure_future(journal.async_written(message, other))
    await asyncio.sleep(0)
    journal.remove(message)
    async with asyncio.timeout(5):
        await waiting


@pytest.mark.parametrize("turns", range(8))
async def test_waiting_for_a_write_can_be_cancelled(
    hass: HomeAssistant, opened: Callable[[], Journal], turns: int
) -> None:
    """The write goes on, also for whoever else waits."""
    journal = opened()
    await journal.async_load()
    first, second = order("Bir", age=1), order("İki")
    put(journal, first)
    impatient = hass.loop.create_task(journal.async_written(first))
    patient = hass.loop.create_task(journal.async_written(first))
    for _ in range(turns):
        await asyncio.sleep(0)
    put(journal, second)
    impatient.cancel()
    await patient
    await journal.async_written(second)
    await journal.async_close()
    assert texts(await opened().async_load()) == ["Bir", "İki"]


async def test_old_digests_are_forgotten(
    opened: Callable[[], Journal], path: Path
) -> None:
    """The file does not grow with every message there ever was."""
    journal = opened()
    await journal.async_load()
    for n in range(3):
        item = order(f"Alarm {n}")
        put(journal, item)
        journal.remove(item, [f"digest {n}"])
    await journal.async_close()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE accepted SET at = at - 601 WHERE digest = 'digest 0'")
    connection.commit()
    connection.close()
    journal = opened()
    again = await journal.async_load()
    assert [key for key, _ in again.accepted] == ["digest 1", "digest 2"]
    journal.remove(order(), ["digest 3"])
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


async def test_damage_is_reported_once(
    opened: Callable[[], Journal], reported: list[Any], path: Path, damaged: bytes
) -> None:
    """With the name of the file that was set aside."""
    journal = opened()
    assert (await journal.async_load()).orders == []
    (name,) = reported
    assert path.with_name(name).read_bytes() == damaged
    put(journal, order())
    await journal.async_close()
    assert texts(await opened().async_load()) == ["Duman"]
    assert reported == [name]


def replace(path: Path, successor: str) -> None:
    """Delete a file, and have another one take its place."""
    path.unlink()
    if successor != "nothing":
        path.write_bytes(b"x" * 1000)


@pytest.mark.parametrize("successor", ["nothing", "another file"])
async def test_replaced_file_is_noticed(
    opened: Callable[[], Journal],
    reported: list[Any],
    path: Path,
    successor: str,
) -> None:
    """A new one is written, with everything that its owner puts anew."""
    journal = opened()
    await journal.async_load()
    put(journal, first := order("Bir", age=1))
    await journal.async_written(first)
    replace(path, successor)
    put(journal, second := order("İki"))
    await journal.async_written(second)
    assert reported == ["replaced"]
    put(journal, first)
    await journal.async_close()
    assert len(list(path.parent.glob("*.replaced-*"))) == (successor != "nothing")
    assert texts(await opened().async_load()) == ["Bir", "İki"]


async def test_locked_at_start_is_read_later(
    opened: Callable[[], Journal],
    reported: list[Any],
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every half minute, until it can be; what comes meanwhile is not lost."""
    journal = opened()
    await journal.async_load()
    put(journal, order("Eski", age=60))
    await journal.async_close()
    journal = opened()
    with monkeypatch.context() as patch:
        patch.setattr(
            JournalFile,
            "load",
            lambda file: Content.empty(readable=False, writable=False),
        )
        assert (await journal.async_load()).orders == []
        put(journal, order("Yeni"))
        await clock.move(45)
        assert reported == [False]
        assert not journal.writable
    await clock.move(31)
    _refused, writable, restored = reported
    assert writable is True
    assert texts(restored) == ["Eski"]
    await journal.async_close()
    assert texts(await opened().async_load()) == ["Eski", "Yeni"]


async def test_disk_that_refuses_is_tried_again(
    opened: Callable[[], Journal],
    reported: list[Any],
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody waits for it, and both changes are reported."""
    journal = opened()
    await journal.async_load()
    message = order()
    with monkeypatch.context() as patch:
        patch.setattr(JournalFile, "write", lambda *_: Written.REFUSED)
        put(journal, message)
        await journal.async_written(message)
        assert reported == [False]
        await clock.move(61)
    await clock.move(31)
    assert reported == [False, True]
    await journal.async_close()
    assert texts(await opened().async_load()) == ["Duman"]


def copied_back(path: Path) -> None:
    """Put a copy in the place of a file, as restoring a backup does."""
    content = path.read_bytes()
    path.rename(path.with_name("elsewhere"))
    path.write_bytes(content)


@pytest.mark.parametrize("begins", [True, False])
async def test_restored_backup_is_recognized(
    opened: Callable[[], Journal], path: Path, begins: bool
) -> None:
    """By its mark, and by being another file than the one that was marked."""
    journal = opened()
    await journal.async_load()
    put(journal, message := order())
    await journal.async_written(message)
    await journal.async_mark_backup(begins=True)
    if not begins:
        await journal.async_mark_backup(begins=False)
    await journal.async_close()
    copied_back(path)
    journal = opened()
    restored = await journal.async_load()
    assert texts(restored) == ["Duman"]
    assert restored.is_backup is begins
    await journal.async_close()
    # Until what waited in it is closed: a crash meanwhile changes nothing.
    journal = opened()
    assert (await journal.async_load()).is_backup is begins
    journal.forget_backup()
    await journal.async_close()
    # Once: the restart after it is like any other.
    assert not (await opened().async_load()).is_backup


async def test_crash_during_a_backup_is_no_restore(
    opened: Callable[[], Journal],
) -> None:
    """The mark is still there, but so is the file."""
    journal = opened()
    await journal.async_load()
    put(journal, order())
    await journal.async_mark_backup(begins=True)
    await journal.async_close()
    assert not (await opened().async_load()).is_backup


async def test_closing_twice_is_fine(opened: Callable[[], Journal]) -> None:
    """As when Home Assistant stops while the account is reloaded."""
    journal = opened()
    await journal.async_load()
    put(journal, order())
    await asyncio.gather(journal.async_close(), journal.async_close())
    await journal.async_close()
    assert len((await opened().async_load()).orders) == 1


async def test_removing(
    hass: HomeAssistant, opened: Callable[[], Journal], path: Path
) -> None:
    """Nothing is left; an account that never had a journal is fine."""
    assert await async_remove_journal(hass, "01NOBODY") == 0
    journal = opened()
    await journal.async_load()
    put(journal, order(), order("Su"))
    await journal.async_close()
    assert await async_remove_journal(hass, ENTRY_ID) == 2
    assert list(path.parent.glob("iletimerkezi*")) == []
