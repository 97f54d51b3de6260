"""An orderly stop of a machine that is busy with something else."""

import asyncio
import threading

from pytest_homeassistant_custom_component.common import async_test_home_assistant

from homeassistant.loader import DATA_CUSTOM_COMPONENTS
from homeassistant.runner import MAX_EXECUTOR_WORKERS

from simulator import Simulator
from tests.clock import settle
from tests.helpers import account_entry, notify, set_up
from tests.secret_monitor import SecretMonitor

from .home import journal_path, journaled


async def test_what_was_sent_is_forgotten_while_stopping(
    simulator: Simulator, hass_config_dir: str, secret_monitor: SecretMonitor
) -> None:
    """A write that still queues for a thread is not cancelled by the stop."""
    async with async_test_home_assistant(config_dir=hass_config_dir) as hass:
        secret_monitor.watch_home(hass)
        hass.data.pop(DATA_CUSTOM_COMPONENTS)
        entry = await set_up(hass, account_entry(simulator))
        await settle()
        gate = threading.Event()
        with simulator.hold("send") as held:
            caller = asyncio.ensure_future(notify(hass, "notify.anne", "Kapanıyor"))
            await held.wait_for()
            await settle()
            busy = [
                hass.loop.run_in_executor(None, gate.wait)
                for _ in range(MAX_EXECUTOR_WORKERS + 16)
            ]
        await caller
        assert len(simulator.messages) == 1

        stop = asyncio.ensure_future(hass.async_stop(force=True))
        await settle()
        gate.set()
        await asyncio.gather(*busy, stop)
        await entry.runtime_data.coordinator.async_shutdown()
        assert journaled(journal_path(hass, entry)) == []
