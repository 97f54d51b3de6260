"""A home in Istanbul and a provider whose clocks a test moves."""

from collections.abc import AsyncGenerator

import pytest

from homeassistant.core import HomeAssistant

from simulator import Simulator

from ..clock import Clock
from ..secret_monitor import SecretMonitor


@pytest.fixture
async def hass(clock: Clock, hass: HomeAssistant) -> HomeAssistant:
    """Return a home in Istanbul, where it is 14:34."""
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
