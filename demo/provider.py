"""The simulated provider as a program of its own."""

from pathlib import Path

import aiohttp

from .folder import ROOT
from .owner import async_first_answer
from .ports import HOST
from .processes import Processes
from .words import Words

_NAME = "Simulator"


class Provider:
    """Can be stopped and started again: then nobody answers at all meanwhile."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        processes: Processes,
        words: Words,
        port: int,
        log: Path,
    ) -> None:
        """Initialize; it is not started yet."""
        self.url = f"http://{HOST}:{port}"
        self._session = session
        self._processes = processes
        self._words = words
        self._port = port
        self._log = log

    async def async_start(self) -> None:
        """Start it and wait until it answers."""
        await self._processes.start(
            _NAME,
            ["-m", "simulator", "--host", HOST, "--port", str(self._port)],
            folder=ROOT,
            log=self._log,
        )
        await self._processes.guard(
            async_first_answer(self._session, self._words, _NAME, self.url)
        )

    async def async_stop(self) -> None:
        """Stop it; it forgets everything."""
        await self._processes.stop(_NAME)
