"""What becomes of accepted SMS."""

import pytest

from simulator import OrderState, Simulator, Sms

from .client import NUMBER, OTHER_NUMBER, Client
from .conftest import Clock

BOTH = f"{NUMBER},{OTHER_NUMBER}"


def states(simulator: Simulator) -> list[int]:
    """Return the state of every SMS."""
    return [sms.state for sms in simulator.messages]


async def test_by_hand(client: Client, simulator: Simulator, clock: Clock) -> None:
    """Nothing moves by itself; order, number and all can be chosen."""
    first = (await client.send("1", receipents=BOTH)).order_id
    second = (await client.send("2", receipents=BOTH)).order_id
    assert first is not None
    assert second is not None
    clock.tick(10**6)
    assert states(simulator) == [110, 110, 110, 110]

    assert simulator.deliver(first, number=OTHER_NUMBER) == 1
    assert states(simulator) == [110, 111, 110, 110]
    assert simulator.fail_delivery(str(second), number=NUMBER) == 1
    assert states(simulator) == [110, 111, 112, 110]
    assert simulator.deliver() == 2
    assert states(simulator) == [111, 111, 112, 111]
    assert simulator.fail_delivery() == 0


async def test_unknown_order(simulator: Simulator) -> None:
    """A test that names no order of the provider's is mistaken."""
    for move in (simulator.deliver, simulator.fail_delivery, simulator.cancel):
        with pytest.raises(KeyError):
            move(1)


async def test_by_itself(client: Client, simulator: Simulator, clock: Clock) -> None:
    """The clock delivers, except where a phone is off."""
    simulator.deliver_after = 5
    simulator.undeliverable.add(OTHER_NUMBER)
    await client.send("1", receipents=BOTH)
    clock.tick(3)
    await client.send("2")

    clock.tick(1.9)
    assert states(simulator) == [110, 110, 110]
    clock.tick(0.1)
    assert states(simulator) == [111, 112, 110]
    assert [order.state for order in simulator.orders] == [
        OrderState.FINISHED,
        OrderState.RUNNING,
    ]
    clock.tick(3)
    assert states(simulator) == [111, 112, 111]


async def test_cancelled(client: Client, simulator: Simulator, clock: Clock) -> None:
    """A cancelled order stays where it is."""
    simulator.deliver_after = 5
    order_id = (await client.send()).order_id
    assert order_id is not None
    simulator.cancel(order_id)
    clock.tick(5)

    assert states(simulator) == [110]
    assert simulator.orders[0].state is OrderState.CANCELLED


async def test_undeliverable_by_hand(client: Client, simulator: Simulator) -> None:
    """A phone that is off gets nothing by hand either."""
    simulator.undeliverable = {NUMBER}
    await client.send()

    assert simulator.deliver() == 1
    assert states(simulator) == [112]


async def test_on_message(client: Client, simulator: Simulator) -> None:
    """Listeners are called for every accepted SMS until they unsubscribe."""
    heard: list[Sms] = []
    leave = simulator.on_message(heard.append)
    await client.send("1", receipents=BOTH)
    leave()
    leave()
    await client.send("2")

    assert heard == simulator.messages[:2]
