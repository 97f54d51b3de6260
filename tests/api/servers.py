"""What the simulator cannot be: a server of answers down to the last byte."""

import asyncio
from collections.abc import Callable
import ssl
from types import TracebackType
from typing import Self

SUCCESS = """\
<?xml version="1.0" encoding="UTF-8"?>
<response>
  <status>
    <code>200</code>
    <message>İşlem başarılı</message>
  </status>
  <order>
    <id>323223</id>
  </order>
</response>
""".encode()


def xml(code: object, order: str = "", *, message: str = "") -> bytes:
    """Return a send answer with this code."""
    return (
        f"<response><status><code>{code}</code><message>{message}</message></status>"
        f"{order}</response>"
    ).encode()


def http(
    body: bytes, status: int = 200, *, headers: str = "", framed: bool = True
) -> bytes:
    """Return an HTTP answer; without a frame it ends with the connection."""
    frame = f"Content-Length: {len(body)}\r\n" if framed else ""
    head = f"HTTP/1.1 {status} X\r\nConnection: close\r\n{frame}{headers}\r\n"
    return head.encode() + body


class CannedServer:
    """Answers each connection with some bytes, then closes it.

    requests: head and body of everything that was asked.
    answer: returns the bytes for a request.
    """

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        """Prepare; answers an empty 200 by default."""
        self.requests: list[tuple[bytes, bytes]] = []
        self.answer: Callable[[bytes], bytes] = lambda body: http(b"")
        self.url = ""
        self._context = context
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        """Start on a free port."""
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", 0, ssl=self._context
        )
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"http{'s' if self._context else ''}://127.0.0.1:{port}"
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop."""
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    def always(self, answer: bytes) -> None:
        """Answer everything with the same bytes."""
        self.answer = lambda body: answer

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Read one request and answer it."""
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            _, found, rest = head.lower().partition(b"content-length:")
            length = int(rest.split(b"\r\n")[0]) if found else 0
            body = await reader.readexactly(length)
            self.requests.append((head, body))
            writer.write(self.answer(body))
            await writer.drain()
        except asyncio.IncompleteReadError, ConnectionError:
            pass  # the client left
        finally:
            writer.close()
