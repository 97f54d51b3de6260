"""The rules of sending, each by itself and in their sequence."""

from decimal import Decimal

import pytest

from simulator import Account, Simulator, SmsState
from simulator.provider import TEST_TEXT

from .client import NUMBER, OTHER_NUMBER, SEND, Client
from .conftest import Clock

BOTH = f"{NUMBER},{OTHER_NUMBER}"


async def test_accepted(client: Client, simulator: Simulator, clock: Clock) -> None:
    """An accepted order is answered with its id, and its SMS go out."""
    answer = await client.send("Su kaçağı!", receipents=BOTH)

    assert answer.status == 200
    assert answer.reason == "İşlem başarılı"
    assert answer.content_type == "text/xml; charset=utf-8"
    [order] = simulator.orders
    assert answer.body.decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        "<response>\n"
        "  <status>\n"
        "    <code>200</code>\n"
        "    <message>İşlem başarılı</message>\n"
        "  </status>\n"
        "  <order>\n"
        f"    <id>{order.id}</id>\n"
        "  </order>\n"
        "</response>\n"
    )
    assert order.account_key == simulator.account.key
    assert order.text == "Su kaçağı!"
    assert order.numbers == [NUMBER, OTHER_NUMBER]
    assert order.sender == "EVIM"
    assert (order.iys, order.iys_list) == (False, None)
    assert order.parts == 1
    assert order.price == Decimal("0.50")
    assert order.submitted_at == clock.now
    assert order.messages == simulator.messages
    assert [
        (sms.number, sms.text, sms.sender, sms.order_id, sms.at, sms.state)
        for sms in simulator.messages
    ] == [
        (number, "Su kaçağı!", "EVIM", order.id, clock.now, SmsState.QUEUED)
        for number in (NUMBER, OTHER_NUMBER)
    ]
    assert simulator.account.balance == Decimal("99.50")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"key": None}, 422),
        ({"hash": None}, 422),
        ({"text": None}, 422),
        ({"receipents": None}, 422),
        ({"sender": None}, 422),
        ({"recipients": NUMBER}, 422),
        ({"iys": None}, 468),
        ({"iys": ""}, 468),
        ({"iys": "true"}, 468),
        ({"iys": "1"}, 469),
        ({"iys": "1", "iysList": ""}, 469),
        ({"iys": "1", "iysList": "bireysel"}, 469),
        ({"key": "wrong"}, 401),
        ({"hash": "wrong"}, 401),
        ({"text": ""}, 454),
        ({"text": " \n"}, 454),
        ({"sender": ""}, 459),
        ({"sender": "TWELVE CHARS"}, 460),
        ({"sender": "EVİM"}, 460),
        ({"sender": "evim"}, 450),
        ({"sender": "EVIM "}, 450),
        ({"receipents": ""}, 452),
        ({"receipents": "530123456"}, 452),
        ({"receipents": "05301234567"}, 452),
        ({"receipents": "+905301234567"}, 452),
        ({"receipents": "4301234567"}, 452),
        ({"receipents": f"{NUMBER}, {OTHER_NUMBER}"}, 452),
        ({"receipents": f"{NUMBER},"}, 452),
        ({"receipents": "٥٣٠١٢٣٤٥٦٧"}, 452),
        ({"text": "a" * 1067}, 453),
    ],
)
async def test_refused(
    client: Client, simulator: Simulator, changes: dict[str, str | None], code: int
) -> None:
    """A refused order costs nothing and sends nothing."""
    answer = await client.send(**changes)  # type: ignore[arg-type]

    assert (answer.status, answer.code, answer.order_id) == (code, code, None)
    assert simulator.messages == []
    assert simulator.account.balance == Decimal(100)
    assert [request.answered_code for request in simulator.requests] == [code]


@pytest.mark.parametrize("iys_list", ["BIREYSEL", "TACIR"])
async def test_commercial(client: Client, simulator: Simulator, iys_list: str) -> None:
    """A commercial order keeps its list."""
    assert (await client.send(iys="1", iysList=iys_list)).code == 200

    assert (simulator.orders[0].iys, simulator.orders[0].iys_list) == (True, iys_list)


async def test_list_without_iys(client: Client, simulator: Simulator) -> None:
    """A list that nobody asked for is not looked at."""
    assert (await client.send(iys="0", iysList="x")).code == 200

    assert simulator.orders[0].iys_list is None


@pytest.mark.parametrize(
    ("raw_query", "code"),
    [("text=a&text=b", 422), ("text=%FF", 400), ("", 422)],
)
async def test_malformed_query(client: Client, raw_query: str, code: int) -> None:
    """A parameter given twice and bytes that are not UTF-8 are refused."""
    assert (await client.get(f"{SEND}?{raw_query}")).code == code


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/send-sms/get"),
        ("GET", "/v1/send-sms/xml"),
        ("POST", SEND),
        ("GET", "/v1/get-balance/json"),
    ],
)
async def test_unknown_endpoint(
    client: Client, simulator: Simulator, method: str, path: str
) -> None:
    """What the provider does not have is answered in XML."""
    url = simulator.url + path
    async with client.session.request(method, url) as response:
        assert response.status == 404
        assert b"<code>404</code>" in await response.read()

    assert simulator.requests[0].endpoint == "unknown"
    assert simulator.sends == []


async def test_api_access_off(client: Client, simulator: Simulator) -> None:
    """The switch in the panel looks like wrong credentials."""
    simulator.account.allow_api = False
    assert (await client.send()).code == 401

    simulator.account.allow_api = True
    assert (await client.send()).code == 200


