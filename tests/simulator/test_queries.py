"""Balance, approved senders and reports."""

from decimal import Decimal
from typing import Any

import pytest

from simulator import Account, AnswerTypes, Simulator

from .client import BALANCE, NUMBER, OTHER_NUMBER, REPORT, SENDERS, Client
from .conftest import Clock

BOTH = f"{NUMBER},{OTHER_NUMBER}"
OK = {"code": 200, "message": "İşlem başarılı"}


async def test_balance(client: Client, simulator: Simulator) -> None:
    """Amount and SMS follow what was spent."""
    await client.send()

    assert await client.ask(BALANCE) == (
        200,
        {"status": OK, "balance": {"amount": 99.75, "sms": 399}},
    )
    assert simulator.requests[-1].endpoint == "balance"
    assert simulator.sends == simulator.requests[:1]


async def test_senders(client: Client, simulator: Simulator) -> None:
    """A new account has none."""
    assert (await client.ask(SENDERS))[1]["senders"] == {"sender": ["APITEST", "EVIM"]}
    simulator.account.senders.clear()
    assert (await client.ask(SENDERS))[1]["senders"] == {"sender": []}


async def test_report(client: Client, simulator: Simulator) -> None:
    """A report counts and lists the SMS of an order."""
    order_id = (await client.send(receipents=BOTH)).order_id
    simulator.deliver(number=NUMBER)

    status, content = await client.ask(REPORT, {"id": str(order_id)})

    assert status == 200
    assert content["order"] == {
        "id": order_id,
        "status": 113,
        "total": 2,
        "delivered": 1,
        "undelivered": 0,
        "waiting": 1,
        "submitAt": "2026-11-22 12:00:00",
        "sendAt": "2026-11-22 12:00:00",
        "sender": "EVIM",
        "price": 0.5,
        "message": [
            {"number": f"+90{NUMBER}", "status": 111},
            {"number": f"+90{OTHER_NUMBER}", "status": 110},
        ],
    }
    assert simulator.fail_delivery(order_id) == 1
    _, content = await client.ask(REPORT, {"id": order_id})
    assert content["order"]["status"] == 114
    assert content["order"]["undelivered"] == 1


async def test_report_pages(client: Client) -> None:
    """Rows come in pages; the counts are always the whole order's."""
    numbers = [str(5300000000 + n) for n in range(5)]
    order_id = (await client.send(receipents=",".join(numbers))).order_id
    pages = []
    for page in (1, 2, 3, 4):
        _, content = await client.ask(
            REPORT, {"id": order_id, "page": page, "rowCount": 2}
        )
        assert content["order"]["total"] == 5
        pages.append([row["number"] for row in content["order"]["message"]])

    assert [len(page) for page in pages] == [2, 2, 1, 0]
    assert [number for page in pages for number in page] == [
        f"+90{number}" for number in numbers
    ]


@pytest.mark.parametrize(
    "order",
    [
        None,
        {},
        {"id": "x"},
        {"id": None},
        [1],
        {"id": 1, "page": 0},
        {"id": 1, "rowCount": 0},
        {"id": 1, "rowCount": 1001},
    ],
)
async def test_report_refuses_values(client: Client, order: Any) -> None:
    """What is no order, no page or too many rows is refused."""
    assert (await client.ask(REPORT, order))[0] == 422


async def test_report_unknown(client: Client, simulator: Simulator) -> None:
    """An order that does not exist and somebody else's look the same."""
    assert (await client.ask(REPORT, {"id": 1}))[0] == 455
    order_id = (await client.send()).order_id
    simulator.add_account(Account(key="k", hash=simulator.account.hash))
    assert (await client.ask(REPORT, {"id": order_id}, key="k"))[0] == 455


async def test_report_too_early(
    client: Client, simulator: Simulator, clock: Clock
) -> None:
    """Some orders cannot be asked for at once."""
    simulator.report_after = 10
    order_id = (await client.send()).order_id

    status, content = await client.ask(REPORT, {"id": order_id})
    assert (status, content["status"]["code"]) == (456, 456)
    clock.tick(10)
    assert (await client.ask(REPORT, {"id": order_id}))[0] == 200


@pytest.mark.parametrize("path", [BALANCE, SENDERS, REPORT])
async def test_refused(client: Client, simulator: Simulator, path: str) -> None:
    """Wrong credentials and what is not JSON are refused in JSON."""
    status, content = await client.ask(path, {"id": 1}, key="wrong")
    assert status == 401
    assert content == {"status": {"code": 401, "message": "Üyelik bilgileri hatalı"}}
    for body, code in (
        (b"{", 400),
        (b"[]", 400),
        (b"{}", 400),
        (b'{"request": 1}', 401),
    ):
        async with client.session.post(simulator.url + path, data=body) as response:
            assert response.status == code
            assert (await response.json())["response"]["status"]["code"] == code


@pytest.mark.parametrize(
    ("types", "balance", "empty", "senders", "counts"),
    [
        ("plain", {"amount": 0.0372, "sms": 1}, {"amount": 0.0, "sms": 0}, ["E"], 0),
        (
            "strings",
            {"amount": "0.0372", "sms": "1"},
            {"amount": "0.0000", "sms": "0"},
            ["E"],
            "0",
        ),
        (
            "wobbly",
            {"amount": "0,0372", "sms": "1"},
            {"amount": "", "sms": ""},
            "E",
            "",
        ),
    ],
)
async def test_answer_types(
    client: Client,
    simulator: Simulator,
    types: AnswerTypes,
    balance: dict[str, Any],
    empty: dict[str, Any],
    senders: Any,
    counts: Any,
) -> None:
    """The same answers in other types."""
    order_id = (await client.send()).order_id
    simulator.answer_types = types
    account = simulator.account
    account.balance, account.price = Decimal("0.0372"), Decimal("0.0372")
    account.senders = ["E"]

    _, content = await client.ask(BALANCE)
    assert content["balance"] == balance
    assert content["status"]["code"] == (200 if types == "plain" else "200")
    assert (await client.ask(SENDERS))[1]["senders"]["sender"] == senders
    _, content = await client.ask(REPORT, {"id": order_id})
    assert content["order"]["delivered"] == counts
    assert type(content["order"]["id"]) is (int if types == "plain" else str)
    account.balance = Decimal(0)
    assert (await client.ask(BALANCE))[1]["balance"] == empty
    account.senders = []
    expected: Any = "" if types == "wobbly" else []
    assert (await client.ask(SENDERS))[1]["senders"]["sender"] == expected
