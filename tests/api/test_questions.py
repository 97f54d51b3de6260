"""Balance, senders and reports: what is asked, and what comes of the answers."""

from decimal import Decimal
import json
from typing import Any

import pytest

from custom_components.iletimerkezi.api import (
    Balance,
    IletiMerkeziClient,
    ProviderUnreachableError,
    RefusedError,
    ReportedMessage,
    StatusCode,
)
from custom_components.iletimerkezi.api.models import MessageStatus, OrderStatus
from simulator import Account, AnswerTypes, Fault, FaultKind, Order, Simulator

from .helpers import HASH, KEY, NUMBER, OTHER_NUMBER, ClientFactory
from .servers import CannedServer, http

AUTHENTICATION = {"key": KEY, "hash": HASH}


def asked(simulator: Simulator, path: str) -> list[Any]:
    """Return what each request asked for, all being POSTs to one path."""
    for request in simulator.requests:
        assert (request.method, request.raw_path) == ("POST", path)
        assert request.headers["Content-Type"] == "application/json"
        assert "no-cache" in request.headers["Cache-Control"]
        assert request.headers["Accept-Encoding"] == "identity"
    return [json.loads(request.body) for request in simulator.requests]


@pytest.fixture(params=["plain", "strings", "wobbly"])
def types(simulator: Simulator, request: pytest.FixtureRequest) -> AnswerTypes:
    """Let the provider write numbers in every way it has been seen to."""
    simulator.answer_types = request.param
    return simulator.answer_types


@pytest.mark.parametrize("amount", ["10.5", "0.25", "0", "1234.75"])
async def test_balance(
    client: IletiMerkeziClient,
    simulator: Simulator,
    account: Account,
    types: AnswerTypes,
    amount: str,
) -> None:
    """What is left, and what it pays for."""
    account.balance = Decimal(amount)

    assert await client.balance() == Balance(
        amount=Decimal(amount), sms=int(Decimal(amount) * 4)
    )
    assert asked(simulator, "/v1/get-balance/json") == [
        {"request": {"authentication": AUTHENTICATION}}
    ]


@pytest.mark.parametrize("senders", [[], ["EVIM"], ["APITEST", "EVIM", "EV IM"]])
async def test_senders(
    client: IletiMerkeziClient,
    simulator: Simulator,
    account: Account,
    types: AnswerTypes,
    senders: list[str],
) -> None:
    """Those approved, also where it is one or none."""
    account.senders = senders

    assert await client.senders() == senders
    assert asked(simulator, "/v1/get-sender/json") == [
        {"request": {"authentication": AUTHENTICATION}}
    ]


async def test_report(
    client: IletiMerkeziClient, simulator: Simulator, types: AnswerTypes
) -> None:
    """From sending to the phone."""
    order = await client.send(
        text="a", numbers=[NUMBER, OTHER_NUMBER, "5359998877"], sender="EVIM"
    )
    assert order.id is not None
    simulator.requests.clear()
    report = await client.report(order.id)
    assert (report.order_id, report.status) == (order.id, OrderStatus.SENDING)
    assert (report.total, report.waiting) == (3, 3)

    simulator.deliver(order.id, number=NUMBER)
    simulator.fail_delivery(order.id, number=OTHER_NUMBER)
    report = await client.report(order.id)
    assert report.status is OrderStatus.SENDING
    assert (report.delivered, report.undelivered, report.waiting) == (1, 1, 1)
    assert report.messages == (
        ReportedMessage(number=NUMBER, status=MessageStatus.DELIVERED),
        ReportedMessage(number=OTHER_NUMBER, status=MessageStatus.UNDELIVERED),
        ReportedMessage(number="5359998877", status=MessageStatus.WAITING),
    )

    simulator.cancel(order.id)
    assert (await client.report(order.id)).status is OrderStatus.FAILED
    simulator.orders[0].cancelled = False
    simulator.deliver(order.id)
    assert (await client.report(order.id)).status is OrderStatus.COMPLETED

    wanted = {"id": order.id, "page": 1, "rowCount": 1000}
    assert (
        asked(simulator, "/v1/get-report/json")
        == [{"request": {"authentication": AUTHENTICATION, "order": wanted}}] * 4
    )


def accepted(simulator: Simulator, count: int) -> list[str]:
    """Put an order into the provider's book that no URL could carry."""
    numbers = [str(5300000000 + n) for n in range(count)]
    order = Order(
        id=5,
        account_key=KEY,
        text="a",
        numbers=numbers,
        sender="EVIM",
        iys=False,
        iys_list=None,
        parts=1,
        price=Decimal(1),
        submitted_at=simulator.clock(),
    )
    simulator.book.add(order, "a")
    return numbers


