"""Answers, with and without a fault, on a real connection."""

import asyncio
import socket
import struct
from typing import Final

from aiohttp import web

from .answers import CONTENT_TYPES, AnswerTypes, Reply, render
from .codes import OK, text_of
from .faults import Fault, FaultKind
from .pages import BOMB, PORTAL_PAGE, page, server_page
from .record import RecordedRequest, credentials

HUGE_BYTES: Final = 100 * 1024 * 1024
_CHUNK: Final = b"A" * 65536


def respond(
    reply: Reply, types: AnswerTypes = "plain", status: int | None = None
) -> web.Response:
    """Return the provider's answer.

    The HTTP status is the code unless another is given; the reason phrase is the
    Turkish message.
    """
    message = " ".join(reply.message.split())
    return web.Response(
        body=render(reply, types),
        status=reply.code if status is None else status,
        reason=message if status is None else None,
        content_type=CONTENT_TYPES[reply.form],
        charset="utf-8",
    )


def close_connection(request: web.BaseRequest, *, reset: bool = False) -> web.Response:
    """Close the connection without an answer; the returned response is never sent."""
    transport = request.transport
    if transport is not None:
        if reset:
            # Without time to linger, the kernel sends a reset.
            transport.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
            )
            transport.abort()
        else:
            transport.close()
    return web.Response()


async def respond_with_fault(
    fault: Fault,
    request: web.Request,
    record: RecordedRequest,
    reply: Reply,
    types: AnswerTypes,
) -> web.StreamResponse:
    """Answer with a fault.

    reply: what the provider would have answered without the fault.
    """
    refusal = Reply(fault.code, reply.form, fault.text)
    match fault.kind:
        case FaultKind.CODE:
            return respond(refusal, types)
        case FaultKind.CODE_IN_200:
            return respond(refusal, types, status=200)
        case FaultKind.ECHO_SECRET:
            refusal.text = _secrets(request, record, fault)
            return respond(refusal, types)
        case FaultKind.NO_ORDER_ID:
            return respond(Reply(OK, reply.form), types)
        case FaultKind.BAD_ORDER_ID:
            if reply.order_id is not None:
                reply.order_id = "9" * 900_000 if fault.text is None else fault.text
            return respond(reply, types)
        case FaultKind.DROP | FaultKind.RESET:
            return close_connection(request, reset=fault.kind is FaultKind.RESET)
        case FaultKind.HANG:
            await _pause(fault.seconds)
            return close_connection(request)
        case FaultKind.TRUNCATED:
            response = respond(reply, types)
            body = render(reply, types)
            response.body = body[: len(body) // 2]
            return response
        case FaultKind.CUT_OFF | FaultKind.DRIP:
            return await _slowly(fault, request, reply, types)
        case FaultKind.WRONG_CHARSET:
            charset = fault.text or "utf-16"
            response = respond(reply, types)
            response.body = render(reply, types, charset)
            response.charset = charset
            return response
        case FaultKind.HUGE:
            return await _endlessly(request)
        case FaultKind.REDIRECT:
            return web.Response(
                status=302, headers={"Location": fault.text or "/login"}
            )
        case FaultKind.HTML_200:
            return page(200, PORTAL_PAGE)
        case FaultKind.EMPTY_200:
            return web.Response()
        case FaultKind.ENTITY_BOMB:
            return web.Response(text=BOMB, content_type="text/xml")
        case FaultKind.HTTP_STATUS:
            return server_page(fault.code)


def answered_code(fault: Fault, reply: Reply) -> int | None:
    """Return the code that a client can read in the answer, None without one."""
    if fault.refuses or fault.kind is FaultKind.HTTP_STATUS:
        return fault.code
    if fault.garbles:
        return reply.code
    if fault.kind in {FaultKind.DROP, FaultKind.RESET, FaultKind.HANG}:
        return None
    return 302 if fault.kind is FaultKind.REDIRECT else OK


def _secrets(request: web.Request, record: RecordedRequest, fault: Fault) -> str:
    """Return a message that repeats what must not be repeated."""
    key, secret_hash = credentials(record) or ("", "")
    message = fault.text or text_of(fault.code)
    url = f"http://{request.host}{record.raw_path}"
    return f"{message} (key={key} hash={secret_hash} url={url})"


async def _slowly(
    fault: Fault, request: web.Request, reply: Reply, types: AnswerTypes
) -> web.StreamResponse:
    """Announce a whole answer; send it byte by byte, or only half of it."""
    whole = respond(reply, types)
    body = render(reply, types)
    response = web.StreamResponse(
        status=whole.status, reason=whole.reason, headers=whole.headers
    )
    response.content_length = len(body)
    await response.prepare(request)
    if fault.kind is FaultKind.CUT_OFF:
        await response.write(body[: len(body) // 2])
        close_connection(request)
        return response
    for byte in body:
        await response.write(bytes((byte,)))
        await asyncio.sleep(1.0 if fault.seconds is None else fault.seconds)
    return response


async def _endlessly(request: web.Request) -> web.StreamResponse:
    """Send far more than any answer needs, until the client disconnects."""
    response = web.StreamResponse(headers={"Content-Type": "text/xml; charset=utf-8"})
    await response.prepare(request)
    await response.write(b"<response><status><code>200</code><message>")
    for _ in range(HUGE_BYTES // len(_CHUNK)):
        await response.write(_CHUNK)
    await response.write(b"</message></status></response>")
    return response


async def _pause(seconds: float | None) -> None:
    """Wait for some seconds, or until cancelled."""
    if seconds is None:
        await asyncio.Event().wait()
    else:
        await asyncio.sleep(seconds)
