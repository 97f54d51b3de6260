"""What is kept of requests, and waiting for them."""

import asyncio
from unittest.mock import patch

import pytest

from simulator import Fault, FaultKind, Simulator

from .client import BALANCE, SEND, Client
from .conftest import Clock


async def test_recorded_as_on_the_wire(
    session: None, client: Client, simulator: Simulator, clock: Clock
) -> None:
    """Path and query are kept undecoded beside what they mean."""
    reader, writer = await asyncio.open_connection("127.0.0.1", simulator.port)
    target = f"{SEND}?text=Su%20ka%C3%A7a%C4%9F%C4%B1+%2b1%0A&receipents=1,2&iys"
    writer.write(f"GET {target} HTTP/1.1\r\nHost: x\r\nX-Mine: 1\r\n\r\n".encode())
    await reader.readuntil(b"</response>")
    writer.close()
    await writer.wait_closed()

    [request] = simulator.requests
    assert request.method == "GET"
    assert request.path == SEND
    assert request.raw_path == target
    assert request.raw_query == target.partition("?")[2]
    assert request.query == {"text": "Su kaçağı +1\n", "receipents": "1,2", "iys": ""}
    assert request.headers["x-mine"] == "1"
    assert request.body == b""
    assert request.at == clock.now
    assert request.answered_code == 422


async def test_body_recorded(client: Client, simulator: Simulator) -> None:
    """The body of a POST is kept."""
    await client.ask(BALANCE)

    assert simulator.account.key.encode() in simulator.requests[0].body


async def test_url_too_long(client: Client, simulator: Simulator) -> None:
    """A web server ends a URL that is too long before the provider sees it."""
    answer = await client.send("ş" * 1400)

    assert (answer.status, answer.content_type) == (414, "text/html; charset=utf-8")
    assert simulator.sends[0].answered_code == 414
    assert simulator.orders == []


async def test_waiting(client: Client, simulator: Simulator) -> None:
    """Tests wait for sends and SMS, and the error names what is missing."""
    simulator.faults.add(Fault(FaultKind.CODE, code=503, times=1))
    sends = asyncio.create_task(simulator.wait_for_sends(2))
    messages = asyncio.create_task(simulator.wait_for_messages(1))
    await client.send()
    assert not sends.done()
    await client.send()
    await asyncio.gather(sends, messages)
    await simulator.wait_for_sends(2)

    with pytest.raises(TimeoutError, match="2 of 3 sends were recorded"):
        await simulator.wait_for_sends(3, timeout=0.01)
    with pytest.raises(TimeoutError, match="1 of 2 SMS were accepted"):
        await simulator.wait_for_messages(2, timeout=0.01)


async def test_burst(client: Client, simulator: Simulator) -> None:
    """Hundreds at once are all answered."""
    simulator.account.balance *= 10
    answers = await asyncio.gather(*(client.send(f"Alarm {n}") for n in range(300)))

    assert {answer.code for answer in answers} == {200}
    assert len({answer.order_id for answer in answers}) == 300


def test_default_clock_can_be_frozen() -> None:
    """The wall clock is looked up at each call."""
    simulator = Simulator()
    with patch("time.time", return_value=42.0):
        assert simulator.clock() == 42.0
