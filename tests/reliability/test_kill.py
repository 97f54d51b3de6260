"""A real Home Assistant process that is killed in the middle of a burst."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from decimal import Decimal
import json
import os
from pathlib import Path
import random
import signal
import socket
import sys
import textwrap
from typing import Any, Final

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

import custom_components.iletimerkezi
from custom_components.iletimerkezi.const import DOMAIN
from simulator import Fault, FaultKind, Simulator, Stage
from tests.helpers import account_entry
from tests.secret_monitor import SecretMonitor

from .home import arrivals, journaled, sent_texts

pytestmark = pytest.mark.slow

ENTRY_ID: Final = "01JKILL0000000000000000000"
BURST: Final = 100
NUMBERS: Final = ["5301234567", "5321112233", "5359998877"]

# What stands in for the frontend, which is a package of its own: without one of
# this name Home Assistant goes into recovery mode.
FRONTEND: Final = '''
    """No frontend."""


    async def async_setup(hass, config):
        """Do nothing."""
        return True
'''

# Sends a burst at each start and writes down the answers, on the disk before
# anything else happens.
CALLER: Final = '''
    """Sends, and keeps the answers."""

    import asyncio
    import json
    import os

    from homeassistant.helpers.start import async_at_started


    async def async_setup(hass, config):
        """Send as soon as the account is there, long before everything else is."""
        hass.async_create_background_task(_async_send(hass, config), "burst")
        return True


    async def _async_send(hass, config):
        plan = json.loads(open(hass.config.path("burst.json")).read())
        book = open(hass.config.path("answers.jsonl"), "a")

        def note(text, status):
            book.write(json.dumps([text, status]) + "\\n")
            book.flush()
            os.fsync(book.fileno())

        async def send(text, numbers, urgent):
            try:
                response = await hass.services.async_call(
                    "iletimerkezi",
                    "send_message",
                    {"message": text, "number": numbers, "urgent": urgent},
                    blocking=True,
                    return_response=True,
                )
            except Exception as err:
                note(text, f"error: {err!r}")
            else:
                note(text, response["messages"][0]["status"])

        while not hass.services.has_service("notify", "iletimerkezi"):
            await asyncio.sleep(0.02)
        if plan["started"]:
            started = asyncio.Event()

            async def note_start(hass):
                started.set()

            async_at_started(hass, note_start)
            await started.wait()
        note("", "begun")
        for text, numbers, pause in plan["burst"]:
            task = send(text, numbers, plan["urgent"])
            hass.async_create_background_task(task, text)
            await asyncio.sleep(pause)
'''


class Home:
    """A Home Assistant in a folder of its own."""

    def __init__(self, folder: Path, simulator: Simulator, **options: Any) -> None:
        """Make the folder."""
        self.folder = folder
        self._simulator = simulator
        self._process: asyncio.subprocess.Process | None = None
        self._dice = random.Random(7)
        self._sent = 0
        integrations = folder / "custom_components"
        for name, code in (("frontend", FRONTEND), ("burst", CALLER)):
            (integrations / name).mkdir(parents=True)
            (integrations / name / "__init__.py").write_text(textwrap.dedent(code))
            (integrations / name / "manifest.json").write_text(
                json.dumps({"domain": name, "name": name, "version": "1.0.0"})
            )
        ours = Path(custom_components.iletimerkezi.__file__).parent
        (integrations / DOMAIN).symlink_to(ours)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        (folder / "configuration.yaml").write_text(
            f"http:\n  server_host: 127.0.0.1\n  server_port: {port}\nburst:\n"
        )
        self._store(account_entry(simulator, **options))
        self.plan(0)

    def _store(self, entry: MockConfigEntry) -> None:
        """Have the account in the storage, as if it had been set up long ago."""
        stored = {**entry.as_dict(), "entry_id": ENTRY_ID}
        storage = self.folder / ".storage"
        storage.mkdir()
        (storage / "core.config_entries").write_text(
            json.dumps(
                {
                    "version": 1,
                    "minor_version": 5,
                    "key": "core.config_entries",
                    "data": {"entries": [stored]},
                },
                default=str,
            )
        )

    @property
    def journal(self) -> Path:
        """Return the journal's path."""
        return self.folder / ".storage" / f"{DOMAIN}.{ENTRY_ID}.journal"

    @property
    def answers(self) -> list[tuple[str, str]]:
        """Return text and status of every answer a caller ever got."""
        book = self.folder / "answers.jsonl"
        lines = book.read_text().splitlines(keepends=True) if book.exists() else []
        # A line that was being written when the process was killed is no answer.
        return [tuple(json.loads(line)) for line in lines if line.endswith("\n")]

    def plan(self, count: int, *, urgent: bool = False, started: bool = False) -> None:
        """Set what is sent at the next start.

        Args:
            count: how many messages, each to one or more phones.
            urgent: whether they pass the daily limit.
            started: only when Home Assistant has started altogether; from then
                on it can be stopped in good order.
        """
        burst = [
            (
                f"Alarm {self._sent + n}",
                self._dice.sample(NUMBERS, self._dice.choice([1, 1, 3])),
                self._dice.choice([0, 0, 0.001, 0.02]),
            )
            for n in range(count)
        ]
        self._sent += count
        plan = {"burst": burst, "urgent": urgent, "started": started}
        (self.folder / "burst.json").write_text(json.dumps(plan))

    async def start(self) -> None:
        """Start Home Assistant and wait until its account takes messages."""
        begun = self.answers.count(("", "begun"))
        with (self.folder / "output.txt").open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "homeassistant"),
                *("-c", str(self.folder), "--skip-pip"),
                stdout=output,
                stderr=output,
                # Not here, where the integration would be found a second time.
                cwd=self.folder,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )
        await self.until(lambda: self.answers.count(("", "begun")) > begun)

    async def kill(self) -> None:
        """Pull the plug."""
        assert self._process and self._process.returncode is None, self.output
        self._process.kill()
        await self._process.wait()

    async def stop(self) -> None:
        """Stop Home Assistant in good order."""
        assert self._process and self._process.returncode is None, self.output
        self._process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(self._process.wait(), 60) == 0

    @property
    def output(self) -> str:
        """Return what Home Assistant has printed."""
        return (self.folder / "output.txt").read_text(errors="replace")

    async def until(self, reached: Callable[[], object], seconds: float = 60) -> None:
        """Wait until something is the case."""
        assert self._process
        try:
            async with asyncio.timeout(seconds):
                while not reached():
                    assert self._process.returncode is None, self.output
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise TimeoutError(self.output[-5000:]) from None

    def close(self) -> None:
        """End a process that a failed test has left."""
        if self._process and self._process.returncode is None:
            self._process.kill()


