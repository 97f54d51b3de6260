"""A running simulator and a client that speaks to it over real sockets."""

from collections.abc import AsyncGenerator

import aiohttp
import pytest

from simulator import Simulator
from tests.secret_monitor import SecretMonitor

from .client import Client


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        """Start at noon in Turkey on 22 November 2026."""
        self.now = 1795338000.0

    def __call__(self) -> float:
        """Return the seconds since 1970."""
        return self.now

    def tick(self, seconds: float) -> None:
        """Move on."""
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    """Return the simulator's clock."""
    return Clock()


@pytest.fixture
async def simulator(
    socket_enabled: None, clock: Clock, secret_monitor: SecretMonitor
) -> AsyncGenerator[Simulator]:
    """Return a running simulator."""
    async with Simulator(clock) as running:
        secret_monitor.watch_provider(running)
        yield running


@pytest.fixture
async def session(socket_enabled: None) -> AsyncGenerator[aiohttp.ClientSession]:
    """Return an HTTP client that repeats nothing of its own accord."""
    # A fresh connection each time: a kept one that was closed would be retried.
    connector = aiohttp.TCPConnector(force_close=True)
    async with aiohttp.ClientSession(connector=connector) as opened:
        yield opened


@pytest.fixture
def client(session: aiohttp.ClientSession, simulator: Simulator) -> Client:
    """Return a client with the credentials of the demo account."""
    return Client(session, simulator)
