"""Holding answers back."""

import asyncio

import pytest

from simulator import Fault, FaultKind, Simulator, Stage

from .client import BALANCE, Client


@pytest.mark.parametrize(("stage", "processed"), [(Stage.BEFORE, 0), (Stage.AFTER, 2)])
async def test_held(
    client: Client, simulator: Simulator, stage: Stage, processed: int
) -> None:
    """The stage decides whether the provider has done its work meanwhile."""
    gate = simulator.hold(stage=stage)
    sending = [asyncio.create_task(client.send(text)) for text in ("1", "2")]
    await gate.wait_for(2)

    assert gate.waiting == 2
    assert len(simulator.sends) == 2
    assert len(simulator.messages) == processed
    assert not any(task.done() for task in sending)

    gate.release()
    assert [answer.code for answer in await asyncio.gather(*sending)] == [200, 200]
    assert gate.waiting == 0
    assert (await client.send("3")).code == 200


async def test_other_endpoints_pass(client: Client, simulator: Simulator) -> None:
    """A gate holds its own endpoint, unless it is for any."""
    with simulator.hold():
        assert (await client.ask(BALANCE))[0] == 200
    with simulator.hold("any") as gate:
        asking = asyncio.create_task(client.ask(BALANCE))
        await gate.wait_for()
        assert not asking.done()
    assert (await asking)[0] == 200


async def test_fault_is_taken_behind_the_gate(
    client: Client, simulator: Simulator
) -> None:
    """A fault that is added while a request is held still meets it."""
    with simulator.hold(stage=Stage.BEFORE) as gate:
        sending = asyncio.create_task(client.send())
        await gate.wait_for(1)
        simulator.faults.add(Fault(FaultKind.CODE, code=402))
    assert (await sending).code == 402


async def test_wait_for_gives_up(simulator: Simulator) -> None:
    """A test that waits for too many fails."""
    gate = simulator.hold()
    with pytest.raises(TimeoutError, match="0 of 1 requests are held"):
        await gate.wait_for(1, timeout=0.01)
    gate.release()
    gate.release()
