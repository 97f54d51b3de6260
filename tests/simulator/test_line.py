"""Starting, stopping, and cutting the line."""

import asyncio
from contextlib import suppress
import socket

import aiohttp
import pytest

from simulator import Fault, FaultKind, Simulator, Stage

from .client import Client


async def test_cut_and_restored(client: Client, simulator: Simulator) -> None:
    """A cut line refuses, a restored one answers at the same address."""
    await client.send("1")
    url = simulator.url

    await simulator.cut_line()
    await simulator.cut_line()
    with pytest.raises(aiohttp.ClientConnectorError):
        await client.send("2")
    await simulator.restore_line()
    await simulator.restore_line()

    assert simulator.url == url
    assert (await client.send("2")).code == 200
    assert len(simulator.requests) == 2


@pytest.mark.parametrize(("stage", "sent"), [(Stage.BEFORE, 0), (Stage.AFTER, 1)])
async def test_cut_while_answering(
    client: Client, simulator: Simulator, stage: Stage, sent: int
) -> None:
    """An answer under way is lost with the line."""
    with simulator.hold(stage=stage) as gate:
        sending = asyncio.create_task(client.send())
        await gate.wait_for(1)
        await simulator.cut_line()
        with pytest.raises(aiohttp.ClientConnectionError):
            await sending
        assert len(simulator.messages) == sent
    # The provider had the request: it goes on without the client.
    await simulator.wait_for_messages(1)


@pytest.mark.parametrize("turns", range(4))
async def test_cut_while_connecting(simulator: Simulator, turns: int) -> None:
    """However far the line has got with a connection, it ends."""
    with socket.create_connection(("127.0.0.1", simulator.port)) as connection:
        for _ in range(turns):
            await asyncio.sleep(0)
        await simulator.cut_line()
        connection.settimeout(5)
        with suppress(ConnectionResetError):
            assert await asyncio.to_thread(connection.recv, 1) == b""
    await simulator.restore_line()


async def test_soft_cut(client: Client, simulator: Simulator) -> None:
    """The page's cut line aborts what reaches the provider."""
    simulator.line_cut = True
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.send()
    # aiohttp asks a second time of its own accord.
    assert {request.answered_code for request in simulator.sends} == {None}
    assert simulator.orders == []

    simulator.line_cut = False
    assert (await client.send()).code == 200


async def test_stop_ends_everything(client: Client, simulator: Simulator) -> None:
    """Stopping waits for nothing, and a stopped simulator can start again."""
    simulator.faults.add(Fault(FaultKind.HANG, times=1))
    hanging = asyncio.create_task(client.send("1"))
    await simulator.wait_for_sends(1)
    gate = simulator.hold()
    held = asyncio.create_task(client.send("2"))
    await gate.wait_for(1)

    async with asyncio.timeout(2):
        await simulator.stop()
    for task in (hanging, held):
        with pytest.raises(aiohttp.ClientConnectionError):
            await task
    gate.release()
    await simulator.stop()
    with pytest.raises(RuntimeError):
        _ = simulator.url

    await simulator.start()
    assert (await client.send("3")).code == 200


async def test_started_twice(simulator: Simulator) -> None:
    """One simulator has one address."""
    with pytest.raises(RuntimeError):
        await simulator.start()


async def test_not_started() -> None:
    """Without a start there is no address."""
    simulator = Simulator()
    with pytest.raises(RuntimeError):
        _ = simulator.port
    with pytest.raises(RuntimeError):
        await simulator.restore_line()
    await simulator.stop()


async def test_port_taken(simulator: Simulator) -> None:
    """A taken port is an error, and leaves nothing behind."""
    second = Simulator()
    with pytest.raises(OSError, match="in use"):
        await second.start(simulator.port)
    await second.start()
    await second.stop()


@pytest.mark.parametrize(
    ("host", "shown"), [("0.0.0.0", "127.0.0.1"), ("localhost", "localhost")]
)
async def test_other_hosts(socket_enabled: None, host: str, shown: str) -> None:
    """Every interface is reached through loopback from here."""
    simulator = Simulator()
    await simulator.start(host=host)

    assert simulator.url == f"http://{shown}:{simulator.port}"
    await simulator.stop()


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 on this machine")
async def test_ipv6(socket_enabled: None) -> None:
    """An IPv6 address stands in brackets."""
    simulator = Simulator()
    try:
        await simulator.start(host="::1")
    except OSError:
        pytest.skip("no IPv6 loopback on this machine")

    assert simulator.url == f"http://[::1]:{simulator.port}"
    await simulator.stop()
