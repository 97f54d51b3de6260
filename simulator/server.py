"""The provider's HTTP server."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from . import control
from .answers import Form, Reply
from .codes import UNAVAILABLE
from .fault_answers import answered_code, close_connection, respond, respond_with_fault
from .faults import Fault, Stage
from .pages import server_page
from .record import RecordedRequest, record
from .simulation import Simulation

type Response = web.StreamResponse
type Handler = Callable[[web.Request], Awaitable[Response]]

# The longest request target that a web server accepts before it answers 414 itself.
MAX_TARGET: Final = 8170
# aiohttp's own limit would end such a request unrecorded.
_MAX_LINE: Final = 1 << 20


class Server:
    """Listens, records and answers; its line can be cut and restored."""

    def __init__(self, simulation: Simulation) -> None:
        """Initialize."""
        self._simulation = simulation
        self._runner: web.AppRunner | None = None
        self._listener: asyncio.Server | None = None
        self._busy: set[asyncio.Task[object]] = set()
        self._host = ""
        self._port = 0

    @property
    def port(self) -> int:
        """Return the port, even while the connection is down.

        Raises RuntimeError before the start.
        """
        if not self._port:
            raise RuntimeError("The simulator has not been started")
        return self._port

    @property
    def url(self) -> str:
        """Return the address without a trailing slash.

        Raises RuntimeError before the start.
        """
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self._host, self._host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    async def start(self, port: int, host: str) -> None:
        """Listen.

        Raises OSError if the port is in use, RuntimeError if already started.
        """
        if self._runner is not None:
            raise RuntimeError("The simulator has already been started")
        app = web.Application(middlewares=[self._track])
        control.add_routes(app, self._simulation)
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
        """Close every connection and cancel every answer in progress."""
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
        """Stop listening and abort every connection; idempotent."""
        if self._listener is None:
            return
        listener, self._listener = self._listener, None
        for listening in listener.sockets:
            asyncio.get_running_loop().remove_reader(listening)
        listener.abort_clients()
        # A connection just being accepted would miss the abort and stay open.
        await asyncio.sleep(0)
        listener.close()
        listener.abort_clients()
        await listener.wait_closed()

    async def restore_line(self) -> None:
        """Listen again on the same port; idempotent.

        Raises OSError if the port is in use, RuntimeError before the start.
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
        """Track the answers in progress: not every one ends by itself."""
        task = asyncio.current_task()
        assert task is not None
        self._busy.add(task)
        try:
            return await handler(request)
        finally:
            self._busy.discard(task)

    async def _serve(self, request: web.Request) -> Response:
        """Record and answer a request to the provider."""
        seen = record(
            request.method,
            request.raw_path,
            request.headers,
            await request.read(),
            self._simulation.clock(),
        )
        self._simulation.note(seen)
        if self._simulation.line_cut:
            self._log(seen, None, fault="line_cut")
            return close_connection(request, reset=True)
        if len(seen.raw_path) > MAX_TARGET:
            self._log(seen, 414)
            return server_page(414)
        return await self._answer(request, seen)

    async def _answer(self, request: web.Request, seen: RecordedRequest) -> Response:
        """Process a request, with the fault that applies to it."""
        simulation = self._simulation
        await self._hold(seen, Stage.BEFORE)
        fault = simulation.faults.consume(seen)
        if fault is not None and fault.stage is Stage.BEFORE:
            form: Form = "json" if seen.method == "POST" else simulation.send_form
            reply = Reply(UNAVAILABLE, form)
        else:
            reply = simulation.handle(seen)
        await self._hold(seen, Stage.AFTER)
        if fault is None:
            self._log(seen, reply.code, reply.message)
            return respond(reply, simulation.answer_types)
        code = answered_code(fault, reply)
        self._log(seen, code, _message(fault, reply), fault.kind)
        return await respond_with_fault(
            fault, request, seen, reply, simulation.answer_types
        )

    async def _hold(self, seen: RecordedRequest, stage: Stage) -> None:
        """Wait at every closed gate that applies to a request."""
        for gate in tuple(self._simulation.gates):
            if gate.applies_to(seen, stage):
                await gate.wait_open()

    def _log(
        self,
        seen: RecordedRequest,
        code: int | None,
        text: str = "",
        fault: str | None = None,
    ) -> None:
        """Add the answer to the record and to the log."""
        seen.answered_code = code
        self._simulation.log.add(
            at=self._simulation.clock(),
            endpoint=seen.endpoint,
            code=code,
            text=text,
            fault=fault,
        )


def _message(fault: Fault, reply: Reply) -> str:
    """Return the provider's message in a faulty answer, for the log."""
    if fault.refuses:
        return Reply(fault.code, text=fault.text).message
    return reply.message if fault.garbles else ""
