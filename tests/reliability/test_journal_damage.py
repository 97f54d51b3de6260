"""The journal cut short, flipped, foreign, locked, on a full or broken disk.

Whatever is done to it: set-up succeeds, what can be read is sent and nothing
else, and messages go out also when nothing can be written.
"""

import asyncio
from collections.abc import Generator
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path
import random
import resource
import shutil
import sqlite3
import threading
from typing import Any, Final

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.runner import MAX_EXECUTOR_WORKERS

from custom_components.iletimerkezi.feedback.escaping import escaped
from custom_components.iletimerkezi.outbox.rows import to_order
from custom_components.iletimerkezi.outbox.sqlite import JournalFile
from simulator import Simulator
from tests.clock import Clock, settle
from tests.helpers import ANNE, BABA, KIZ, account_entry, notifications, set_up

from .home import (
    ACCEPTED,
    QUEUED,
    Outcomes,
    arrivals,
    call,
    journal_path,
    journaled,
    sent_texts,
    statuses,
)

COUNT: Final = 30
TEXT: Final = "Alarm {}: kapı açık, pencere kırık, ışık söndü! 🔥"
WANTED: Final = {
    (number, TEXT.format(n))
    for n in range(COUNT)
    for number in ((ANNE,), (BABA, KIZ))[n % 2]
}

BEFORE: Final = {(ANNE, f"Deneme {n}") for n in range(5)}
"""What had been accepted; a disk that takes its removal back sends it once more."""

type Files = dict[str, bytes]


