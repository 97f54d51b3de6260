"""The live stream behind the page (server-sent events)."""

import asyncio
from collections.abc import Callable, Iterator
import contextlib
import json
from typing import Any, Final, Self

from aiohttp import web

from . import view
from .log import Answer
from .orders import Sms
from .simulation import Simulation

# Delivery progresses with the clock, without a request: poll it.
_POLL_SECONDS: Final = 0.5
_POLLS_PER_KEEP_ALIVE: Final = 20
# With more than this pending, the page reloads the whole state instead.
_MAX_PENDING: Final = 500


class Watcher:
    """Collects changes for one page until they are sent.

    An SMS or an answer that changes twice meanwhile is sent once.
    """

    def __init__(self, simulation: Simulation) -> None:
        """Initialize."""
        self.wake = asyncio.Event()
        self._simulation = simulation
        self._new: dict[tuple[str, int], Sms | Answer] = {}
        self._reload = False
        self._disconnect: list[Callable[[], None]] = []

    def __enter__(self) -> Self:
        """Subscribe."""
        simulation = self._simulation
        simulation.watchers += 1
        self._disconnect = [
            simulation.book.accepted.connect(self._note),
            simulation.book.moved.connect(self._note),
            simulation.log.added.connect(self._note),
            simulation.changed.connect(lambda _: self.wake.set()),
            simulation.cleared.connect(lambda _: self._start_over()),
        ]
        return self

    def __exit__(self, *_: object) -> None:
        """Unsubscribe."""
        self._simulation.watchers -= 1
        for disconnect in self._disconnect:
            disconnect()

    def events(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield name and content of each pending change, and clear them."""
        self.wake.clear()
        new, self._new = self._new, {}
        reload, self._reload = self._reload, False
        if reload:
            yield "reload", {}
        for item in new.values():
            if isinstance(item, Sms):
                yield "message", view.message(item)
            else:
                yield "answer", view.answer(item)
        yield "state", view.settings(self._simulation)

    def _note(self, item: Sms | Answer) -> None:
        """Add a change, replacing an earlier one of the same item."""
        self._new[type(item).__name__, item.id] = item
        if len(self._new) > _MAX_PENDING:
            self._start_over()
        self.wake.set()

    def _start_over(self) -> None:
        """Make the page reload the whole state."""
        self._new.clear()
        self._reload = True
        self.wake.set()


async def stream(simulation: Simulation, request: web.Request) -> web.StreamResponse:
    """Send changes to one page until it disconnects."""
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
    )
    await response.prepare(request)
    with Watcher(simulation) as watcher, contextlib.suppress(ConnectionError):
        quiet = 0
        await response.write(b"retry: 1000\n\n")
        while request.transport is not None and not request.transport.is_closing():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_POLL_SECONDS):
                    await watcher.wake.wait()
            simulation.book.settle(simulation.clock())
            quiet += 1
            if watcher.wake.is_set():
                quiet = 0
                for name, content in watcher.events():
                    await response.write(_event(simulation, name, content))
            elif quiet % _POLLS_PER_KEEP_ALIVE == 0:
                await response.write(b":\n\n")
    return response


def _event(simulation: Simulation, name: str, content: dict[str, Any]) -> bytes:
    """Return one event in wire format."""
    data = json.dumps(view.without_secrets(simulation, content))
    return f"event: {name}\ndata: {data}\n\n".encode()
