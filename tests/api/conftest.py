"""A session and an account whose secrets need encoding, without Home Assistant."""

from collections.abc import AsyncGenerator

import aiohttp
import pytest

from custom_components.iletimerkezi.api import IletiMerkeziClient
from simulator import Account, Simulator
from tests.secret_monitor import SecretMonitor

from .helpers import HASH, KEY, ClientFactory
from .servers import CannedServer


@pytest.fixture
def secret_monitor(secret_monitor: SecretMonitor) -> SecretMonitor:
    """Look for the secrets of every client here, also where nobody has an account."""
    secret_monitor.learn(KEY)
    secret_monitor.learn(HASH)
    return secret_monitor


@pytest.fixture
async def session(
    socket_enabled: None, secret_monitor: SecretMonitor
) -> AsyncGenerator[aiohttp.ClientSession]:
    """Return a session as anybody would make it, whose clients are watched."""
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def account(simulator: Simulator) -> Account:
    """Return an account at the provider."""
    return simulator.add_account(Account(key=KEY, hash=HASH))


@pytest.fixture
def new_client(session: aiohttp.ClientSession) -> ClientFactory:
    """Return a factory of clients, by default of that account."""

    def make(url: str, key: str = KEY, secret: str = HASH) -> IletiMerkeziClient:
        return IletiMerkeziClient(session, api_key=key, api_hash=secret, url=url)

    return make


@pytest.fixture
def client(
    new_client: ClientFactory, simulator: Simulator, account: Account
) -> IletiMerkeziClient:
    """Return a client that may send."""
    return new_client(simulator.url)


@pytest.fixture
async def canned(socket_enabled: None) -> AsyncGenerator[CannedServer]:
    """Return a server that answers whatever a test likes."""
    async with CannedServer() as running:
        yield running