async def test_replaced_key(client: Client, simulator: Simulator) -> None:
    """A key replaced in the panel no longer opens the account."""
    old = simulator.account.key
    simulator.account.key = "another"

    assert (await client.send(key=old)).code == 401
    assert (await client.send()).code == 200


async def test_second_account(client: Client, simulator: Simulator) -> None:
    """Accounts have their own senders and credit, and repeat on their own."""
    other = Account(key="k", hash="h", balance=Decimal("0.25"), senders=["ISYERI"])
    assert simulator.add_account(other) is simulator.accounts["k"]

    assert (await client.send()).code == 200
    assert (await client.send(key="k", hash="h")).code == 450
    assert (await client.send(key="k", hash="h", sender="ISYERI")).code == 200
    assert other.balance == 0
    assert [order.account_key for order in simulator.orders] == [
        simulator.account.key,
        "k",
    ]


async def test_test_sender(client: Client, simulator: Simulator) -> None:
    """APITEST delivers a text of its own, and still refuses a repeat."""
    assert (await client.send("Yangın", sender="APITEST")).code == 200
    assert (await client.send("Yangın", sender="APITEST")).code == 451

    assert [sms.text for sms in simulator.messages] == [TEST_TEXT]
    assert simulator.orders[0].text == "Yangın"


async def test_credit(client: Client, simulator: Simulator) -> None:
    """Every part to every recipient is paid for, and nothing on credit."""
    simulator.account.balance = Decimal("1.00")

    assert (await client.send("a" * 156, receipents=BOTH)).code == 200
    assert simulator.account.balance == 0
    assert simulator.account.credit == 0
    assert (await client.send("b")).code == 402
    assert len(simulator.orders) == 1


async def test_repeat(client: Client, clock: Clock) -> None:
    """The same text to the same recipients is refused for ten minutes."""
    assert (await client.send("A", receipents=BOTH)).code == 200
    swapped = ",".join(reversed(BOTH.split(",")))
    assert (await client.send("A", receipents=swapped, sender="APITEST")).code == 451
    assert (await client.send("A", receipents=NUMBER)).code == 200
    assert (await client.send("B", receipents=BOTH)).code == 200

    clock.tick(599)
    assert (await client.send("A", receipents=BOTH)).code == 451
    clock.tick(1)
    assert (await client.send("A", receipents=BOTH)).code == 200


async def test_repeat_to_any_recipient(client: Client, simulator: Simulator) -> None:
    """The other reading of the rule applies to each recipient."""
    simulator.repeat_rule = "any_recipient"

    assert (await client.send("A", receipents=BOTH)).code == 200
    assert (await client.send("A", receipents=OTHER_NUMBER)).code == 451
    assert (await client.send("A", receipents="5309999999")).code == 200
    assert (await client.send("A", receipents="5308888888,5309999999")).code == 451


async def test_refused_orders_do_not_count_as_repeats(
    client: Client, simulator: Simulator
) -> None:
    """Only what was accepted can be repeated."""
    simulator.account.balance = Decimal(0)
    assert (await client.send()).code == 402

    simulator.account.balance = Decimal(1)
    assert (await client.send()).code == 200


async def test_clear_forgets_repeats(client: Client, simulator: Simulator) -> None:
    """After clearing, everything is new; order ids are never used again."""
    first = (await client.send()).order_id
    simulator.clear()

    second = (await client.send()).order_id
    assert first is not None
    assert second is not None
    assert second > first
    assert len(simulator.requests) == len(simulator.messages) == 1


async def test_one_bad_recipient_refuses_all(
    client: Client, simulator: Simulator
) -> None:
    """By default a blocked number spoils the order."""
    simulator.account.blocked.add(OTHER_NUMBER)

    assert (await client.send(receipents=BOTH)).code == 452
    assert simulator.messages == []


async def test_bad_recipients_dropped(client: Client, simulator: Simulator) -> None:
    """The other reading serves the good numbers and charges only for them."""
    simulator.bad_recipients = "drop"
    simulator.account.blocked.add(OTHER_NUMBER)

    assert (await client.send(receipents=f"{BOTH},123")).code == 200
    assert [sms.number for sms in simulator.messages] == [NUMBER]
    assert simulator.account.balance == Decimal("99.75")
    assert (await client.send("B", receipents=OTHER_NUMBER)).code == 452


async def test_strict_count(client: Client, simulator: Simulator) -> None:
    """Turkish letters that count twice make a text too long earlier."""
    text = "ş" * 600

    assert (await client.send(text)).code == 200
    simulator.strict_count = True
    assert (await client.send(f"{text}ş")).code == 453


async def test_max_parts(client: Client, simulator: Simulator) -> None:
    """The limit can be lowered."""
    simulator.max_parts = 1

    assert (await client.send("a" * 155)).code == 200
    assert (await client.send("a" * 156)).code == 453


async def test_sequence_of_rules(client: Client, simulator: Simulator) -> None:
    """Of many mistakes, the first in the provider's sequence is reported."""
    simulator.account.balance = Decimal(0)
    mistakes: dict[str, str | None] = {
        "iys": "2",
        "hash": "wrong",
        "text": "",
        "sender": "",
        "receipents": "1",
    }
    codes = []
    for name, right in (
        ("iys", "0"),
        ("hash", simulator.account.hash),
        ("text", "x" * 2000),
        ("sender", "EVIM"),
        ("receipents", NUMBER),
        ("text", "x"),
    ):
        codes.append((await client.send(**mistakes)).code)  # type: ignore[arg-type]
        mistakes[name] = right
    codes.append((await client.send(**mistakes)).code)  # type: ignore[arg-type]

    assert codes == [468, 401, 454, 459, 452, 453, 402]
