"""The whole demo, from the first process to the last."""

import asyncio
from importlib.metadata import version

import aiohttp

from .account import SENDER, async_create_account
from .folder import Folder
from .options import Options
from .owner import async_move_in
from .phones import Phones
from .ports import check_ports
from .processes import Processes
from .provider import Provider
from .scenes import chosen
from .screen import Screen
from .server import async_start_home
from .stage import Stage
from .words import Words


class Demo:
    """One run."""

    def __init__(self, options: Options, words: Words, screen: Screen) -> None:
        """Initialize; nothing is started yet."""
        self._options = options
        self._words = words
        self._screen = screen
        self.folder: Folder | None = None
        self.processes = Processes(words)
        self.is_ready = False

    async def async_run(self) -> None:
        """Play, and without --once go on until interrupted; raises DemoError."""
        check_ports(self._words, self._options.home_port, self._options.phones_port)
        self._screen.title(self._words.title)
        port = self._options.home_port
        self.folder = Folder(str(port), self._options.language, port)
        async with aiohttp.ClientSession() as session, self.processes:
            provider = Provider(
                session,
                self.processes,
                self._words,
                self._options.phones_port,
                self.folder.simulator_log,
            )
            with self._screen.step(self._words.start_provider):
                await provider.async_start()
            text = self._words.start_home.format(version=version("homeassistant"))
            with self._screen.step(text):
                await async_start_home(
                    session, self.processes, self._words, self.folder, provider.url
                )
            await self.processes.guard(
                self._async_play(session, provider, self.folder.url)
            )

    async def _async_play(
        self, session: aiohttp.ClientSession, provider: Provider, url: str
    ) -> None:
        """Move in and play the scenes."""
        words, screen = self._words, self._screen
        with screen.step(words.create_owner):
            home = await async_move_in(session, words, url)
        with screen.step(words.create_account):
            title = await async_create_account(home, words, provider.url)
        screen.note(
            words.account_created.format(
                account=title,
                sender=SENDER,
                recipients=", ".join(person.name for person in words.recipients),
            )
        )
        screen.blank()
        screen.link(words.ready_home, home.url, words.logged_in)
        screen.link(words.ready_phones, provider.url)
        phones = Phones(session, provider.url)
        stage = Stage(home, provider, phones, screen, words)
        for scene in chosen(every=self._options.once, late=self._options.late):
            await scene(stage)
        if self._options.once:
            screen.blank()
            screen.note(words.succeeded)
        else:
            await self._async_stay(phones)

    async def _async_stay(self, phones: Phones) -> None:
        """Show what arrives, for as long as somebody looks on."""
        self.is_ready = True
        self._screen.scene(self._words.try_title, self._words.try_lines[0])
        for line in (*self._words.try_lines[1:], self._words.stop_hint):
            self._screen.note(line)
        self._screen.blank()
        while True:
            for sms in await phones.arrived():
                self._screen.sms(sms)
            await asyncio.sleep(0.5)
