"""Where the person lives: Home Assistant, the provider, and a browser."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from playwright.async_api import Page

from demo.folder import Folder
from demo.home import Home
from demo.owner import async_move_in
from demo.ports import free_port
from demo.processes import Processes
from demo.server import async_start_home
from demo.words import Words, words_for
from simulator import Simulator

from .browser import open_page
from .ledger import Ledger

# The form suggests the first that carries alarms; the person takes the last.
SENDERS = ("AILEM", "APITEST", "EVIM")


@dataclass(frozen=True, slots=True)
class House:
    """One language's home, new and without an account."""

    words: Words
    folder: Folder
    home: Home
    simulator: Simulator
    ledger: Ledger
    page: Page


@asynccontextmanager
async def open_house(language: str, story: str) -> AsyncGenerator[House]:
    """Start everything, as the demo does, and end it in any case.

    Args:
        language: what is spoken there.
        story: what happens there; the home's folder bears its name.
    """
    words = words_for(language)
    folder = Folder(f"e2e-{story}-{language}", language, free_port())
    async with (
        aiohttp.ClientSession() as session,
        Simulator() as simulator,
        Processes(words) as processes,
    ):
        simulator.account.senders = list(SENDERS)
        simulator.deliver_after = 0
        await async_start_home(session, processes, words, folder, simulator.url)
        home = await processes.guard(async_move_in(session, words, folder.url))
        async with open_page(language) as page:
            yield House(words, folder, home, simulator, Ledger(simulator), page)
