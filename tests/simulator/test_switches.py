"""The page's switches, and the values they refuse."""

from decimal import Decimal
import json
from typing import Any

import pytest

from simulator import Fault, FaultKind, Simulator, Stage

from .client import BALANCE, NUMBER, OTHER_NUMBER, Client
from .conftest import Clock
from .control import state, switch


async def test_add_and_end_faults(client: Client, simulator: Simulator) -> None:
    """Faults come one by one and go all at once."""
    status, settings = await switch(
        client,
        "faults",
        {"kind": "code", "code": 450, "endpoint": "any", "stage": "after", "times": 3},
    )
    assert (status, len(settings["faults"])) == (200, 1)
    [fault] = simulator.faults
    assert fault.kind is FaultKind.CODE
    assert fault.stage is Stage.AFTER
    assert (fault.code, fault.endpoint, fault.times) == (450, "any", 3)
    await switch(client, "faults", {"kind": "hang", "seconds": 1.5, "text": "ağ"})
    assert [(fault.seconds, fault.text) for fault in simulator.faults][1] == (1.5, "ağ")

    url = f"{simulator.url}/simulator/faults"
    async with client.session.delete(url) as response:
        assert (await response.json())["faults"] == []
    assert len(simulator.faults) == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("faults", {}),
        ("faults", {"kind": "fire"}),
        ("faults", {"kind": 1}),
        ("faults", {"kind": "drop", "stage": "later"}),
        ("faults", {"kind": "drop", "endpoint": "all"}),
        ("faults", {"kind": "drop", "endpoint": ["send"]}),
        ("faults", {"kind": "drop", "times": 0}),
        ("faults", {"kind": "drop", "times": True}),
        ("faults", {"kind": "drop", "times": 1.5}),
        ("faults", {"kind": "code", "code": 99}),
        ("faults", {"kind": "code", "code": "402"}),
        ("faults", {"kind": "redirect", "text": "a\r\nb"}),
        ("faults", {"kind": "redirect", "text": 1}),
        ("faults", {"kind": "hang", "seconds": -1}),
        ("faults", {"kind": "hang", "seconds": True}),
        ("line", {}),
        ("line", {"cut": 1}),
        ("account", {"balance": "abc"}),
        ("account", {"balance": "NaN"}),
        ("account", {"balance": -1}),
        ("account", {"balance": True}),
        ("account", {"balance": None}),
        ("account", {"senders": "EVIM"}),
        ("account", {"blocked": [5301234567]}),
        ("account", {"allow_api": "no"}),
        ("account", {"balance": 1, "allow_api": 0}),
        ("account", {"credit": -1}),
        ("account", {"credit": 1.5}),
        ("account", {"send_refusal": 200}),
        ("account", {"send_refusal": "401"}),
        ("account", {"iys_code": None}),
        ("answers", {"form": "html"}),
        ("answers", {"form": ["json"]}),
        ("answers", {"form": "json", "types": "odd"}),
        ("rules", {"repeat_seconds": None}),
        ("rules", {"repeat_seconds": -1}),
        ("rules", {"repeat_rule": "never"}),
        ("rules", {"strict_count": True, "bad_recipients": 1}),
        ("clock", {}),
        ("clock", {"seconds": -1}),
        ("clock", {"seconds": "1"}),
        ("delivery", {"after": "5"}),
        ("delivery", {"after": 5, "undeliverable": "all"}),
    ],
)
async def test_refused_values(
    client: Client, simulator: Simulator, name: str, value: Any
) -> None:
    """A value that makes no sense changes nothing."""
    before = await state(client)
    status, answer = await switch(client, name, value)

    assert status == 400
    assert set(answer) == {"error"}
    assert await state(client) == before


async def test_line(client: Client, simulator: Simulator) -> None:
    """The page cuts the line to the provider and stays reachable itself."""
    await switch(client, "line", {"cut": True})
    assert simulator.line_cut
    assert (await state(client))["line_cut"] is True
    await switch(client, "line", {"cut": False})
    assert (await client.send()).code == 200