@pytest.mark.parametrize(
    ("count", "pages"),
    [(1, 1), (999, 1), (1000, 1), (1001, 2), (2000, 2), (2001, 3), (3500, 4)],
)
async def test_long_report(
    client: IletiMerkeziClient, simulator: Simulator, count: int, pages: int
) -> None:
    """All of its pages, and no page more than there is."""
    numbers = accepted(simulator, count)
    report = await client.report("5")

    assert [message.number for message in report.messages] == numbers
    assert (report.total, report.waiting) == (count, count)
    asked_for = [
        request["request"]["order"]
        for request in asked(simulator, "/v1/get-report/json")
    ]
    assert asked_for == [
        {"id": "5", "page": page, "rowCount": 1000} for page in range(1, pages + 1)
    ]


async def test_report_that_breaks_off(
    client: IletiMerkeziClient, simulator: Simulator
) -> None:
    """A report without its later pages would be a wrong one."""
    accepted(simulator, 2500)
    second = Fault(
        FaultKind.EMPTY_200,
        endpoint="report",
        where=lambda request: b'"page": 2' in request.body,
    )
    simulator.faults.add(second)
    with pytest.raises(ProviderUnreachableError):
        await client.report("5")

    assert len(simulator.requests) == 2


def page_of(rows: int, total: int, order_id: object = 5) -> bytes:
    """Return one page of a report."""
    order = {
        "id": order_id,
        "status": 114,
        "total": total,
        "message": [{"number": f"+90{NUMBER}", "status": 111}] * rows,
    }
    return http(
        json.dumps(
            {"response": {"status": {"code": 200, "message": ""}, "order": order}}
        ).encode()
    )


async def test_total_that_is_never_reached(
    new_client: ClientFactory, canned: CannedServer
) -> None:
    """A page that is not full is the last one, whatever the total says."""
    pages = [page_of(1000, 5000), page_of(999, 5000)]
    canned.answer = lambda body: pages[json.loads(body)["request"]["order"]["page"] - 1]
    report = await new_client(canned.url).report("5")

    assert (len(report.messages), report.total) == (1999, 5000)
    assert len(canned.requests) == 2


async def test_empty_page(new_client: ClientFactory, canned: CannedServer) -> None:
    """So is an empty one."""
    pages = [page_of(1000, 5000), page_of(0, 5000)]
    canned.answer = lambda body: pages[json.loads(body)["request"]["order"]["page"] - 1]
    report = await new_client(canned.url).report("5")

    assert len(report.messages) == 1000
    assert len(canned.requests) == 2


async def test_report_without_end(
    new_client: ClientFactory, canned: CannedServer
) -> None:
    """A provider that serves full pages for ever is not asked for ever."""
    canned.always(page_of(1000, 10**9))
    report = await new_client(canned.url).report("5")

    assert len(canned.requests) == 100
    assert len(report.messages) == 100_000


async def test_report_without_id(
    new_client: ClientFactory, canned: CannedServer
) -> None:
    """The order is the one that was asked for."""
    canned.always(page_of(1, 1, ""))

    assert (await new_client(canned.url).report("5")).order_id == "5"


async def test_unknown_order(client: IletiMerkeziClient, simulator: Simulator) -> None:
    """An order that the provider does not know is a refusal."""
    with pytest.raises(RefusedError) as raised:
        await client.report("404404")

    assert (raised.value.code, raised.value.provider_text) == (
        455,
        "Sipariş bulunamadı",
    )


async def test_report_too_early(
    client: IletiMerkeziClient, simulator: Simulator
) -> None:
    """A report that is not there yet will be."""
    simulator.report_after = 60.0
    order = await client.send(text="a", numbers=[NUMBER], sender="EVIM")
    assert order.id is not None
    with pytest.raises(RefusedError) as refused:
        await client.report(order.id)
    assert refused.value.code == StatusCode.REPORT_TOO_EARLY

    simulator.report_after = None
    assert (await client.report(order.id)).total == 1


async def test_order_id_is_a_value_only(
    client: IletiMerkeziClient, simulator: Simulator
) -> None:
    """Whatever is asked for, it stays within its quotes."""
    with pytest.raises(RefusedError):
        await client.report('5", "page": 7, "x": "ğ')

    (request,) = asked(simulator, "/v1/get-report/json")
    assert request["request"]["order"] == {
        "id": '5", "page": 7, "x": "ğ',
        "page": 1,
        "rowCount": 1000,
    }


@pytest.mark.parametrize("question", ["balance", "senders"])
async def test_wrong_credentials(
    new_client: ClientFactory, simulator: Simulator, account: Account, question: str
) -> None:
    """The check that costs nothing."""
    client = new_client(simulator.url, KEY, HASH + "x")
    with pytest.raises(RefusedError) as raised:
        await getattr(client, question)()

    assert raised.value.code == 401
    assert simulator.orders == []
