"""A send goes out once, whatever the HTTP library would like to do."""

import asyncio
from collections.abc import AsyncGenerator

import aiohttp
import pytest

from custom_components.iletimerkezi.api import (
    IletiMerkeziClient,
    ProviderUnreachableError,
)
from simulator import Account, Fault, FaultKind, Simulator, Stage

from .helpers import HASH, KEY, NUMBER

LOST = pytest.mark.parametrize("kind", [FaultKind.DROP, FaultKind.RESET])
STAGES = pytest.mark.parametrize("stage", Stage)


class Connections:
    """Counts how requests came by their connections."""

    def __init__(self) -> None:
        """Start at none."""
        self.fresh = 0
        self.reused = 0

    @property
    def trace(self) -> aiohttp.TraceConfig:
        """Return what a session needs for the counting."""
        trace = aiohttp.TraceConfig()
        trace.on_connection_create_end.append(self._on_fresh)
        trace.on_connection_reuseconn.append(self._on_reused)
        return trace

    async def _on_fresh(self, *_: object) -> None:
        """Count a new one."""
        self.fresh += 1

    async def _on_reused(self, *_: object) -> None:
        """Count one that was kept."""
        self.reused += 1


@pytest.fixture
def connections() -> Connections:
    """Return the counters of the session's connections."""
    return Connections()


@pytest.fixture
async def session(
    socket_enabled: None, connections: Connections
) -> AsyncGenerator[aiohttp.ClientSession]:
    """Return a session that records how it connects."""
    async with aiohttp.ClientSession(trace_configs=[connections.trace]) as opened:
        yield opened


async def send(client: IletiMerkeziClient, text: str) -> None:
    """Send a text."""
    await client.send(text=text, numbers=[NUMBER], sender="EVIM")


async def failed_send(client: IletiMerkeziClient, text: str) -> None:
    """Send a text that gets no answer, and may have been sent."""
    with pytest.raises(ProviderUnreachableError) as raised:
        await send(client, text)
    assert raised.value.maybe_processed


def sent(simulator: Simulator) -> list[str]:
    """Return the texts of all requests."""
    return [request.query["text"] for request in simulator.sends]


@LOST
@STAGES
async def test_fresh_connection(
    client: IletiMerkeziClient,
    simulator: Simulator,
    connections: Connections,
    kind: FaultKind,
    stage: Stage,
) -> None:
    """The very first request gets no answer."""
    simulator.faults.add(Fault(kind, stage=stage, times=1))
    await failed_send(client, "a")

    assert sent(simulator) == ["a"]
    assert (connections.fresh, connections.reused) == (1, 0)
    assert len(simulator.messages) == (stage is Stage.AFTER)


@LOST
@STAGES
async def test_reused_connection(
    client: IletiMerkeziClient,
    simulator: Simulator,
    connections: Connections,
    kind: FaultKind,
    stage: Stage,
) -> None:
    """A later one does, on the connection that an earlier one left."""
    await send(client, "a")
    simulator.faults.add(Fault(kind, stage=stage, times=1))
    await failed_send(client, "b")

    assert sent(simulator) == ["a", "b"]
    assert (connections.fresh, connections.reused) == (1, 1)
    assert len(simulator.messages) == 1 + (stage is Stage.AFTER)


@LOST
async def test_another_connection_in_reserve(
    client: IletiMerkeziClient,
    simulator: Simulator,
    connections: Connections,
    kind: FaultKind,
) -> None:
    """One that stands ready is no invitation either."""
    with simulator.hold() as gate:
        both = asyncio.gather(send(client, "a"), send(client, "b"))
        await gate.wait_for(2)
        gate.release()
        await both
    simulator.faults.add(Fault(kind, times=1))
    await failed_send(client, "c")

    assert sorted(sent(simulator)) == ["a", "b", "c"]
    assert (connections.fresh, connections.reused) == (2, 1)


@LOST
@STAGES
async def test_the_next_send_is_a_new_one(
    client: IletiMerkeziClient, simulator: Simulator, kind: FaultKind, stage: Stage
) -> None:
    """What is allowed once is allowed once for each send."""
    simulator.faults.add(Fault(kind, stage=stage, times=1))
    await failed_send(client, "a")
    await send(client, "b")
    await send(client, "c")

    assert sent(simulator) == ["a", "b", "c"]


@LOST
@pytest.mark.parametrize("question", ["balance", "senders"])
async def test_questions(
    client: IletiMerkeziClient, simulator: Simulator, kind: FaultKind, question: str
) -> None:
    """They could be repeated, but that is for their callers to say."""
    simulator.faults.add(Fault(kind, endpoint=question, times=1))
    with pytest.raises(ProviderUnreachableError):
        await getattr(client, question)()

    assert len(simulator.requests) == 1


@LOST
async def test_the_library_would_repeat(
    session: aiohttp.ClientSession,
    simulator: Simulator,
    account: Account,
    kind: FaultKind,
) -> None:
    """What all of the above is about: a bare GET of aiohttp goes out twice.

    When this fails, aiohttp has given the habit up, and the client's guard
    against it has nothing left to do.
    """
    simulator.faults.add(Fault(kind, stage=Stage.AFTER, times=1))
    query = {"key": KEY, "hash": HASH, "text": "a", "receipents": NUMBER}
    async with session.get(
        f"{simulator.url}/v1/send-sms/get/",
        params=query | {"sender": "EVIM", "iys": "0"},
    ) as response:
        assert response.status == 451

    assert sent(simulator) == ["a", "a"]