@pytest.fixture
def options() -> dict[str, Any]:
    """Return the options of the account."""
    return {}


@pytest.fixture
async def home(
    simulator: Simulator,
    tmp_path: Path,
    secret_monitor: SecretMonitor,
    options: dict[str, Any],
) -> AsyncGenerator[Home]:
    """Return a home that has not been started."""
    simulator.account.balance = Decimal(100_000)
    real = Home(tmp_path, simulator, **options)
    yield real
    real.close()
    secret_monitor.note_storage(tmp_path, {})


@pytest.fixture
async def simulator(
    socket_enabled: None, secret_monitor: SecretMonitor
) -> AsyncGenerator[Simulator]:
    """Return a provider in real time."""
    async with Simulator() as running:
        secret_monitor.watch_provider(running)
        yield running


def account_for(home: Home, simulator: Simulator) -> None:
    """Compare the answers to callers with what is on the phones."""
    arrived = arrivals(simulator)
    doubled = {sms: count for sms, count in arrived.items() if count > 1}
    texts = {text for _, text in arrived}
    answers = [(text, status) for text, status in home.answers if text]
    lost = [text for text, status in answers if status in TAKEN and text not in texts]
    assert not doubled
    assert not lost
    assert {status for _, status in answers} <= TAKEN
    # Whoever of a shared order got it: all of them did.
    assert {len(order.numbers) for order in simulator.orders} == {1, 3}


TAKEN: Final = {"accepted", "queued"}


