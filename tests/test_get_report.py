"""The action get_report."""

import json
from typing import Any

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from custom_components.iletimerkezi.const import DOMAIN
from simulator import Account, Fault, FaultKind, Order, Simulator

from .helpers import ANNE, BABA, KIZ, account_entry, set_up


async def get_report(hass: HomeAssistant, order_id: Any, **data: Any) -> dict[str, Any]:
    """Ask for a report."""
    response = await hass.services.async_call(
        DOMAIN,
        "get_report",
        {"order_id": order_id, **data},
        blocking=True,
        return_response=True,
    )
    assert isinstance(response, dict)
    return response


async def send(hass: HomeAssistant, *numbers: str, **data: Any) -> str:
    """Send a message, and return the order that the response names."""
    response: Any = await hass.services.async_call(
        DOMAIN,
        "send_message",
        {"message": "Su kaçağı!", "number": list(numbers), **data},
        blocking=True,
        return_response=True,
    )
    [order_id] = {message["order_id"] for message in response["messages"]}
    assert isinstance(order_id, str)
    return order_id


def asked(simulator: Simulator) -> list[dict[str, Any]]:
    """Return what was asked of the provider about orders."""
    return [
        json.loads(request.body)["request"]["order"]
        for request in simulator.requests
        if request.endpoint == "report"
    ]


@pytest.mark.parametrize("types", ["plain", "strings", "wobbly"])
async def test_response(hass: HomeAssistant, simulator: Simulator, types: str) -> None:
    """Counters and the state of each number, in our own words and types."""
    simulator.answer_types = types  # type: ignore[assignment]
    await set_up(hass, account_entry(simulator, delivery_reports=False))
    order_id = await send(hass, ANNE, BABA, KIZ)
    simulator.deliver(number=ANNE)
    simulator.fail_delivery(number=BABA)
    assert await get_report(hass, order_id) == {
        "order_id": order_id,
        "status": "sending",
        "total": 3,
        "delivered": 1,
        "undelivered": 1,
        "waiting": 1,
        "messages": [
            {"number": ANNE, "status": "delivered"},
            {"number": BABA, "status": "undelivered"},
            {"number": KIZ, "status": "waiting"},
        ],
    }
    assert asked(simulator) == [{"id": order_id, "page": 1, "rowCount": 1000}]


@pytest.mark.parametrize("types", ["plain", "strings", "wobbly"])
async def test_completed_and_failed(
    hass: HomeAssistant, simulator: Simulator, types: str
) -> None:
    """Completed is not delivered: the counters say what is."""
    simulator.answer_types = types  # type: ignore[assignment]
    await set_up(hass, account_entry(simulator, delivery_reports=False))
    order_id = await send(hass, ANNE)
    simulator.fail_delivery()
    expected = {
        "order_id": order_id,
        "status": "completed",
        "total": 1,
        "delivered": 0,
        "undelivered": 1,
        "waiting": 0,
        "messages": [{"number": ANNE, "status": "undelivered"}],
    }
    assert await get_report(hass, order_id) == expected
    simulator.cancel(order_id)
    assert await get_report(hass, order_id) == {**expected, "status": "failed"}


@pytest.mark.parametrize("written", [int, str, lambda order_id: f" {order_id} "])
async def test_order_id_as_typed(
    hass: HomeAssistant, simulator: Simulator, written: Any
) -> None:
    """Unquoted in YAML it is a number."""
    await set_up(hass, account_entry(simulator, delivery_reports=False))
    order_id = await send(hass, ANNE)
    report = await get_report(hass, written(order_id))
    assert report["order_id"] == order_id
    assert asked(simulator)[0]["id"] == order_id


