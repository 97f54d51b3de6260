"""What happens to the journal's file reaches the user, and no alarm is lost by it."""

from pathlib import Path
import shutil

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from custom_components.iletimerkezi import backup
from custom_components.iletimerkezi.const import DOMAIN
from custom_components.iletimerkezi.outbox.journal import Journal
from custom_components.iletimerkezi.outbox.salvage import Content
from custom_components.iletimerkezi.outbox.sqlite import JournalFile
from simulator import Simulator
from tests.clock import Clock, settle
from tests.helpers import ANNE, account_entry, notifications, set_up

from .home import (
    arrivals,
    call,
    crash,
    journal_path,
    journaled,
    pending,
    reload,
    sent_texts,
    statuses,
    unmarked,
)


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Return an account that is set up."""
    return await set_up(hass, account_entry(simulator))


async def queue(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, *texts: str
) -> None:
    """Have messages queued while the line is down."""
    await simulator.cut_line()
    callers = [call(hass, text, ANNE) for text in texts]
    await clock.until(lambda: all(caller.done() for caller in callers), within=12)
    assert {s for c in callers for s in statuses(c.result())} == {"queued"}


def shown(hass: HomeAssistant, entry: MockConfigEntry) -> str | None:
    """Return the notification about the journal."""
    found = notifications(hass).get(f"{DOMAIN}_{entry.entry_id}_journal")
    return str(found["message"]) if found else None


def files(path: Path) -> dict[str, bytes]:
    """Return the journal's files."""
    return {file.name: file.read_bytes() for file in path.parent.glob(f"{path.name}*")}


@pytest.mark.parametrize(
    "successor", [None, b"not a journal" * 100], ids=["deleted", "replaced"]
)
async def test_file_is_replaced_while_messages_wait(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    clock: Clock,
    successor: bytes | None,
) -> None:
    """It is written anew with all that waits, and the user learns of it."""
    assert statuses(await call(hass, "Kedi", ANNE)) == ["accepted"]
    await queue(hass, simulator, clock, "Duman", "Su")
    path = journal_path(hass, entry)
    for name in files(path):
        path.with_name(name).unlink()
    if successor:
        path.write_bytes(successor)
    assert shown(hass, entry) is None

    caller = call(hass, "Kapı", ANNE)
    await clock.until(caller.done, within=12)
    await clock.until(lambda: shown(hass, entry))
    await crash(hass, entry)
    assert sorted(journaled(path)) == ["Duman", "Kapı", "Su"]
    await simulator.restore_line()
    await clock.until(lambda: len(simulator.messages) == 4, within=120)
    # What was accepted is known, too: its text is not tried once more.
    await call(hass, "Kedi", ANNE)
    assert sent_texts(simulator).count("Kedi") == 1
    await clock.move(1200)
    texts = [unmarked(sms.text) for sms in simulator.messages]
    assert len(texts) == len({*texts}) == 5


async def test_damaged_file_is_set_aside(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator
) -> None:
    """The notification names the copy, and new messages are sent."""
    assert await hass.config_entries.async_unload(entry.entry_id)
    path = journal_path(hass, entry)
    path.write_bytes(b"not a journal" * 100)
    assert await hass.config_entries.async_setup(entry.entry_id)
    (copy,) = path.parent.glob("*damaged*")
    await settle()
    assert copy.name in (shown(hass, entry) or "")
    assert statuses(await call(hass, "Duman", ANNE)) == ["accepted"]
    assert arrivals(simulator) == {(ANNE, "Duman"): 1}


async def test_file_that_is_locked_at_start_is_read_later(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulator: Simulator,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What waited in it is sent as soon as it can be read."""
    await queue(hass, simulator, clock, "Duman")
    assert await hass.config_entries.async_unload(entry.entry_id)
    with monkeypatch.context() as patch:
        patch.setattr(
            JournalFile,
            "load",
            lambda file: Content.empty(readable=False, writable=False),
        )
        assert await hass.config_entries.async_setup(entry.entry_id)
        await simulator.restore_line()
        await clock.move(20)
        assert simulator.messages == []
    await clock.until(lambda: simulator.messages, within=60)
    assert arrivals(simulator) == {(ANNE, "Duman"): 1}


async def test_restored_backup_is_not_sent_again(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator, clock: Clock
) -> None:
    """What waits in it was sent, or given up, after the backup was made."""
    await queue(hass, simulator, clock, "Duman")
    path = journal_path(hass, entry)
    await backup.async_pre_backup(hass)
    saved = files(path)
    await backup.async_post_backup(hass)
    await simulator.restore_line()
    await clock.until(lambda: simulator.messages, within=120)

    assert await hass.config_entries.async_unload(entry.entry_id)
    # Other files, though of the same names, as restoring makes them.
    folder = path.parent.with_name("restored")
    shutil.move(path.parent, folder)
    path.parent.mkdir()
    for file in folder.iterdir():
        if file.name not in saved:
            shutil.copy(file, path.parent)
    for name, content in saved.items():
        path.with_name(name).write_bytes(content)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await clock.move(3600)
    assert arrivals(simulator) == {(ANNE, "Duman"): 1}
    assert pending(hass) == "0"
    assert shown(hass, entry)


async def test_restart_during_a_backup_sends_what_waits(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator, clock: Clock
) -> None:
    """The file with the mark is still the one that was marked."""
    await queue(hass, simulator, clock, "Duman")
    await backup.async_pre_backup(hass)
    await reload(hass, entry)
    await simulator.restore_line()
    await clock.until(lambda: simulator.messages, within=120)
    assert arrivals(simulator) == {(ANNE, "Duman"): 1}
    assert shown(hass, entry) is None


async def test_backup_goes_on_without_a_mark(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What a journal refuses must not cost the backup."""

    async def refused(journal: Journal, *, begins: bool) -> None:
        raise OSError

    monkeypatch.setattr(Journal, "async_mark_backup", refused)
    await backup.async_pre_backup(hass)
    assert "A journal cannot be marked for a backup" in caplog.text
    caplog.clear()


async def test_set_up_that_fails_lets_go_of_the_file(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The next one reads what waits, and sends it."""
    await queue(hass, simulator, clock, "Su baskını")
    assert await hass.config_entries.async_unload(entry.entry_id)

    async def fail(*_args: object) -> None:
        raise ImportError("event")

    with monkeypatch.context() as patch:
        patch.setattr(hass.config_entries, "async_forward_entry_setups", fail)
        assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert journaled(journal_path(hass, entry)) == ["Su baskını"]
    await simulator.restore_line()
    await reload(hass, entry)
    await clock.until(lambda: simulator.messages, within=75)
    assert [unmarked(text) for text in sent_texts(simulator)] == ["Su baskını"]
    assert shown(hass, entry) is None
