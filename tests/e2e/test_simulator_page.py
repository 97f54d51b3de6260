"""The simulator's page shows every SMS, whatever comes between."""

import asyncio
from collections.abc import AsyncGenerator

import aiohttp
from playwright.async_api import Page, Route, expect
import pytest
import pytest_asyncio

from simulator import Simulator

from .browser import open_page

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def simulator() -> AsyncGenerator[Simulator]:
    """Return a running provider."""
    async with Simulator() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def page() -> AsyncGenerator[Page]:
    """Return an empty page."""
    async with open_page("en") as opened:
        yield opened


async def send(simulator: Simulator, text: str) -> None:
    """Send an SMS to Anne."""
    account = simulator.account
    query = {
        "key": account.key,
        "hash": account.hash,
        "text": text,
        "receipents": "5301234567",
        "sender": "EVIM",
        "iys": "0",
    }
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{simulator.url}/v1/send-sms/get/", params=query) as response,
    ):
        assert response.status == 200


async def test_sms_that_comes_while_the_page_reads_what_there_is(
    simulator: Simulator, page: Page
) -> None:
    """An answer that was on its way does not take it away again."""

    async def overtaken(route: Route) -> None:
        stale = await route.fetch()
        await send(simulator, "Su baskını")
        await expect(page.locator("#answers")).to_be_visible()
        await route.fulfill(response=stale)
        late.set()

    late = asyncio.Event()
    await page.route("**/simulator/state", overtaken, times=1)
    await page.goto(simulator.url)
    await late.wait()
    # Whatever comes of it is drawn with the next frames.
    await page.wait_for_timeout(300)
    await expect(page.get_by_text("Su baskını").first).to_be_visible()
