"""The demo on the command line: `python -m demo`, by way of scripts/demo."""

import asyncio
import signal
import sys

import aiohttp

from .errors import DemoError
from .options import Options, parse
from .run import Demo
from .screen import Screen
from .words import words_for

_INTERRUPTIONS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def _run(options: Options) -> int:
    """Run the demo and return the exit code."""
    words = words_for(options.language)
    screen = Screen(words)
    demo = Demo(options, words, screen)
    received: list[signal.Signals] = []
    task = asyncio.ensure_future(demo.async_run())

    def interrupt(number: signal.Signals) -> None:
        """End in good order, and at once when asked again."""
        if received:
            demo.processes.kill()
            return
        received.append(number)
        screen.interrupted()
        task.cancel()

    loop = asyncio.get_running_loop()
    for number in _INTERRUPTIONS:
        loop.add_signal_handler(number, interrupt, number)
    try:
        await task
    except asyncio.CancelledError:
        # Ending the demo is what one does with it once it is ready.
        return 0 if demo.is_ready else 128 + received[0]
    except (DemoError, aiohttp.ClientError, TimeoutError, OSError) as error:
        log = demo.folder.tail() if demo.folder else ("", [])
        screen.failure(str(error) or type(error).__name__, *log)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(_run(parse())))