async def test_killed_in_mid_burst(home: Home, simulator: Simulator) -> None:
    """0 lost, 0 double, at whatever moment the plug is pulled."""
    dice = random.Random(2026)
    kills = killed_with_open = 0
    answers = Counter[str]()
    # Where nothing happens to be open, the plug was pulled too late to prove anything; nor
    # do callers prove much who all heard the same.
    while (
        kills < 4
        or killed_with_open < 3
        or min(answers["accepted"], answers["queued"]) < 10
    ):
        assert kills < 15
        home.plan(BURST)
        simulator.faults.clear()
        simulator.faults.add(
            Fault(
                FaultKind.DROP,
                Stage.AFTER,
                times=8,
                where=lambda request: request.query["text"].endswith("3"),
            )
        )
        before = len(home.answers)
        await home.start()
        enough = before + 1 + dice.randint(5, BURST - 10)
        await home.until(lambda: len(home.answers) >= enough)  # noqa: B023
        await home.kill()
        kills += 1
        killed_with_open += bool(journaled(home.journal))
        answers = Counter(status for text, status in home.answers if text)
    simulator.faults.clear()
    home.plan(0)
    await home.start()
    await home.until(lambda: not journaled(home.journal))
    await home.kill()
    account_for(home, simulator)


async def test_killed_in_an_outage(home: Home, simulator: Simulator) -> None:
    """Everything waits, nothing is lost: not what was queued a moment ago."""
    home.plan(BURST)
    simulator.faults.add(Fault(FaultKind.HTTP_STATUS, Stage.AFTER, code=503, times=30))
    await home.start()
    await home.until(lambda: len(home.answers) >= 30)
    await simulator.cut_line()
    await home.until(lambda: len(home.answers) >= 90)
    await home.kill()
    assert len(journaled(home.journal)) >= 60
    # The provider is still away when Home Assistant is back, and it is killed again.
    home.plan(0)
    await home.start()
    await asyncio.sleep(0.5)
    await home.kill()
    await simulator.restore_line()
    simulator.faults.clear()
    await home.start()
    await home.until(lambda: not journaled(home.journal))
    await home.kill()
    assert Counter(status for text, status in home.answers if text)["queued"] >= 60
    account_for(home, simulator)


async def test_stopped_in_mid_burst_and_in_an_outage(
    home: Home, simulator: Simulator
) -> None:
    """Home Assistant is stopped in good order: what waits goes out next time."""
    home.plan(BURST, started=True)
    await home.start()
    await home.until(lambda: len(home.answers) >= 30)
    await home.stop()
    assert journaled(home.journal) == []
    home.plan(BURST, started=True)
    await simulator.cut_line()
    before = len(home.answers)
    await home.start()
    await home.until(lambda: len(home.answers) >= before + 50)
    await home.stop()
    queued = {text for text, status in home.answers if status == "queued"}
    # Home Assistant ends its scripts first: not every caller gets an answer.
    assert queued <= set(journaled(home.journal))
    assert len(queued) >= 49
    await simulator.restore_line()
    home.plan(0)
    await home.start()
    await home.until(lambda: not journaled(home.journal))
    await home.kill()
    account_for(home, simulator)
    assert Counter(sent_texts(simulator)).most_common(1)[0][1] == 1


@pytest.mark.parametrize("options", [{"daily_limit": 20}])
async def test_killed_at_the_daily_limit(home: Home, simulator: Simulator) -> None:
    """What was sent or waits counts for the day, at whatever moment the plug is pulled."""
    for enough in (8, 100):
        home.plan(3 * BURST)
        before = len(home.answers)
        await home.start()
        await home.until(lambda: len(home.answers) >= before + enough)  # noqa: B023
        await home.kill()
    home.plan(3 * BURST)
    before = len(home.answers)
    await home.start()
    await home.until(lambda: len(home.answers) > before + 3 * BURST)
    await home.until(lambda: not journaled(home.journal))
    await home.kill()
    assert len(simulator.messages) == 20
    heard = [(text, status) for text, status in home.answers if text]
    taken = {text for text, status in heard if status in TAKEN}
    arrived = arrivals(simulator)
    assert taken <= {text for _, text in arrived}
    assert set(arrived.values()) == {1}
    refused = [status for text, status in heard if text not in taken]
    assert len(refused) >= 3 * BURST
    assert all("over_limit" in status for status in refused)

    home.plan(1, urgent=True)
    await home.start()
    await home.until(lambda: home.answers[-1][1] in TAKEN)
    await home.until(lambda: not journaled(home.journal))
    await home.kill()
    assert len(simulator.messages) > 20
