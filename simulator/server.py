"""The provider's HTTP server."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

from aiohttp import web

from . import control
from .answers import Form, Reply
from .codes import UNAVAILABLE
from .faults import Fault, Stage
from .mischief import answered_code, hang_up, misbehave, respond
from .pages import server_page
from .record import RecordedRequest, record

if TYPE_CHECKING:
    from .simulator import Simulator

type Response = web.StreamResponse
type Handler = Callable[[web.Request], Awaitable[Response]]

# What a web server takes as a request target before it answers 414 by itself.
MAX_TARGET: Final = 8170
# aiohttp's own limit would end such a request unseen.
_MAX_LINE: Final = 1 << 20


class Server:
    """Listens, records and answers; the line can be cut and restored."""

    def __init__(self, simulator: Simulator) -> None:
        """Prepare to serve a simulator."""
        self._simulator = simulator
        self._runner: web.AppRunner | None = None
        self._listener: asyncio.Server | None = None
        self._busy: set[asyncio.Task[object]] = set()
        self._host = ""
        self._port = 0

    @property
    def port(self) -> int:
        """Return the port, also while the line is cut.

        Raises RuntimeError before the start.
        """
        if not self._port:
            raise RuntimeError("The simulator has not been started")
        return self._port

    @property
    def url(self) -> str:
        """Return the address, without a final slash.

        Raises RuntimeError before the start.
        """
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self._host, self._host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    async def start(self, port: int, host: str) -> None:
        """Listen.

        Raises OSError when the port is taken, RuntimeError when it listens.
        """
        if self._runner is not None:
            raise RuntimeError("The simulator has already been started")
        app = web.Application(middlewares=[self._track])
        control.add_routes(app, self._simulator)
        app.router.add_route("*", "/{tail:.*}", self._serve)
        self._runner = web.AppRunner(
            app, access_log=None, max_line_size=_MAX_LINE, shutdown_timeout=0.1
        )
        await self._runner.setup()
        self._host, self._port = host, port
        try:
            await self.restore_line()
        except OSError:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Close every connection and end every answer still under way."""
        await self.cut_line()
        tasks = tuple(self._busy)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()
        self._runner = None
        self._port = 0

    async def cut_line(self) -> None:
        """Stop listening and abort every connection; may be cut already."""
        if self._listener is None:
            return
        listener, self._listener = self._listener, None
        for listening in listener.sockets:
            asyncio.get_running_loop().remove_reader(listening)
        listener.abort_clients()
        # Whoever is being accepted would find the listener closed and stay open.
        await asyncio.sleep(0)
        listener.close()
        listener.abort_clients()
        await listener.wait_closed()

    async def restore_line(self) -> None:
        """Listen again on the same port; may listen already.

        Raises OSError when somebody else took the port, RuntimeError before
        the start.
        """
        if self._runner is None or self._runner.server is None:
            raise RuntimeError("The simulator has not been started")
        if self._listener is not None:
            return
        self._listener = await asyncio.get_running_loop().create_server(
            self._runner.server,
            self._host,
            self._port,
            reuse_address=True,
            backlog=1024,
        )
        self._port = self._listener.sockets[0].getsockname()[1]

    @web.middleware
    async def _track(self, request: web.Request, handler: Handler) -> Response:
        """Know which answers are under way: not every one ends by itself."""
        task = asyncio.current_task()
        assert task is not None
        self._busy.add(task)
        try:
            return await handler(request)
        finally:
            self._busy.discard(task)

    async def _serve(self, request: web.Request) -> Response:
        """Record a request to the provider and answer it."""
        seen = record(
            request.method,
            request.raw_path,
            request.headers,
            await request.read(),
            self._simulator.clock(),
        )
        self._simulator.note(seen)
        if self._simulator.line_cut:
            self._log(seen, None, fault="line_cut")
            return hang_up(request, reset=True)
        if len(seen.raw_path) > MAX_TARGET:
            self._log(seen, 414)
            return server_page(414)
        return await self._answer(request, seen)

    async def _answer(self, request: web.Request, seen: RecordedRequest) -> Response:
        """Process a request, with the fault that is due."""
        simulator = self._simulator
        await self._hold(seen, Stage.BEFORE)
        fault = simulator.faults.take(seen)
        if fault is not None and fault.stage is Stage.BEFORE:
            form: Form = "xml" if seen.method == "GET" else "json"
            reply = Reply(UNAVAILABLE, form)
        else:
            reply = simulator.handle(seen)
        await self._hold(seen, Stage.AFTER)
        if fault is None:
            self._log(seen, reply.code, reply.message)
            return respond(reply, simulator.answer_types)
        code = answered_code(fault, reply)
        self._log(seen, code, _words(fault, reply), fault.kind)
        return await misbehave(fault, request, seen, reply, simulator.answer_types)

    async def _hold(self, seen: RecordedRequest, stage: Stage) -> None:
        """Wait at every gate that is closed for this request."""
        for gate in tuple(self._simulator.gates):
            if gate.concerns(seen, stage):
                await gate.pass_through()

    def _log(
        self,
        seen: RecordedRequest,
        code: int | None,
        text: str = "",
        fault: str | None = None,
    ) -> None:
        """Note the answer in the record and in the log."""
        seen.answered_code = code
        self._simulator.log.add(
            at=self._simulator.clock(),
            endpoint=seen.endpoint,
            code=code,
            text=text,
            fault=fault,
        )


def _words(fault: Fault, reply: Reply) -> str:
    """Return the provider's words in a faulty answer, for the log."""
    if fault.refuses:
        return Reply(fault.code, text=fault.text).message
    return reply.message if fault.garbles else ""
