"""The page, the state it reads, and who may reach it."""

import pytest

from simulator import Fault, FaultKind, Simulator
from simulator.control import PAGE

from .client import NUMBER, Client
from .conftest import Clock
from .control import state

SWITCHES = (
    *("faults", "line", "account", "delivery", "answers", "rules", "clock"),
    "clear",
)


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/", "text/html"),
        ("/favicon.ico", "image/svg+xml"),
        ("/simulator/page/app.js", "text/javascript"),
        ("/simulator/page/style.css", "text/css"),
        ("/simulator/page/icon.svg", "image/svg+xml"),
    ],
)
async def test_page(
    client: Client, simulator: Simulator, path: str, content_type: str
) -> None:
    """The page comes from here alone and is no request to the provider."""
    async with client.session.get(simulator.url + path) as response:
        assert response.status == 200
        assert response.content_type == content_type
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self';")
        assert response.headers["X-Content-Type-Options"] == "nosniff"

    assert simulator.requests == []


def test_page_loads_nothing_from_elsewhere() -> None:
    """No file of the page names another host."""
    for name, (body, _) in PAGE.items():
        text = body.decode().replace("http://www.w3.org/2000/svg", "")
        assert "//" not in "".join(
            line
            for line in text.splitlines()
            if not line.lstrip().startswith(("//", "*", "/*")) and "; //" not in line
        ), name


def test_page_writes_text_as_text() -> None:
    """Whatever an SMS holds, it never becomes markup."""
    for name, (body, _) in PAGE.items():
        for way in (
            b"innerHTML",
            b"outerHTML",
            b"insertAdjacentHTML",
            b"document.write",
        ):
            assert way not in body, name


async def test_state(client: Client, simulator: Simulator, clock: Clock) -> None:
    """The state holds what the page shows."""
    order_id = (await client.send("Su\nkaçağı", receipents=NUMBER)).order_id
    simulator.faults.add(Fault(FaultKind.CODE, code=402, times=2))
    await client.send("x")

    assert await state(client) == {
        "line_cut": False,
        "deliver_after": None,
        "undeliverable": [],
        "account": {
            "balance": "99.75",
            "credit": 399,
            "price": "0.25",
            "senders": ["APITEST", "EVIM"],
            "blocked": [],
            "allow_api": True,
            "send_refusal": None,
            "iys_code": True,
        },
        "form": "xml",
        "types": "plain",
        "rules": {
            "repeat_seconds": 600.0,
            "repeat_rule": "same_recipients",
            "bad_recipients": "refuse",
            "strict_count": False,
            "report_after": None,
        },
        "faults": [
            {
                "kind": "code",
                "stage": "before",
                "endpoint": "send",
                "times": 1,
                "code": 402,
                "text": None,
                "seconds": None,
            }
        ],
        "counts": {
            "requests": 2,
            "orders": 1,
            "messages": 1,
            "send": 2,
            "balance": 0,
            "senders": 0,
            "report": 0,
        },
        "messages": [
            {
                "id": 1,
                "number": NUMBER,
                "text": "Su\nkaçağı",
                "sender": "EVIM",
                "order_id": order_id,
                "parts": 1,
                "at": clock.now,
                "state": 110,
            }
        ],
        "answers": [
            {
                "id": 1,
                "at": clock.now,
                "endpoint": "send",
                "code": 200,
                "text": "İşlem başarılı",
                "fault": None,
            },
            {
                "id": 2,
                "at": clock.now,
                "endpoint": "send",
                "code": 402,
                "text": "Bakiye yetersiz",
                "fault": "code",
            },
        ],
    }


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:1", "127.0.0.1:80", "127.1.2.3", "[::1]:8765"]
)
async def test_loopback_hosts(client: Client, simulator: Simulator, host: str) -> None:
    """A machine has many names for itself."""
    async with client.session.get(
        f"{simulator.url}/simulator/state", headers={"Host": host}
    ) as response:
        assert response.status == 200


@pytest.mark.parametrize(
    "host", ["example.org", "127.0.0.1.example.org", "192.168.1.2", "a@127.0.0.1:x", ""]
)
@pytest.mark.parametrize("path", ["/", "/simulator/state", "/simulator/events"])
async def test_foreign_hosts(
    client: Client, simulator: Simulator, host: str, path: str
) -> None:
    """A name that somebody pointed at this machine gets nothing."""
    async with client.session.get(
        simulator.url + path, headers={"Host": host}
    ) as response:
        assert response.status == 403


@pytest.mark.parametrize("name", SWITCHES)
async def test_only_json(client: Client, simulator: Simulator, name: str) -> None:
    """A form of a foreign page cannot turn a switch."""
    url = f"{simulator.url}/simulator/{name}"
    async with client.session.post(url, data='{"cut": true}') as response:
        assert response.status == 415
    headers = {"Content-Type": "application/json"}
    for body in ("", "{", "[]", "1"):
        async with client.session.post(url, data=body, headers=headers) as response:
            assert response.status == 400
            assert "error" in await response.json()


async def test_unknown_switch(client: Client, simulator: Simulator) -> None:
    """A mistyped address is not taken for the provider's."""
    for path in ("/simulator", "/simulator/", "/simulator/x", "/simulator/page/x.js"):
        async with client.session.get(simulator.url + path) as response:
            assert response.status == 404
    assert simulator.requests == []


async def test_latest_messages_only(client: Client, simulator: Simulator) -> None:
    """The page need not show thousands."""
    numbers = [str(5300000000 + n) for n in range(250)]
    await client.send(receipents=",".join(numbers))

    shown = await state(client)
    assert [sms["number"] for sms in shown["messages"]] == numbers[-200:]
    assert shown["counts"]["messages"] == 250
