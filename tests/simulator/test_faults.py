"""Refusals and silence on demand, and which request gets a fault."""

import asyncio
import time
from xml.etree import ElementTree as ET

import aiohttp
import pytest

from simulator import Fault, FaultKind, Simulator, Stage

from . import test_broken_answers as broken_answers
from .client import BALANCE, SEND, STAGES, Client, assert_work_done


@STAGES
async def test_code(
    client: Client, simulator: Simulator, stage: Stage, sent: int
) -> None:
    """A refusal under its own HTTP status."""
    simulator.faults.add(Fault(FaultKind.CODE, code=402, stage=stage))
    answer = await client.send()

    assert (answer.status, answer.code) == (402, 402)
    assert_work_done(simulator, sent, 402)


async def test_code_with_own_text(client: Client, simulator: Simulator) -> None:
    """Words of one's own are escaped and stay in one line of the status."""
    words = "Ürün <b>yok</b> &\r\nX-Evil: 1"
    simulator.faults.add(Fault(FaultKind.CODE, code=499, text=words))
    answer = await client.send()

    assert answer.status == 499
    message = ET.fromstring(answer.body).findtext("status/message")  # noqa: S314
    assert message == words.replace("\r\n", "\n")
    assert answer.reason == "Ürün <b>yok</b> & X-Evil: 1"


async def test_code_in_json(client: Client, simulator: Simulator) -> None:
    """The other endpoints refuse in JSON."""
    simulator.faults.add(Fault(FaultKind.CODE, code=503, endpoint="balance"))
    status, content = await client.ask(BALANCE)

    assert status == 503
    assert content["status"]["message"] == "Sunucu geçici olarak servis dışı"
    assert (await client.send()).code == 200


@STAGES
async def test_code_in_200(
    client: Client, simulator: Simulator, stage: Stage, sent: int
) -> None:
    """A refusal under the HTTP status of a success."""
    simulator.faults.add(Fault(FaultKind.CODE_IN_200, code=450, stage=stage))
    answer = await client.send()

    assert (answer.status, answer.code) == (200, 450)
    assert_work_done(simulator, sent, 450)


@STAGES
@pytest.mark.parametrize("code", [429, 500, 502, 599])
async def test_http_status(
    client: Client, simulator: Simulator, stage: Stage, sent: int, code: int
) -> None:
    """A web server's own page."""
    simulator.faults.add(Fault(FaultKind.HTTP_STATUS, code=code, stage=stage))
    answer = await client.send()

    assert answer.status == code
    assert answer.content_type == "text/html; charset=utf-8"
    assert answer.body.startswith(b"<html>")
    assert_work_done(simulator, sent, code)


@STAGES
@pytest.mark.parametrize("kind", [FaultKind.DROP, FaultKind.RESET])
async def test_no_answer(
    client: Client, simulator: Simulator, kind: FaultKind, stage: Stage, sent: int
) -> None:
    """The connection ends without a byte; aiohttp itself asks a second time."""
    simulator.faults.add(Fault(kind, stage=stage, times=1))
    reader, writer = await asyncio.open_connection("127.0.0.1", simulator.port)
    account = simulator.account
    writer.write(
        f"GET {SEND}?key={account.key}&hash={account.hash}&text=a"
        "&receipents=5301234567&sender=EVIM&iys=0 HTTP/1.1\r\n"
        "Host: x\r\n\r\n".encode()
    )
    if kind is FaultKind.RESET:
        with pytest.raises(ConnectionResetError):
            await reader.read()
    else:
        assert await reader.read() == b""
    writer.close()
    # Closing a connection that was reset may raise once more.
    await asyncio.gather(writer.wait_closed(), return_exceptions=True)

    assert_work_done(simulator, sent, None)
    assert len(simulator.faults) == 0


@STAGES
async def test_hang(
    client: Client, simulator: Simulator, stage: Stage, sent: int
) -> None:
    """No answer until the client gives up."""
    simulator.faults.add(Fault(FaultKind.HANG, stage=stage))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await client.send()

    assert_work_done(simulator, sent, None)


async def test_hang_for_a_while(client: Client, simulator: Simulator) -> None:
    """After its seconds, a hanging connection ends without an answer."""
    simulator.faults.add(Fault(FaultKind.HANG, seconds=0.05))
    started = time.monotonic()
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.send()

    assert time.monotonic() - started >= 0.05


@STAGES
async def test_echo_secret(
    client: Client, simulator: Simulator, stage: Stage, sent: int
) -> None:
    """A refusal that repeats everything it should not."""
    simulator.faults.add(Fault(FaultKind.ECHO_SECRET, code=422, stage=stage))
    answer = await client.send()

    words = ET.fromstring(answer.body).findtext("status/message") or ""  # noqa: S314
    assert answer.status == 422
    assert f"key={simulator.account.key} " in words
    assert f"hash={simulator.account.hash} " in words
    assert simulator.url + simulator.sends[0].raw_path in words
    assert_work_done(simulator, sent, 422)


async def test_echo_secret_in_json(client: Client, simulator: Simulator) -> None:
    """The other endpoints repeat what the body held."""
    simulator.faults.add(Fault(FaultKind.ECHO_SECRET, endpoint="any", code=401))
    _, content = await client.ask(BALANCE)

    assert simulator.account.hash in content["status"]["message"]


async def test_after_a_refusal(client: Client, simulator: Simulator) -> None:
    """A lost answer may have been a refusal."""
    simulator.faults.add(Fault(FaultKind.EMPTY_200, stage=Stage.AFTER))
    await client.send(sender="NOBODY")

    assert simulator.orders == []


async def test_first_come_first_served(client: Client, simulator: Simulator) -> None:
    """Faults are used up in the sequence in which they were added."""
    simulator.faults.add(Fault(FaultKind.CODE, code=503, times=2))
    simulator.faults.add(Fault(FaultKind.CODE, code=402, times=1, stage=Stage.AFTER))
    last = simulator.faults.add(Fault(FaultKind.CODE, code=450))

    codes = [(await client.send(str(n))).code for n in range(5)]
    assert codes == [503, 503, 402, 450, 450]
    assert list(simulator.faults) == [last]
    simulator.faults.remove(last)
    simulator.faults.remove(last)
    assert (await client.send("5")).code == 200


async def test_where(client: Client, simulator: Simulator) -> None:
    """A condition chooses the requests."""
    simulator.faults.add(
        Fault(FaultKind.CODE, code=451, where=lambda seen: "2" in seen.query["text"])
    )

    assert [(await client.send(text)).code for text in "123"] == [200, 451, 200]
    simulator.faults.clear()
    assert (await client.send("2")).code == 200


def test_every_kind_is_tested() -> None:
    """Whoever adds a kind adds its test."""
    tested = {name.removeprefix("test_") for name in globals() | vars(broken_answers)}
    silent = {FaultKind.DROP, FaultKind.RESET}
    assert {kind.value for kind in FaultKind if kind not in silent} <= tested
