"""What counts as arrived."""

from collections.abc import AsyncGenerator
from typing import cast

import aiohttp
import pytest

from demo.errors import DemoError
from demo.home import Home
from demo.phones import Phones, Sms
from demo.provider import Provider
from demo.screen import Screen
from demo.stage import Stage
from demo.words import words_for
from simulator import Simulator

ALARM = Sms("5301234567", "ALARM")


@pytest.fixture
async def provider(socket_enabled: None) -> AsyncGenerator[Simulator]:
    """Return a running simulator."""
    async with Simulator() as running:
        yield running


@pytest.fixture
async def stage(provider: Simulator) -> AsyncGenerator[Stage]:
    """Return a stage with phones but without a house."""
    words = words_for("en")
    async with aiohttp.ClientSession() as session:
        phones = Phones(session, provider.url)
        yield Stage(
            cast("Home", None), cast("Provider", None), phones, Screen(words), words
        )


async def send(stage: Stage, provider: Simulator, sms: Sms) -> None:
    """Have an SMS arrive."""
    account = provider.account
    async with aiohttp.ClientSession() as session:
        await session.get(
            f"{provider.url}/v1/send-sms/get/",
            params={
                "key": account.key,
                "hash": account.hash,
                "text": sms.text,
                "receipents": sms.number,
                "sender": "EVIM",
                "iys": "0",
            },
            raise_for_status=True,
        )


async def test_arrived(
    stage: Stage, provider: Simulator, capsys: pytest.CaptureFixture[str]
) -> None:
    await send(stage, provider, ALARM)
    await stage.expect(ALARM)

    assert "0530 123 45 67  Ayşe        ALARM" in capsys.readouterr().out


async def test_missing(stage: Stage) -> None:
    with pytest.raises(DemoError, match="have not arrived: 5301234567 'ALARM'"):
        await stage.expect(ALARM, within=0.2)


async def test_another_text(stage: Stage, provider: Simulator) -> None:
    await send(stage, provider, Sms(ALARM.number, "alarm"))

    with pytest.raises(DemoError, match=r"expected 5301234567 'ALARM', got .* 'alarm'"):
        await stage.expect(ALARM)


async def test_one_too_many(stage: Stage, provider: Simulator) -> None:
    await send(stage, provider, ALARM)

    with pytest.raises(DemoError, match="Unexpected SMS"):
        await stage.expect()
