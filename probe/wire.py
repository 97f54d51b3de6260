"""The raw answers, beside what the integration's client reads from them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import json
from types import SimpleNamespace
from typing import Any, Final
from urllib.parse import quote

from aiohttp import (
    ClientSession,
    StreamReader,
    TCPConnector,
    TraceConfig,
    TraceRequestEndParams,
)
from aiohttp.base_protocol import BaseProtocol

_LARGEST: Final = 1 << 20  # bytes; the client takes no more either
_BUFFER: Final = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer on the wire."""

    status: int
    content_type: str
    body: bytes

    @property
    def form(self) -> str:
        """Return what the body is."""
        start = self.body.lstrip()[:1]
        kind = {b"<": "XML", b"{": "JSON", b"": "empty"}.get(start, "unreadable")
        html = self.body.lstrip()[:200].lower()
        return "HTML" if b"<html" in html or b"<!doctype html" in html else kind

    def field(self, *path: str) -> Any:
        """Return a value of a JSON body, None where it has none."""
        try:
            value = json.loads(self.body)
            for name in path:
                value = value[name]
        except ValueError, KeyError, TypeError:
            return None
        return value

    def holds(self, value: str) -> bool:
        """Return whether the body repeats a value."""
        text = self.body.decode(errors="replace").casefold()
        return any(form.casefold() in text for form in (value, quote(value, safe="")))


class Wire:
    """The answers of a session."""

    def __init__(self) -> None:
        """Start without any."""
        self.last: Answer | None = None

    def forget(self) -> None:
        """Forget the last answer, so that the next one is known to be new."""
        self.last = None

    async def record(
        self, _: ClientSession, __: SimpleNamespace, ended: TraceRequestEndParams
    ) -> None:
        """Keep an answer, and hand the same bytes on to whoever asked."""
        response = ended.response
        body = b""
        while len(body) <= _LARGEST and (chunk := await response.content.readany()):
            body += chunk
        self.last = Answer(
            status=response.status, content_type=response.content_type, body=body
        )
        loop = asyncio.get_running_loop()
        again = StreamReader(BaseProtocol(loop), _BUFFER, loop=loop)
        again.feed_data(body)
        again.feed_eof()
        response.content = again


@asynccontextmanager
async def recorded_session() -> AsyncGenerator[tuple[ClientSession, Wire]]:
    """Open a session whose answers are recorded."""
    wire = Wire()
    trace = TraceConfig()
    trace.on_request_end.append(wire.record)
    # A fresh connection each time: while a person thinks, an idle one is closed.
    connector = TCPConnector(force_close=True)
    async with ClientSession(connector=connector, trace_configs=[trace]) as session:
        yield session, wire
