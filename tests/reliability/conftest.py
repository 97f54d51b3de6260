"""A home and a provider whose clocks a test moves."""

from collections.abc import AsyncGenerator, Generator
from pathlib import Path
import shutil
from tempfile import TemporaryDirectory

import pytest

from homeassistant.core import HomeAssistant

from custom_components.iletimerkezi.outbox import writer
from simulator import Simulator
from tests.clock import Clock
from tests.secret_monitor import SecretMonitor


@pytest.fixture
def hass_config_dir(hass_config_dir: str) -> Generator[str]:
    """Keep journals in memory, where a machine has that: their writes end at once."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder below it is ours alone
    if not memory.is_dir():
        yield hass_config_dir
        return
    with TemporaryDirectory(dir=memory) as folder:
        shutil.copytree(hass_config_dir, folder, symlinks=True, dirs_exist_ok=True)
        yield folder


@pytest.fixture(autouse=True)
def eager_journal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write what is forgotten in the next turn: the clocks stand still here."""
    monkeypatch.setattr(writer, "LAZY_WRITE_DELAY", 0.0)


@pytest.fixture
async def hass(clock: Clock, hass: HomeAssistant) -> HomeAssistant:
    """Return a home in Istanbul."""
    await hass.config.async_set_time_zone("Europe/Istanbul")
    # Debug mode costs half the time.
    hass.loop.set_debug(False)
    return hass


@pytest.fixture
async def simulator(
    socket_enabled: None, clock: Clock, secret_monitor: SecretMonitor
) -> AsyncGenerator[Simulator]:
    """Return a running provider with a clock of its own."""
    async with Simulator(clock.provider) as running:
        secret_monitor.watch_provider(running)
        yield running
