"""A home whose time moves only when a test says so, and what its callers are told."""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
import re
import shutil
import sqlite3
from tempfile import TemporaryDirectory
import time
from typing import Any, Final

from aiohttp import ClientSession
from freezegun.api import FrozenDateTimeFactory

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, State

from custom_components.iletimerkezi.const import DOMAIN
from custom_components.iletimerkezi.outbox.model import Outcome
from simulator import Simulator

ACCEPTED: Final = "accepted"
QUEUED: Final = "queued"

# More than any answer over the loopback takes; only a test that fails waits for it.
_REAL_PATIENCE: Final = 60.0


class Clock:
    """The clocks of a home: they stand still until they are moved.

    Moving the steady clock lets the event loop's own timers come due: retry
    pauses, time-outs, everything in its order. freezegun alone ties the steady
    clock to the wall clock; here the wall clock can jump, too.
    """

    def __init__(self, freezer: FrozenDateTimeFactory) -> None:
        """Stop the clocks."""
        self._freezer = freezer
        self._steady = _real()
        self._runs_since: float | None = None
        self._provider = time.time()

    def steady(self) -> float:
        """Return what time.monotonic() returns."""
        if self._runs_since is not None:
            return self._steady + _real() - self._runs_since
        return self._steady

    def provider(self) -> float:
        """Return the provider's time, which no jump of the home's clock touches."""
        return self._provider

    def run(self) -> None:
        """Let the steady clock run on by itself, for stopping Home Assistant."""
        self._runs_since = _real()

    def jump(self, **delta: float) -> None:
        """Set the home's wall clock to another time, as the network time does."""
        self._freezer.tick(timedelta(**delta))

    def tick(self, seconds: float) -> None:
        """Move all clocks on, without letting anybody notice yet."""
        self._steady += seconds
        self._provider += seconds
        self._freezer.tick(timedelta(seconds=seconds))

    async def move(self, seconds: float, *, step: float = 1.0) -> None:
        """Let so many seconds pass."""
        while seconds > 0:
            self.tick(min(step, seconds))
            seconds -= step
            await breathe()

    async def until(
        self,
        reached: Callable[[], object],
        *,
        within: float = 0.0,
        step: float = 1.0,
    ) -> float:
        """Wait until something is the case, and return how long it took.

        Args:
            reached: what is waited for.
            within: how many seconds of the home's time may pass meanwhile.
            step: seconds from one look to the next.

        Raises TimeoutError.
        """
        passed = 0.0
        while True:
            for _ in range(10):
                if reached():
                    return passed
                await breathe()
            if passed >= within:
                break
            self.tick(min(step, within - passed))
            passed += step
        deadline = _real() + _REAL_PATIENCE
        while not reached():
            if _real() > deadline:
                raise TimeoutError(f"not within {within} s")
            await breathe()
        return passed


def _real() -> float:
    """Return seconds on a clock that nobody stops."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)


async def breathe() -> None:
    """Let sockets and threads get on: about two milliseconds, on a busy machine more."""
    for _ in range(2):
        for _ in range(5):
            await asyncio.sleep(0)
        # The event loop's own sleep never ends while the clocks stand still.
        began = _real()
        time.sleep(0.001)  # noqa: ASYNC251
        # A busy machine lets the threads of the home wait as long as us.
        if (late := _real() - began - 0.001) > 0.001:
            time.sleep(min(late, 0.1))  # noqa: ASYNC251


async def settle() -> None:
    """Give everything that could still happen at this moment the time to happen."""
    for _ in range(25):
        await breathe()


def call(
    hass: HomeAssistant, text: str, *numbers: str, **data: Any
) -> asyncio.Task[list[dict[str, Any]]]:
    """Have a text sent; the task ends with what its caller is told, by number."""

    async def told() -> list[dict[str, Any]]:
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

    return hass.loop.create_task(told())


def state_of(hass: HomeAssistant, entity_id: str) -> State:
    """Return the state of an entity that is there."""
    state = hass.states.get(entity_id)
    assert state
    return state


def pending(hass: HomeAssistant) -> str:
    """Return how many messages wait, as the sensor shows it."""
    return state_of(hass, "sensor.ileti_merkezi_pending_messages").state


def statuses(messages: list[dict[str, Any]]) -> list[str]:
    """Return what a caller was told."""
    return [message["status"] for message in messages]


class Outcomes(list[Outcome]):
    """Every outcome that is announced."""

    def __init__(self, entry: ConfigEntry[Any]) -> None:
        """Listen."""
        super().__init__()
        self.listen(entry)

    def listen(self, entry: ConfigEntry[Any]) -> None:
        """Listen to an account, again after a reload."""
        entry.runtime_data.announcer.subscribe(self.append)

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
            rows = connection.execute("SELECT text FROM shipment ORDER BY created, id")
            return [text for (text,) in rows]