async def test_account(client: Client, simulator: Simulator) -> None:
    """Credit, senders, block list and API access can be changed."""
    status, settings = await switch(
        client,
        "account",
        {"balance": "12.5", "senders": ["A"], "blocked": [NUMBER], "allow_api": False},
    )

    assert status == 200
    assert settings["account"]["credit"] == 50
    account = simulator.account
    assert account.balance == Decimal("12.5")
    assert (account.senders, account.blocked) == (["A"], {NUMBER})
    assert account.allow_api is False
    await switch(client, "account", {"balance": 3})
    assert account.balance == 3
    assert account.senders == ["A"]


async def test_delivery(client: Client, simulator: Simulator, clock: Clock) -> None:
    """Phones can be switched off, and delivery made slower."""
    await switch(client, "delivery", {"after": 2, "undeliverable": [OTHER_NUMBER]})
    assert simulator.deliver_after == 2
    await client.send(receipents=f"{NUMBER},{OTHER_NUMBER}")
    clock.tick(2)

    assert [sms["state"] for sms in (await state(client))["messages"]] == [111, 112]
    await switch(client, "delivery", {"undeliverable": []})
    assert (simulator.deliver_after, simulator.undeliverable) == (2, set())
    await switch(client, "delivery", {"after": None})
    assert simulator.deliver_after is None


async def test_account_refusals(client: Client, simulator: Simulator) -> None:
    """Sending alone can be refused, and commercial messages."""
    await switch(client, "account", {"send_refusal": 402, "credit": 3})
    assert (await client.send()).code == 402
    assert (await client.ask(BALANCE))[1]["balance"]["sms"] == 3
    await switch(client, "account", {"send_refusal": None, "iys_code": False})
    assert (await client.send(iys="1", iysList="TACIR")).code == 470
    assert (await client.send()).code == 200


async def test_answers(client: Client, simulator: Simulator) -> None:
    """Sends are answered in JSON from one request to the next."""
    status, settings = await switch(
        client, "answers", {"form": "json", "types": "strings"}
    )
    assert (status, settings["form"], settings["types"]) == (200, "json", "strings")
    assert json.loads((await client.send()).body)["response"]["status"]["code"] == "200"
    await switch(client, "answers", {"form": "xml"})
    assert (simulator.send_form, simulator.answer_types) == ("xml", "strings")
    assert (await client.send("b")).code == 200


async def test_rules(client: Client, simulator: Simulator) -> None:
    """What the provider's documentation leaves open."""
    rules = {
        "repeat_seconds": 60.0,
        "repeat_rule": "any_recipient",
        "bad_recipients": "drop",
        "strict_count": True,
        "report_after": 30.0,
    }
    status, settings = await switch(client, "rules", rules)
    assert (status, settings["rules"]) == (200, rules)
    assert simulator.book.repeat_seconds == 60.0
    await switch(client, "rules", {"report_after": None})
    assert simulator.report_after is None
    assert simulator.bad_recipients == "drop"


async def test_clock(client: Client, simulator: Simulator, clock: Clock) -> None:
    """Ten minutes need not take as long."""
    assert (await client.send()).code == 200
    await switch(client, "clock", {"seconds": 599})
    assert (await client.send()).code == 451
    await switch(client, "clock", {"seconds": 1})
    assert (await client.send()).code == 200
    assert simulator.clock() == clock.now + 600


async def test_clear(client: Client, simulator: Simulator) -> None:
    """Clearing forgets what happened, not the account."""
    await client.send()
    simulator.faults.add(Fault(FaultKind.DROP))
    await switch(client, "clear", {})

    shown = await state(client)
    assert shown["messages"] == shown["answers"] == shown["faults"] == []
    assert shown["account"]["balance"] == "99.75"
    assert simulator.requests == []
    assert simulator.orders == []
