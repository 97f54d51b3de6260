"""The simulator's page and control interface, next to the provider's endpoints."""

from collections.abc import Awaitable, Callable
import ipaddress
import json
from pathlib import Path
from typing import Any, Final

from aiohttp import web
from yarl import URL

from . import events, view
from .simulation import Simulation
from .switches import SWITCHES
from .values import InvalidError

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_TYPES: Final = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
}
# The page by file name, read once: a request must not block the event loop.
PAGE: Final = {
    path.name: (path.read_bytes(), _TYPES[path.suffix])
    for path in (Path(__file__).parent / "page").iterdir()
    if path.suffix in _TYPES
}
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        "img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def add_routes(app: web.Application, simulation: Simulation) -> None:
    """Add the page and the control endpoints."""

    async def stream(request: web.Request) -> web.StreamResponse:
        return await events.stream(simulation, request)

    async def state(_: web.Request) -> web.Response:
        return web.json_response(view.state(simulation), headers=_HEADERS)

    async def end_faults(_: web.Request) -> web.Response:
        simulation.faults.clear()
        return web.json_response(view.settings(simulation), headers=_HEADERS)

    router = app.router
    router.add_get("/", _guarded(_file("index.html")))
    router.add_get("/favicon.ico", _guarded(_file("icon.svg")))
    for name in PAGE:
        router.add_get(f"/simulator/page/{name}", _guarded(_file(name)))
    router.add_get("/simulator/state", _guarded(state))
    router.add_get("/simulator/events", _guarded(stream))
    router.add_delete("/simulator/faults", _guarded(end_faults))
    for name, switch in SWITCHES.items():
        router.add_post(f"/simulator/{name}", _guarded(_switch(simulation, switch)))
    # Anything else under this prefix is an error, but not the provider's.
    router.add_route("*", "/simulator{tail:(/.*)?}", _guarded(_missing))


def _guarded(handler: Handler) -> Handler:
    """Return a handler that only pages of this machine can reach.

    A foreign page can resolve its own name to 127.0.0.1; its Host header reveals it.
    It can also post forms, but not JSON, without a preflight request.
    """

    async def guarded(request: web.Request) -> web.StreamResponse:
        if not _is_loopback(request.host):
            return _refuse(403, "Only reachable as localhost")
        if request.method == "POST" and request.content_type != "application/json":
            return _refuse(415, "Only JSON is accepted")
        return await handler(request)

    return guarded


def _is_loopback(host_header: str) -> bool:
    """Return whether a Host header names this machine."""
    try:
        host = URL(f"http://{host_header}").host or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refuse(status: int, reason: str) -> web.Response:
    """Return a refusal."""
    return web.json_response({"error": reason}, status=status, headers=_HEADERS)


async def _missing(_: web.Request) -> web.Response:
    """Answer an unknown address."""
    return _refuse(404, "There is nothing here")


def _file(name: str) -> Handler:
    """Return a handler for one file of the page."""
    body, content_type = PAGE[name]

    async def file(_: web.Request) -> web.Response:
        return web.Response(
            body=body, content_type=content_type, charset="utf-8", headers=_HEADERS
        )

    return file


def _switch(
    simulation: Simulation, switch: Callable[[Simulation, dict[str, Any]], None]
) -> Handler:
    """Return a handler that passes a JSON object to a switch."""

    async def handle(request: web.Request) -> web.Response:
        try:
            fields = json.loads(await request.read())
        except ValueError:
            return _refuse(400, "This is not JSON")
        if not isinstance(fields, dict):
            return _refuse(400, "A JSON object is expected")
        try:
            switch(simulation, fields)
        except InvalidError as error:
            return _refuse(400, str(error))
        simulation.changed.send(None)
        return web.json_response(view.settings(simulation), headers=_HEADERS)

    return handle
