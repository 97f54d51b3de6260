"""The page's live events."""

import asyncio
import json

from simulator import Fault, FaultKind, Simulator

from .client import Client
from .conftest import Clock
from .control import close, listen, state


async def test_events(client: Client, simulator: Simulator, clock: Clock) -> None:
    """SMS, answers and settings arrive by themselves, and delivery, too."""
    simulator.deliver_after = 5
    events, writer = await listen(simulator)
    await client.send("Su kaçağı!")
    sms = await events.until("message")
    assert (sms["text"], sms["state"]) == ("Su kaçağı!", 110)
    assert (await events.until("answer"))["code"] == 200
    assert (await events.until("state"))["account"]["balance"] == "99.75"

    clock.tick(5)
    assert (await events.until("message")) == sms | {"state": 111}
    simulator.line_cut = True
    while not (await events.until("state"))["line_cut"]:
        pass
    simulator.clear()
    assert await events.until("reload") == {}
    await close(writer)


async def test_events_of_a_burst(client: Client, simulator: Simulator) -> None:
    """More than a page can follow: it has to reload everything."""
    simulator.account.balance *= 10
    events, writer = await listen(simulator)
    numbers = ",".join(str(5300000000 + n) for n in range(501))
    await client.send(receipents=numbers)

    assert await events.until("reload") == {}
    assert (await events.until("state"))["counts"]["messages"] == 501
    await close(writer)


async def test_stop_ends_events(simulator: Simulator) -> None:
    """A page that is open does not keep the simulator from stopping."""
    _, writer = await listen(simulator)
    async with asyncio.timeout(2):
        await simulator.stop()
    await close(writer)


async def test_events_of_a_closed_page(simulator: Simulator) -> None:
    """Nothing is kept for a page that is gone."""
    _, writer = await listen(simulator)
    await close(writer)
    simulator.changed.send(None)
    for _ in range(100):
        if not simulator.watchers:
            break
        await asyncio.sleep(0.02)
    assert simulator.watchers == 0


async def test_no_secrets(client: Client, simulator: Simulator) -> None:
    """Neither state nor events hold key or hash, whatever repeats them."""
    account = simulator.account
    events, writer = await listen(simulator)
    simulator.faults.add(Fault(FaultKind.ECHO_SECRET, code=422, times=1))
    await client.send()
    simulator.faults.add(
        Fault(FaultKind.CODE, text=f"{account.hash} yanlış", times=None)
    )
    await client.send("A")
    simulator.faults.clear()
    await client.send(f"key={account.key} hash={account.hash}")

    shown = json.dumps(await state(client))
    live = json.dumps(await events.until("message")) + json.dumps(
        await events.until("state")
    )
    await close(writer)
    for secret in (account.key, account.hash):
        assert secret not in shown
        assert secret not in live
    assert "key=\\u2022\\u2022\\u2022" in shown
    assert simulator.messages[0].text == f"key={account.key} hash={account.hash}"