async def wait_in_outage(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> MockConfigEntry:
    """Set an account up that has messages waiting, and orders accepted before."""
    simulator.account.balance = Decimal(10_000)
    entry = await set_up(hass, account_entry(simulator))
    for _, text in sorted(BEFORE):
        await call(hass, text, ANNE)
    await simulator.cut_line()
    callers = []
    for n in range(COUNT):
        callers.append(call(hass, TEXT.format(n), *((ANNE,), (BABA, KIZ))[n % 2]))
        await clock.move(0.01)
    await clock.until(lambda: all(caller.done() for caller in callers), within=12)
    assert [statuses(caller.result())[0] for caller in callers] == [QUEUED] * COUNT
    return entry


def files_of(journal: Path) -> Files:
    """Return what a power cut would leave, by the ends of the names."""
    return {
        path.name.removeprefix(journal.name): path.read_bytes()
        for path in journal.parent.glob(f"{journal.name}*")
        if not path.name.endswith("-shm")
    }


def put_back(journal: Path, files: Files) -> None:
    """Have a journal be as it was."""
    for path in journal.parent.glob(f"{journal.name}*"):
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink()
    for end, content in files.items():
        journal.with_name(f"{journal.name}{end}").write_bytes(content)


@pytest.fixture
async def crashed(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> tuple[MockConfigEntry, Files]:
    """Return an account that is not loaded, and its journal after a power cut."""
    entry = await wait_in_outage(hass, simulator, clock)
    files = files_of(journal_path(hass, entry))
    assert set(files) == {"", "-wal"}
    assert await hass.config_entries.async_unload(entry.entry_id)
    await simulator.restore_line()
    simulator.requests.clear()
    simulator.book.messages.clear()
    return entry, files


@pytest.fixture
async def closed(
    hass: HomeAssistant, crashed: tuple[MockConfigEntry, Files]
) -> tuple[MockConfigEntry, Files]:
    """Return an account that is not loaded, and its journal in good order."""
    files = files_of(journal_path(hass, crashed[0]))
    assert set(files) == {""}
    return crashed[0], files


def loaded(hass: HomeAssistant, entry: MockConfigEntry) -> tuple[set[Any], bool]:
    """Return number and text of all that the journal gives, and whether it is whole."""
    file = JournalFile(hass, entry.entry_id)
    content = file.load()
    file.close()
    assert content.writable
    orders = [order for row in content.messages if (order := to_order(row))]
    found = [
        (number, order.variant.text) for order in orders for number in order.recipients
    ]
    assert len(found) == len(set(found))
    return set(found), content.set_aside is None


def kept(hass: HomeAssistant, entry: MockConfigEntry) -> set[Any]:
    """Return what a second look finds, after a damaged file was replaced."""
    found, whole = loaded(hass, entry)
    assert whole
    return found


# Damage


async def test_nothing_is_wrong(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    crashed: tuple[MockConfigEntry, Files],
) -> None:
    """What the other tests start from does hold everything."""
    entry, files = crashed
    put_back(journal_path(hass, entry), files)
    assert loaded(hass, entry) == (WANTED, True)


@pytest.mark.slow
async def test_cut_short_anywhere(
    hass: HomeAssistant, closed: tuple[MockConfigEntry, Files]
) -> None:
    """Only what is gone is missing, that it is gone is noticed, the rest is kept."""
    entry, files = closed
    journal = journal_path(hass, entry)
    whole = files[""]
    page = int.from_bytes(whole[16:18])
    for length in range(len(whole)):
        if length > 100 and 8 < length % page < page - 8 and length % 61:
            # Between the ends of its pages every length looks the same to SQLite.
            continue
        put_back(journal, {"": whole[:length]})
        found, is_whole = loaded(hass, entry)
        assert found <= WANTED
        assert not is_whole or found == WANTED
        if length % 7 == 0:
            assert kept(hass, entry) == found


@pytest.mark.slow
async def test_write_ahead_log_cut_short_anywhere(
    hass: HomeAssistant, crashed: tuple[MockConfigEntry, Files]
) -> None:
    """A power cut in the middle of a write: what was synced before is there."""
    entry, files = crashed
    journal = journal_path(hass, entry)
    log = files["-wal"]
    frame = 24 + int.from_bytes(log[8:12])
    before = 0
    # Where frames begin and end; of the last one also some of what is between.
    for length in range(len(log)):
        between = 2 < (length - 32) % frame < frame - 2
        if between and (length < len(log) - frame or length % 29):
            continue
        put_back(journal, {"": files[""], "-wal": log[:length]})
        found, is_whole = loaded(hass, entry)
        assert is_whole
        assert found <= WANTED | BEFORE
        # A transaction is there or it is not; none takes an earlier one along.
        assert len(found & WANTED) >= before
        before = len(found & WANTED)
    assert before >= len(WANTED) - 2


@pytest.mark.slow
async def test_any_byte_flipped(
    hass: HomeAssistant, closed: tuple[MockConfigEntry, Files]
) -> None:
    """No other text, no other number: at most the messages of that page are gone."""
    entry, files = closed
    journal = journal_path(hass, entry)
    whole = files[""]
    page = int.from_bytes(whole[16:18])
    dice = random.Random(186)
    unnoticed = lost = 0
    # Every byte of the headers of file and pages, and by chance of all others.
    sample = set(dice.sample(range(len(whole)), len(whole) // 20))
    headers = {o for o in range(len(whole)) if o < 100 or o % page < 12}
    for offset in sorted(sample | headers):
        flipped = bytearray(whole)
        flipped[offset] ^= dice.randint(1, 255)
        put_back(journal, {"": bytes(flipped)})
        found, is_whole = loaded(hass, entry)
        assert found <= WANTED
        if is_whole:
            unnoticed += offset in sample
            assert found == WANTED
        elif offset >= page and offset in sample:
            lost += len(WANTED - found)
    # The first page is the way to everything. Of the others one byte costs little,
    # and most of a small database is room for more.
    assert lost < len(WANTED) * sum(offset >= page for offset in sample) * 0.05
    assert 0 < unnoticed < len(sample)


@pytest.mark.slow
async def test_write_ahead_log_flipped(
    hass: HomeAssistant, crashed: tuple[MockConfigEntry, Files]
) -> None:
    """It has checksums of its own: what comes before the damage counts."""
    entry, files = crashed
    journal = journal_path(hass, entry)
    dice = random.Random(187)
    for offset in dice.sample(range(len(files["-wal"])), 400):
        flipped = bytearray(files["-wal"])
        flipped[offset] ^= dice.randint(1, 255)
        put_back(journal, {"": files[""], "-wal": bytes(flipped)})
        found, _ = loaded(hass, entry)
        assert found <= WANTED | BEFORE


def garbage(whole: bytes) -> dict[str, Files]:
    """Return journals that are none."""
    dice = random.Random(188)
    noise = dice.randbytes(len(whole))
    return {
        "empty": {"": b""},
        "one byte": {"": b"S"},
        "text": {"": b'{"version": 1, "data": {}}'},
        "noise": {"": noise},
        "noise behind the header": {"": whole[:100] + noise[100:]},
        "zeros": {"": bytes(len(whole))},
        "zeros behind the first page": {"": whole[:4096] + bytes(len(whole) - 4096)},
        "noise as write-ahead log": {"": whole, "-wal": noise},
        "twice": {"": whole + whole},
    }


@pytest.mark.parametrize("name", garbage(bytes(8192)))
async def test_garbage(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    closed: tuple[MockConfigEntry, Files],
    name: str,
) -> None:
    """Set aside with a notification; what is readable is sent."""
    entry, files = closed
    journal = journal_path(hass, entry)
    put_back(journal, garbage(files[""])[name])
    assert await hass.config_entries.async_setup(entry.entry_id)
    await clock.until(lambda: not journaled(journal), within=75)
    expected = dict.fromkeys(WANTED, 1) if "log" in name or name == "twice" else {}
    assert arrivals(simulator) == expected
    await settle()
    aside = [path.name for path in journal.parent.glob("*.damaged-*")]
    notification = notifications(hass).get(f"iletimerkezi_{entry.entry_id}_journal")
    assert bool(aside) is bool(notification)
    if not expected:
        assert notification and escaped(aside[0]) in notification["message"]
    assert statuses(await call(hass, "Hırsız!", ANNE)) == [ACCEPTED]


async def test_file_of_a_later_version(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    closed: tuple[MockConfigEntry, Files],
) -> None:
    """After going back to an older version its messages are sent all the same."""
    entry, files = closed
    journal = journal_path(hass, entry)
    put_back(journal, files)
    with closing(sqlite3.connect(journal)) as connection:
        connection.execute("PRAGMA user_version = 2")
    assert await hass.config_entries.async_setup(entry.entry_id)
    await clock.until(lambda: not journaled(journal), within=75)
    assert arrivals(simulator) == dict.fromkeys(WANTED, 1)
    assert len(list(journal.parent.glob("*.damaged-*"))) == 1


async def test_foreign_file(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    closed: tuple[MockConfigEntry, Files],
) -> None:
    """A database with other tables is set aside, not filled up."""
    entry, _ = closed
    journal = journal_path(hass, entry)
    put_back(journal, {})
    with closing(sqlite3.connect(journal)) as connection:
        connection.execute("CREATE TABLE message (whatever)")
        connection.execute("INSERT INTO message VALUES (1)")
        connection.commit()
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert statuses(await call(hass, "Hırsız!", ANNE)) == [ACCEPTED]
    assert sent_texts(simulator) == ["Hırsız!"]
    assert len(list(journal.parent.glob("*.damaged-*"))) == 1


async def test_row_with_another_number(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    closed: tuple[MockConfigEntry, Files],
) -> None:
    """A message whose row has changed goes to nobody; the others are sent."""
    entry, files = closed
    journal = journal_path(hass, entry)
    put_back(journal, files)
    with closing(sqlite3.connect(journal)) as connection:
        changed = connection.execute(
            "UPDATE message SET data = replace(data, ?, ?)"
            " WHERE data LIKE '%Alarm 4:%'",
            (ANNE, "5301234568"),
        )
        assert changed.rowcount == 1
        connection.commit()
    assert await hass.config_entries.async_setup(entry.entry_id)
    await clock.until(lambda: not journaled(journal), within=75)
    expected = WANTED - {(ANNE, TEXT.format(4))}
    assert arrivals(simulator) == dict.fromkeys(expected, 1)
    assert len(list(journal.parent.glob("*.damaged-*"))) == 1


@pytest.mark.slow
async def test_damage_is_sampled_with_a_whole_account(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    crashed: tuple[MockConfigEntry, Files],
    closed: tuple[MockConfigEntry, Files],
) -> None:
    """Set-up succeeds, what is readable arrives once, the next alarm is sent."""
    entry, _ = crashed
    journal = journal_path(hass, entry)
    dice = random.Random(189)
    for n in range(40):
        files = dict(dice.choice([crashed[1], closed[1]]))
        end = dice.choice(list(files))
        content = bytearray(files[end])
        if n % 2:
            files[end] = bytes(content[: dice.randrange(len(content))])
        else:
            for _ in range(dice.choice([1, 1, 30])):
                content[dice.randrange(len(content))] ^= dice.randint(1, 255)
            files[end] = bytes(content)
        put_back(journal, files)
        readable, _ = loaded(hass, entry)
        put_back(journal, files)
        simulator.clear()
        assert await hass.config_entries.async_setup(entry.entry_id)
        await clock.until(
            lambda: len(simulator.messages) >= len(readable),  # noqa: B023
            within=75,
        )
        assert arrivals(simulator) == dict.fromkeys(readable, 1)
        assert statuses(await call(hass, f"Hırsız {n}", KIZ)) == [ACCEPTED]
        assert await hass.config_entries.async_unload(entry.entry_id)


# A disk that refuses


@contextmanager
def full_disk() -> Generator[None]:
    """Let nothing be written but the first bytes of a file, whoever writes."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def not_writable(hass: HomeAssistant, entry: MockConfigEntry) -> bool:
    """Return whether a repair says that nothing can be written."""
    return (
        ir.async_get(hass).async_get_issue(
            "iletimerkezi", f"{entry.entry_id}_journal_not_writable"
        )
        is not None
    )


async def test_full_disk(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Messages are sent, queued and sent later; a repair is shown until it is over."""
    entry = await set_up(hass, account_entry(simulator))
    outcomes = Outcomes(entry)
    journal = journal_path(hass, entry)
    await call(hass, "Deneme", ANNE)
    await settle()
    with full_disk():
        assert statuses(await call(hass, "Hırsız!", ANNE)) == [ACCEPTED]
        await clock.until(lambda: not_writable(hass, entry))
        await simulator.cut_line()
        caller = call(hass, "Duman", ANNE)
        assert await clock.until(caller.done, within=12) <= 12
        assert statuses(await caller) == [QUEUED]
        await settle()
        waits = notifications(hass)[f"iletimerkezi_{entry.entry_id}_unreachable"]
        await clock.move(60)
        assert not_writable(hass, entry)
    assert journaled(journal) == []
    await clock.until(lambda: not not_writable(hass, entry), within=31)
    assert journaled(journal) == ["Duman"]
    await simulator.restore_line()
    await clock.until(lambda: outcomes.how_many(ACCEPTED) == 3, within=75)
    await settle()
    assert arrivals(simulator) == {
        (ANNE, text): 1 for text in ("Deneme", "Hırsız!", "Duman")
    }
    assert journaled(journal) == []
    # Louder than otherwise: what waits would not survive a restart.
    assert "restart" in waits["message"]


async def test_full_disk_at_start(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    crashed: tuple[MockConfigEntry, Files],
) -> None:
    """What the journal holds is sent although nothing can be written."""
    entry, files = crashed
    journal = journal_path(hass, entry)
    put_back(journal, files)
    with full_disk():
        assert await hass.config_entries.async_setup(entry.entry_id)
        await clock.until(lambda: len(simulator.messages) >= len(WANTED), within=75)
        assert statuses(await call(hass, "Hırsız!", ANNE)) == [ACCEPTED]
        assert not_writable(hass, entry)
    await clock.until(lambda: not not_writable(hass, entry), within=31)
    await settle()
    assert arrivals(simulator) == dict.fromkeys(WANTED | {(ANNE, "Hırsız!")}, 1)
    assert journaled(journal) == []


@pytest.mark.parametrize("obstacle", ["folder", "dangling link"])
async def test_file_cannot_be_opened(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    obstacle: str,
    tmp_path: Path,
) -> None:
    """Something is in the way: alarms are sent, and kept once it is gone."""
    entry = account_entry(simulator)
    journal = journal_path(hass, entry)
    journal.parent.mkdir(exist_ok=True)
    if obstacle == "folder":
        journal.mkdir()
        (journal / "in the way").touch()
    else:
        journal.symlink_to(tmp_path / "gone" / "away")
    await set_up(hass, entry)
    assert not_writable(hass, entry)
    assert statuses(await call(hass, "Hırsız!", ANNE)) == [ACCEPTED]
    await simulator.cut_line()
    caller = call(hass, "Duman", ANNE)
    await clock.until(caller.done, within=12)
    assert statuses(await caller) == [QUEUED]
    if obstacle == "folder":
        shutil.rmtree(journal)
    else:
        journal.unlink()
    await clock.until(lambda: not not_writable(hass, entry), within=31)
    assert journaled(journal) == ["Duman"]
    await simulator.restore_line()
    await clock.until(lambda: len(simulator.messages) == 2, within=75)
    assert arrivals(simulator) == {(ANNE, "Hırsız!"): 1, (ANNE, "Duman"): 1}


@pytest.mark.slow
async def test_disk_hangs(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Every thread waits for a dying disk: alarms go out, callers are answered."""
    entry = await set_up(hass, account_entry(simulator))
    await call(hass, "Deneme", ANNE)
    await settle()
    answers = threading.Event()
    hanging = [
        hass.async_add_executor_job(answers.wait) for _ in range(MAX_EXECUTOR_WORKERS)
    ]
    try:
        caller = call(hass, "Hırsız!", ANNE)
        await clock.until(caller.done)
        assert statuses(await caller) == [ACCEPTED]
        with simulator.hold():
            caller = call(hass, "Su", BABA)
            await clock.until(caller.done, within=12)
            assert statuses(await caller) == [QUEUED]
        await simulator.cut_line()
        caller = call(hass, "Duman", KIZ)
        await clock.until(caller.done, within=12)
        assert statuses(await caller) == [QUEUED]
        await clock.move(30)
        await simulator.restore_line()
        await clock.until(lambda: len(simulator.messages) == 4, within=75)
        assert journaled(journal_path(hass, entry)) == []
    finally:
        answers.set()
        await asyncio.gather(*hanging)
    await settle()
    assert journaled(journal_path(hass, entry)) == []
    assert set(arrivals(simulator).values()) == {1}


async def test_damaged_on_a_full_disk(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    closed: tuple[MockConfigEntry, Files],
) -> None:
    """Both at once: what is readable is sent, and both are said."""
    entry, files = closed
    journal = journal_path(hass, entry)
    put_back(journal, files)
    with closing(sqlite3.connect(journal)) as connection:
        connection.execute("PRAGMA user_version = 7")
    with full_disk():
        assert await hass.config_entries.async_setup(entry.entry_id)
        await clock.until(lambda: len(simulator.messages) >= len(WANTED), within=75)
        assert not_writable(hass, entry)
    await clock.until(lambda: not not_writable(hass, entry), within=31)
    assert arrivals(simulator) == dict.fromkeys(WANTED, 1)
    assert journaled(journal) == []


# Removing the account


async def test_removing_the_account_removes_its_files(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    closed: tuple[MockConfigEntry, Files],
) -> None:
    """Also a damaged one; nothing of another account."""
    entry, files = closed
    journal = journal_path(hass, entry)
    put_back(journal, {"": files[""][:5000]})
    other = journal.with_name("iletimerkezi.somebody_else.journal")
    other.touch()
    assert await hass.config_entries.async_setup(entry.entry_id)
    await settle()
    assert len(list(journal.parent.glob(f"*{entry.entry_id}.journal*"))) >= 2
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    await settle()
    assert list(journal.parent.glob("iletimerkezi.*")) == [other]


async def test_removing_the_account_with_messages_waiting(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """They go with it, and nothing brings the file back."""
    entry = await wait_in_outage(hass, simulator, clock)
    journal = journal_path(hass, entry)
    await hass.config_entries.async_remove(entry.entry_id)
    await simulator.restore_line()
    await clock.move(60)
    assert list(journal.parent.glob("iletimerkezi.*")) == []
    assert not {(sms.number, sms.text) for sms in simulator.messages} & WANTED


async def test_journal_is_private(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """It holds texts and numbers."""
    entry = await wait_in_outage(hass, simulator, clock)
    journal = journal_path(hass, entry)
    for path in journal.parent.glob(f"{journal.name}*"):
        assert path.stat().st_mode & 0o077 == 0
