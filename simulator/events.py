"""The live stream behind the page (server-sent events)."""

import asyncio
from collections.abc import Callable, Iterator
import contextlib
import json
from typing import TYPE_CHECKING, Any, Final, Self

from aiohttp import web

from . import view
from .log import Answer
from .orders import Sms

if TYPE_CHECKING:
    from .simulator import Simulator

# Delivery moves on by the clock without anybody asking: look now and then.
_LOOK_SECONDS: Final = 0.5
_LOOKS_PER_SIGN_OF_LIFE: Final = 20
# More than this at once and the page had better read everything anew.
_MAX_PENDING: Final = 500


class Watcher:
    """Collects what is new until one page has been told.

    An SMS or an answer that changes twice meanwhile is told once.
    """

    def __init__(self, simulator: Simulator) -> None:
        """Prepare to watch."""
        self.wake = asyncio.Event()
        self._simulator = simulator
        self._new: dict[tuple[str, int], Sms | Answer] = {}
        self._reload = False
        self._disconnect: list[Callable[[], None]] = []

    def __enter__(self) -> Self:
        """Start to watch."""
        simulator = self._simulator
        simulator.watchers += 1
        self._disconnect = [
            simulator.book.accepted.connect(self._note),
            simulator.book.moved.connect(self._note),
            simulator.log.added.connect(self._note),
            simulator.changed.connect(lambda _: self.wake.set()),
            simulator.cleared.connect(lambda _: self._start_over()),
        ]
        return self

    def __exit__(self, *_: object) -> None:
        """Stop watching."""
        self._simulator.watchers -= 1
        for disconnect in self._disconnect:
            disconnect()

    def events(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield name and content of what is new, and forget it."""
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
        yield "state", view.settings(self._simulator)

    def _note(self, item: Sms | Answer) -> None:
        """Keep what is new; what is told already needs no place in the queue."""
        self._new[type(item).__name__, item.id] = item
        if len(self._new) > _MAX_PENDING:
            self._start_over()
        self.wake.set()

    def _start_over(self) -> None:
        """Have the page read everything anew."""
        self._new.clear()
        self._reload = True
        self.wake.set()


async def stream(simulator: Simulator, request: web.Request) -> web.StreamResponse:
    """Tell one page of everything new until it goes away."""
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
    )
    await response.prepare(request)
    with Watcher(simulator) as watcher, contextlib.suppress(ConnectionError):
        quiet = 0
        await response.write(b"retry: 1000\n\n")
        while request.transport is not None and not request.transport.is_closing():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_SECONDS):
                    await watcher.wake.wait()
            simulator.book.settle(simulator.clock())
            quiet += 1
            if watcher.wake.is_set():
                quiet = 0
                for name, content in watcher.events():
                    await response.write(_event(simulator, name, content))
            elif quiet % _LOOKS_PER_SIGN_OF_LIFE == 0:
                await response.write(b":\n\n")
    return response


def _event(simulator: Simulator, name: str, content: dict[str, Any]) -> bytes:
    """Return one event as it goes over the wire."""
    data = json.dumps(view.without_secrets(simulator, content))
    return f"event: {name}\ndata: {data}\n\n".encode()
