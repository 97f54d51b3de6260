"""Credentials that change, and answers other than refusals that echo them."""

import asyncio
import json

import pytest

from custom_components.iletimerkezi.api import Order, RefusedError
from simulator import Account, Fault, FaultKind, Simulator

from .helpers import HASH, KEY, NUMBER, ClientFactory
from .servers import CannedServer, http, xml

LONG_KEY = "9f86d081884c7d659a2feaa0c55ad015"
LONG_HASH = "a3bf4f1b2b0b822cd15d6c15b0f00a089f86d081884c7d659a2feaa0c55ad015"


async def test_changed_credentials(
    new_client: ClientFactory, simulator: Simulator, account: Account
) -> None:
    """The same client goes on with them, at another address if need be."""
    client = new_client("http://127.0.0.1:9", KEY, "wrong")
    client.update_credentials(api_key=KEY, api_hash="wrong", url=simulator.url)
    with pytest.raises(RefusedError):
        await client.balance()
    client.update_credentials(api_key=KEY, api_hash=HASH, url=simulator.url)

    assert (await client.balance()).sms == 400
    assert (await client.send(text="a", numbers=[NUMBER], sender="EVIM")).id
    assert client.capacity("a", "EVIM", None) == new_client(simulator.url).capacity(
        "a", "EVIM", None
    )


async def test_changed_while_a_request_is_under_way(
    new_client: ClientFactory, simulator: Simulator, account: Account
) -> None:
    """What the request was made with is masked, not what came later."""
    client = new_client(simulator.url)
    simulator.faults.add(Fault(FaultKind.ECHO_SECRET, code=422))
    with simulator.hold() as gate:
        attempt = asyncio.create_task(
            client.send(text="a", numbers=[NUMBER], sender="EVIM")
        )
        await gate.wait_for(1)
        client.update_credentials(api_key="new", api_hash="newer", url=simulator.url)
    with pytest.raises(RefusedError) as raised:
        await attempt

    assert "key=*** hash=***" in raised.value.provider_text


@pytest.mark.parametrize(
    "order_id",
    [
        LONG_KEY,
        LONG_KEY.upper(),
        f"x{LONG_KEY}",
        LONG_HASH[:40],
        LONG_HASH[20:60],
        f"7{LONG_HASH[30:38]}7",
    ],
)
async def test_order_id_that_echoes_a_secret(
    new_client: ClientFactory, canned: CannedServer, order_id: str
) -> None:
    """The order was accepted; its id is not believed, not even a piece of one."""
    client = new_client(canned.url, LONG_KEY, LONG_HASH)
    twin = {"response": {"status": {"code": 200}, "order": {"id": order_id}}}
    for body in (
        xml(200, f"<order><id>{order_id}</id></order>"),
        json.dumps(twin).encode(),
    ):
        canned.always(http(body))
        order = await client.send(text="a", numbers=[NUMBER], sender="EVIM")

        assert order == Order(id=None)


@pytest.mark.parametrize("order_id", ["5", "700001", "9f86d08", "a-b_c"])
async def test_ordinary_order_id(
    new_client: ClientFactory, canned: CannedServer, order_id: str
) -> None:
    """A few characters in common are a coincidence."""
    client = new_client(canned.url, LONG_KEY, LONG_HASH)
    canned.always(http(xml(200, f"<order><id>{order_id}</id></order>")))

    order = await client.send(text="a", numbers=[NUMBER], sender="EVIM")
    assert order == Order(id=order_id)


async def test_other_answers_that_echo_a_secret(
    new_client: ClientFactory, canned: CannedServer
) -> None:
    """Neither a sender nor anything in a report repeats one."""
    client = new_client(canned.url, LONG_KEY, LONG_HASH)
    content = {
        "senders": {"sender": ["EVIM", LONG_HASH, f"-{LONG_KEY}-"]},
        "order": {"id": LONG_HASH, "message": {"number": LONG_HASH, "status": 111}},
    }
    body = {"response": {"status": {"code": 200, "message": LONG_HASH}, **content}}
    canned.always(http(json.dumps(body).encode()))

    assert await client.senders() == ["EVIM"]
    report = await client.report("5")
    assert report.order_id == "5"
    assert [message.number for message in report.messages] == [""]


async def test_provider_text_has_an_end(
    new_client: ClientFactory, canned: CannedServer
) -> None:
    """Cut only once it was masked: half a secret is one, too."""
    client = new_client(canned.url, LONG_KEY, LONG_HASH)
    canned.always(http(xml(499, message=f"{'a' * 480}{LONG_HASH}{'b' * 900_000}")))
    with pytest.raises(RefusedError) as raised:
        await client.send(text="a", numbers=[NUMBER], sender="EVIM")

    assert raised.value.provider_text == f"{'a' * 480}***{'b' * 17}"
