"""What tests of the integration play: account trouble, lost answers, JSON."""

import asyncio
import json

import aiohttp
import pytest

from simulator import Fault, FaultKind, Simulator, Stage

from .client import BALANCE, NUMBER, OTHER_NUMBER, REPORT, SENDERS, Client
from .conftest import Clock

FOUR = f"{NUMBER},{OTHER_NUMBER},5359998877,5359998878"


@pytest.mark.parametrize("code", [200, 402, 451])
async def test_json_twin(client: Client, simulator: Simulator, code: int) -> None:
    """A send answered in JSON, the content unchanged."""
    simulator.send_form = "json"
    if code == 451:
        await client.send()
    simulator.account.credit = 1 if code == 200 else 0
    answer = await client.send()
    body = json.loads(answer.body)["response"]

    assert (answer.status, body["status"]["code"]) == (code, code)
    assert answer.content_type.startswith("application/json")
    assert body.get("order") == (
        {"id": simulator.orders[0].id} if code == 200 else None
    )


async def test_json_twin_of_a_fault(client: Client, simulator: Simulator) -> None:
    """Faults have the form of the answers, and queries keep theirs."""
    simulator.send_form = "json"
    simulator.faults.add(Fault(FaultKind.CODE, code=503, endpoint="any"))
    assert json.loads((await client.send()).body)["response"]["status"]["code"] == 503
    assert (await client.ask(BALANCE))[0] == 503


@pytest.mark.parametrize("parts", [1, 2])
async def test_credit_for_three_of_four(
    client: Client, simulator: Simulator, parts: int
) -> None:
    """A shared order is refused whole; single ones pass until credit is gone."""
    simulator.account.credit = 3 * parts
    text = "a" * 150 * parts
    assert (await client.send(text, receipents=FOUR)).code == 402
    assert simulator.messages == []

    codes = [(await client.send(text, receipents=one)).code for one in FOUR.split(",")]
    assert codes == [200, 200, 200, 402]
    assert simulator.account.credit == 0
    simulator.account.credit = 1 * parts
    assert (await client.send(text, receipents=FOUR.split(",")[3])).code == 200


@pytest.mark.parametrize("code", [401, 402, 450, 468, 469, 470])
async def test_only_sends_are_refused(
    client: Client, simulator: Simulator, code: int
) -> None:
    """The balance is fine meanwhile; nothing is sent, nothing is charged."""
    simulator.account.send_refusal = code
    assert (await client.send()).code == code
    status, content = await client.ask(BALANCE)
    assert (status, content["balance"]["sms"]) == (200, 400)
    assert simulator.messages == []

    simulator.account.send_refusal = None
    assert (await client.send()).code == 200


async def test_everything_is_refused(client: Client, simulator: Simulator) -> None:
    """By a switch in the panel, or with any code."""
    simulator.account.allow_api = False
    assert (await client.send()).code == 401
    assert (await client.ask(BALANCE))[0] == 401
    simulator.account.allow_api = True
    simulator.faults.add(Fault(FaultKind.CODE, code=402, endpoint="any"))
    assert (await client.send()).code == 402
    assert (await client.ask(SENDERS))[0] == 402


async def test_sender_is_approved_later(client: Client, simulator: Simulator) -> None:
    """Refused until then, while another one works."""
    assert (await client.send(sender="EVIM 2")).code == 450
    assert (await client.send()).code == 200
    simulator.account.senders.append("EVIM 2")
    assert (await client.send(sender="EVIM 2", text="b")).code == 200


@pytest.mark.parametrize(("stage", "again"), [(Stage.BEFORE, 200), (Stage.AFTER, 451)])
async def test_lost_answer(
    client: Client, simulator: Simulator, clock: Clock, stage: Stage, again: int
) -> None:
    """A repeat shows which it was, for ten minutes."""
    # aiohttp repeats a dropped GET once by itself.
    simulator.faults.add(Fault(FaultKind.DROP, stage=stage, times=2))
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.send()
    clock.tick(599)
    assert (await client.send()).code == again
    clock.tick(600)
    assert (await client.send()).code == 200
    assert len(simulator.messages) == 2


async def test_balance_hangs(client: Client, simulator: Simulator) -> None:
    """Nothing else does."""
    fault = simulator.faults.add(Fault(FaultKind.HANG, endpoint="balance"))
    query = asyncio.create_task(client.ask(BALANCE))
    assert (await client.send()).code == 200
    assert (await client.ask(SENDERS))[0] == 200
    assert not query.done()
    query.cancel()
    simulator.faults.remove(fault)
    assert (await client.ask(BALANCE))[0] == 200


async def test_counts(client: Client, simulator: Simulator) -> None:
    """Requests by kind, whatever they were answered."""
    order_id = (await client.send()).order_id
    await client.send()
    for _ in range(3):
        await client.ask(BALANCE)
    await client.ask(REPORT, {"id": order_id})
    await client.get("/elsewhere")
    kinds = ("send", "balance", "senders", "report", "unknown")
    assert [simulator.count(kind) for kind in kinds] == [2, 3, 0, 1, 1]

    simulator.clear()
    assert [simulator.count(kind) for kind in kinds] == [0] * 5


async def test_shorter_memory(
    client: Client, simulator: Simulator, clock: Clock
) -> None:
    """For tests that cannot move the clock."""
    simulator.book.repeat_seconds = 5
    assert (await client.send()).code == 200
    clock.tick(4)
    assert (await client.send()).code == 451
    clock.tick(1)
    assert (await client.send()).code == 200
