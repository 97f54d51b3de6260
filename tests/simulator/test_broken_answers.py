"""Answers that a client cannot make sense of, or should not trust."""

import asyncio
import json
from xml.etree import ElementTree as ET

import aiohttp
import pytest

from simulator import Fault, FaultKind, Simulator, Stage
from simulator.fault_answers import HUGE_BYTES

from .client import BALANCE, SEND, STAGES, Client, assert_work_done


@STAGES
async def test_truncated(
    client: Client, simulator: Simulator, stage: Stage, sent: int
) -> None:
    """A complete HTTP answer around half a document."""
    simulator.faults.add(Fault(FaultKind.TRUNCATED, stage=stage))
    answer = await client.send()

    assert answer.body.startswith(b"<?xml")
    with pytest.raises(ET.ParseError):
        _ = answer.code
    assert_work_done(simulator, sent, 200 if sent else 503)


async def test_truncated_json(client: Client, simulator: Simulator) -> None:
    """Half of a JSON answer."""
    simulator.faults.add(Fault(FaultKind.TRUNCATED, Stage.AFTER, "balance"))
    with pytest.raises(json.JSONDecodeError):
        await client.ask(BALANCE)


@STAGES
async def test_cut_off(
    client: Client, simulator: Simulator, stage: Stage, sent: int
) -> None:
    """The connection ends in the middle of the body."""
    simulator.faults.add(Fault(FaultKind.CUT_OFF, stage=stage))
    with pytest.raises(aiohttp.ClientPayloadError):
        await client.send()

    assert_work_done(simulator, sent, 200 if sent else 503)


@STAGES
async def test_html_200(
    client: Client, simulator: Simulator, stage: Stage, sent: int
) -> None:
    """A captive portal answers for the provider."""
    simulator.faults.add(Fault(FaultKind.HTML_200, stage=stage, endpoint="any"))
    answer = await client.send()

    assert (answer.status, answer.content_type) == (200, "text/html; charset=utf-8")
    assert b"<form>" in answer.body
    assert_work_done(simulator, sent, 200)


@STAGES
async def test_empty_200(
    client: Client, simulator: Simulator, stage: Stage, sent: int
) -> None:
    """Nothing at all, and all is well."""
    simulator.faults.add(Fault(FaultKind.EMPTY_200, stage=stage))
    answer = await client.send()

    assert (answer.status, answer.body) == (200, b"")
    assert_work_done(simulator, sent, 200)


@STAGES
@pytest.mark.parametrize("charset", [None, "ascii"])
async def test_wrong_charset(
    client: Client, simulator: Simulator, charset: str | None, stage: Stage, sent: int
) -> None:
    """Header and declaration claim what the bytes are not."""
    simulator.faults.add(Fault(FaultKind.WRONG_CHARSET, text=charset, stage=stage))
    answer = await client.send()

    assert answer.content_type == f"text/xml; charset={charset or 'utf-16'}"
    assert "ş" in answer.body.decode() or "İ" in answer.body.decode()
    with pytest.raises(ET.ParseError):
        _ = answer.code
    assert_work_done(simulator, sent, 200 if sent else 503)


async def test_huge(client: Client, simulator: Simulator) -> None:
    """Far more than a client should ever take."""
    simulator.faults.add(Fault(FaultKind.HUGE))
    size = 0
    async with client.session.get(simulator.url + SEND) as response:
        async for chunk in response.content.iter_chunked(1 << 20):
            size += len(chunk)

    assert size >= HUGE_BYTES


async def test_huge_given_up(client: Client, simulator: Simulator) -> None:
    """A client that stops reading ends it."""
    simulator.faults.add(Fault(FaultKind.HUGE, stage=Stage.AFTER, times=1))
    async with client.session.get(simulator.url + SEND) as response:
        assert await response.content.read(10) == b"<response>"
    assert (await client.send()).code == 200


@STAGES
async def test_drip(
    client: Client, simulator: Simulator, stage: Stage, sent: int
) -> None:
    """Byte by byte, but whole in the end."""
    simulator.faults.add(Fault(FaultKind.DRIP, seconds=0.0001, stage=stage))
    answer = await client.send()

    assert answer.code == (200 if sent else 503)
    assert_work_done(simulator, sent, answer.code)


async def test_drip_takes_its_time(client: Client, simulator: Simulator) -> None:
    """One byte a second, so that no pause is ever long."""
    simulator.faults.add(Fault(FaultKind.DRIP))
    async with client.session.get(simulator.url + SEND) as response:
        assert await response.content.readany() == b"<"
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(response.content.readany(), 0.2)


@STAGES
@pytest.mark.parametrize("location", [None, "http://192.0.2.1/else"])
async def test_redirect(
    client: Client, simulator: Simulator, location: str | None, stage: Stage, sent: int
) -> None:
    """Sent elsewhere."""
    simulator.faults.add(Fault(FaultKind.REDIRECT, text=location, stage=stage))
    async with client.session.get(
        simulator.url + SEND, allow_redirects=False
    ) as response:
        assert response.status == 302
        assert response.headers["Location"] == location or "/login"


@STAGES
async def test_entity_bomb(
    client: Client, simulator: Simulator, stage: Stage, sent: int
) -> None:
    """A document type with entities that grow."""
    simulator.faults.add(Fault(FaultKind.ENTITY_BOMB, stage=stage))
    answer = await client.send()

    assert answer.status == 200
    assert b"<!ENTITY" in answer.body
    assert b"&a10;" in answer.body
    assert_work_done(simulator, sent, 200)


@STAGES
async def test_no_order_id(
    client: Client, simulator: Simulator, stage: Stage, sent: int
) -> None:
    """Success without proof of it."""
    simulator.faults.add(Fault(FaultKind.NO_ORDER_ID, stage=stage))
    answer = await client.send()

    assert (answer.status, answer.code, answer.order_id) == (200, 200, None)
    assert_work_done(simulator, sent, 200)


@STAGES
@pytest.mark.parametrize("order_id", [None, "<b> & "])
async def test_bad_order_id(
    client: Client, simulator: Simulator, order_id: str | None, stage: Stage, sent: int
) -> None:
    """Success with an id that nobody can use; a request that was not processed has none."""
    simulator.faults.add(Fault(FaultKind.BAD_ORDER_ID, text=order_id, stage=stage))
    answer = await client.send()

    found = ET.fromstring(answer.body).findtext("order/id")  # noqa: S314
    bad_id = "9" * 900_000 if order_id is None else order_id
    assert found == (bad_id if sent else None)
    assert answer.code == (200 if sent else 503)
    assert_work_done(simulator, sent, answer.code)
