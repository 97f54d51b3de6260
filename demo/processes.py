"""The programs that were started: watched while they run, ended in any case."""

import asyncio
from collections.abc import Coroutine, Mapping
import contextlib
from dataclasses import dataclass
import os
from pathlib import Path
import signal
import sys
from typing import Any, Self

from . import tether
from .errors import DemoError
from .words import Words

_PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class _Program:
    """A program and who waits for its end."""

    process: asyncio.subprocess.Process
    watcher: asyncio.Task[None]


class Processes:
    """Every program has a process group of its own, which Ctrl-C does not reach."""

    def __init__(self, words: Words) -> None:
        """Start with none."""
        self._words = words
        self._programs: dict[str, _Program] = {}
        self._ended: asyncio.Queue[DemoError] = asyncio.Queue()

    async def __aenter__(self) -> Self:
        """Watch over what is started from now on."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """End everything, the latest first: it may need the others."""
        for name in reversed(self._programs):
            await self.stop(name)

    @property
    def pids(self) -> list[int]:
        """Return the process ids of what was started."""
        return [program.process.pid for program in self._programs.values()]

    async def start(
        self,
        name: str,
        command: list[str],
        *,
        folder: Path,
        log: Path,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        """Start a Python program in a folder; what it says goes to the log."""
        with log.open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                tether.__file__,
                str(os.getpid()),
                sys.executable,
                *command,
                cwd=folder,
                env={**os.environ, **(variables or {})},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
            )
        watcher = asyncio.create_task(self._watch(name, process))
        self._programs[name] = _Program(process, watcher)

    async def stop(self, name: str) -> None:
        """Have a program end by itself, else end it, and all it started."""
        program = self._programs[name]
        program.watcher.cancel()
        if program.process.returncode is not None:
            return
        _signal(program.process, signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                await program.process.wait()
        _signal(program.process, signal.SIGKILL)
        await program.process.wait()

    async def guard[T](self, work: Coroutine[Any, Any, T]) -> T:
        """Do some work; raises DemoError as soon as a program ends by itself."""
        task = asyncio.ensure_future(work)
        ended = asyncio.create_task(self._ended.get())
        try:
            await asyncio.wait([task, ended], return_when=asyncio.FIRST_COMPLETED)
            if task.done() and task.exception():
                # A program that dies takes its connections with it, a little earlier.
                await asyncio.wait([ended], timeout=1)
            if ended.done():
                raise ended.result()
            return await task
        finally:
            for unfinished in (task, ended):
                unfinished.cancel()
            await asyncio.gather(task, ended, return_exceptions=True)

    def kill(self) -> None:
        """End everything at once: somebody is impatient."""
        for program in self._programs.values():
            if program.process.returncode is None:
                _signal(program.process, signal.SIGKILL)

    async def _watch(self, name: str, process: asyncio.subprocess.Process) -> None:
        """Report when a program ends by itself."""
        code = await process.wait()
        self._ended.put_nowait(
            DemoError(self._words.ended.format(name=name, code=code))
        )


def _signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """Signal the whole process group, if anything is left of it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)