async def test_more_messages_than_a_page_holds(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """An order of the panel can have thousands of recipients."""
    await set_up(hass, account_entry(simulator))
    numbers = [f"53{number:08}" for number in range(2300)]
    simulator.book.add(
        Order(
            id=4711,
            account_key=simulator.account.key,
            text="Duyuru",
            numbers=numbers,
            sender="EVIM",
            iys=False,
            iys_list=None,
            parts=1,
            price=simulator.account.price,
            submitted_at=simulator.clock(),
        ),
        "Duyuru",
    )
    simulator.deliver(number=numbers[-1])
    report = await get_report(hass, 4711)
    assert [page["page"] for page in asked(simulator)] == [1, 2, 3]
    assert [message["number"] for message in report["messages"]] == numbers
    assert [
        index
        for index, message in enumerate(report["messages"])
        if message["status"] == "delivered"
    ] == [2299]
    assert (report["total"], report["delivered"], report["waiting"]) == (2300, 1, 2299)


@pytest.mark.parametrize("total", [1000, 2000])
async def test_full_last_page(
    hass: HomeAssistant, simulator: Simulator, total: int
) -> None:
    """Nothing is asked past the end."""
    await set_up(hass, account_entry(simulator))
    simulator.book.add(
        Order(
            id=4711,
            account_key=simulator.account.key,
            text="Duyuru",
            numbers=[f"53{number:08}" for number in range(total)],
            sender="EVIM",
            iys=False,
            iys_list=None,
            parts=1,
            price=simulator.account.price,
            submitted_at=simulator.clock(),
        ),
        "Duyuru",
    )
    assert len((await get_report(hass, 4711))["messages"]) == total
    assert len(asked(simulator)) == total // 1000


async def test_unknown_order(hass: HomeAssistant, simulator: Simulator) -> None:
    """It raises and says which one."""
    await set_up(hass, account_entry(simulator))
    with pytest.raises(HomeAssistantError, match="does not know the order 123456"):
        await get_report(hass, "123456")


async def test_which_account(hass: HomeAssistant, simulator: Simulator) -> None:
    """With several accounts it has to be said whose order it is."""
    first = await set_up(hass, account_entry(simulator, delivery_reports=False))
    other = simulator.add_account(Account(key="key-2", hash="hash-2"))
    second = await set_up(
        hass,
        account_entry(
            simulator,
            account=other,
            title="İleti Merkezi (EVIM)",
            delivery_reports=False,
        ),
    )
    order_id = await send(hass, ANNE, config_entry_id=second.entry_id)
    with pytest.raises(ServiceValidationError) as raised:
        await get_report(hass, order_id)
    assert raised.value.translation_key == "several_accounts"
    assert asked(simulator) == []
    with pytest.raises(HomeAssistantError, match=order_id):
        await get_report(hass, order_id, config_entry_id=first.entry_id)
    report = await get_report(hass, order_id, config_entry_id=second.entry_id)
    assert report["order_id"] == order_id
    # One account that is disabled is not in the way.
    await hass.config_entries.async_remove(first.entry_id)
    await hass.async_block_till_done()
    assert await get_report(hass, order_id) == report


async def test_unknown_account(hass: HomeAssistant, simulator: Simulator) -> None:
    """Nobody is asked for it, with a reason that the UI can translate."""
    entry = await set_up(hass, account_entry(simulator))
    with pytest.raises(ServiceValidationError) as raised:
        await get_report(hass, "1", config_entry_id="nobody")
    assert raised.value.translation_key == "account_not_found"
    await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(ServiceValidationError) as raised:
        await get_report(hass, "1")
    assert raised.value.translation_key == "account_not_loaded"
    assert raised.value.translation_placeholders == {"account": "İleti Merkezi"}
    await hass.config_entries.async_remove(entry.entry_id)
    with pytest.raises(ServiceValidationError) as raised:
        await get_report(hass, "1")
    assert raised.value.translation_key == "account_not_found"
    assert asked(simulator) == []


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(FaultKind.DROP, endpoint="report"), ["could not be reached", "700001"]),
        (Fault(FaultKind.CODE, endpoint="report", code=456), ["700001", "yet"]),
        (
            Fault(FaultKind.CODE, endpoint="report", code=401),
            ["credentials", "700001"],
        ),
        (
            Fault(FaultKind.CODE, endpoint="report", code=422),
            ["422", "700001", "İstek içerisindeki değerler doğrulanamadı"],
        ),
    ],
    ids=lambda value: f"{value.kind}-{value.code}" if isinstance(value, Fault) else "",
)
async def test_no_report(
    hass: HomeAssistant, simulator: Simulator, fault: Fault, words: list[str]
) -> None:
    """What went wrong is said, with the provider's words where ours end."""
    await set_up(hass, account_entry(simulator, delivery_reports=False))
    order_id = await send(hass, ANNE)
    simulator.faults.add(fault)
    with pytest.raises(HomeAssistantError) as raised:
        await get_report(hass, order_id)
    assert raised.value.translation_domain == DOMAIN
    assert raised.value.__cause__ is None
    for word in words:
        assert word in str(raised.value)


async def test_provider_that_repeats_the_secret(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Key and hash do not come back in an error."""
    await set_up(hass, account_entry(simulator))
    simulator.faults.add(Fault(FaultKind.ECHO_SECRET, endpoint="report", code=499))
    with pytest.raises(HomeAssistantError, match="499") as raised:
        await get_report(hass, "1")
    assert simulator.account.key not in str(raised.value)
    assert simulator.account.hash not in str(raised.value)


async def test_providers_text_is_shown_as_is(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Nothing foreign becomes a link or a tag in the UI."""
    await set_up(hass, account_entry(simulator))
    simulator.faults.add(
        Fault(
            FaultKind.CODE,
            endpoint="report",
            code=499,
            text="<b>[Tıkla](https://example.com)</b>",
        )
    )
    with pytest.raises(HomeAssistantError, match="Tıkla") as raised:
        await get_report(hass, "1")
    assert "<b>" not in str(raised.value)
    assert r"\[Tıkla\]" in str(raised.value)


async def test_only_with_a_response(hass: HomeAssistant, simulator: Simulator) -> None:
    """Asking without listening to the answer is a mistake."""
    await set_up(hass, account_entry(simulator))
    with pytest.raises(ServiceValidationError):
        await hass.services.async_call(
            DOMAIN, "get_report", {"order_id": "1"}, blocking=True
        )
    assert asked(simulator) == []
