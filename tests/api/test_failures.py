"""Whatever goes wrong: our own errors, one request, and the truth about it."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
import gzip
import socket
import tracemalloc
from typing import override
import zlib

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
import pytest

from custom_components.iletimerkezi.api import (
    IletiMerkeziClient,
    IletiMerkeziError,
    Order,
    ProviderUnreachableError,
    RefusedError,
    StatusCode,
    UnreachableCause,
)
from simulator import Account, Fault, FaultKind, Simulator, Stage
from simulator.answers import Form
from simulator.codes import TEXTS

from .helpers import HASH, KEY, NUMBER, SEND_PATH, ClientFactory
from .servers import SUCCESS, CannedServer, http

SHORT = 0.2
"""Seconds; for an attempt that is to end by itself."""

type Question = Callable[[IletiMerkeziClient], Awaitable[object]]

QUESTIONS: dict[str, Question] = {
    "send": lambda client: client.send(text="a", numbers=[NUMBER], sender="EVIM"),
    "balance": lambda client: client.balance(),
    "senders": lambda client: client.senders(),
    "report": lambda client: client.report("5"),
}
EVERY_QUESTION = pytest.mark.parametrize("endpoint", QUESTIONS)
STAGES = pytest.mark.parametrize("stage", Stage)


async def send(client: IletiMerkeziClient, timeout: float = 5.0) -> Order:
    """Send something."""
    return await client.send(
        text="Su kaçağı!", numbers=[NUMBER], sender="EVIM", timeout=timeout
    )


async def failed_send(
    client: IletiMerkeziClient, timeout: float = 5.0
) -> ProviderUnreachableError:
    """Send something that gets no usable answer; return the error."""
    with pytest.raises(ProviderUnreachableError) as raised:
        await send(client, timeout)
    return raised.value


@EVERY_QUESTION
@pytest.mark.parametrize("kind", [FaultKind.CODE, FaultKind.CODE_IN_200])
async def test_every_code(
    client: IletiMerkeziClient, simulator: Simulator, endpoint: str, kind: FaultKind
) -> None:
    """As HTTP status and in the body alone, and the same for each question."""
    for code in (*sorted(set(StatusCode) - {200}), 403, 499, 500, 599, 999):
        simulator.clear()
        simulator.faults.add(Fault(kind, endpoint=endpoint, code=code))
        with pytest.raises(IletiMerkeziError) as raised:
            await QUESTIONS[endpoint](client)

        assert len(simulator.requests) == 1
        if code in {408, 429, 500, 503, 599}:
            assert isinstance(raised.value, ProviderUnreachableError), code
            assert not raised.value.maybe_processed
            assert raised.value.cause is UnreachableCause.BUSY
        else:
            assert isinstance(raised.value, RefusedError), code
            assert raised.value.code == code
            words = TEXTS.get(code, f"Bilinmeyen hata ({code})")
            assert raised.value.provider_text == words


@STAGES
async def test_page_of_a_web_server(
    client: IletiMerkeziClient, simulator: Simulator, stage: Stage
) -> None:
    """Somewhere on the way back an answer got lost, or on the way there."""
    for code in (400, 401, 404, 408, 429, 450, 460, 494, 499, 500, 502, 503, 520, 599):
        simulator.clear()
        simulator.faults.add(Fault(FaultKind.HTTP_STATUS, code=code, stage=stage))
        error = await failed_send(client)

        assert error.maybe_processed
        assert error.cause is UnreachableCause.UNREADABLE
        assert len(simulator.requests) == 1


UNCLEAR = [
    Fault(FaultKind.DROP),
    Fault(FaultKind.RESET),
    Fault(FaultKind.HANG),
    Fault(FaultKind.HANG, seconds=0.02),
    Fault(FaultKind.TRUNCATED),
    Fault(FaultKind.CUT_OFF),
    Fault(FaultKind.HTML_200),
    Fault(FaultKind.EMPTY_200),
    Fault(FaultKind.HUGE),
    Fault(FaultKind.DRIP, seconds=0.05),
    Fault(FaultKind.REDIRECT),
    Fault(FaultKind.ENTITY_BOMB),
    Fault(FaultKind.NO_ORDER_ID),
]


@STAGES
@pytest.mark.parametrize("fault", UNCLEAR, ids=lambda fault: fault.kind)
async def test_unclear(
    client: IletiMerkeziClient, simulator: Simulator, fault: Fault, stage: Stage
) -> None:
    """The request went out, so it may have been carried out: it is not repeated."""
    simulator.faults.add(
        Fault(fault.kind, stage=stage, seconds=fault.seconds, text=fault.text)
    )
    error = await failed_send(client, SHORT)

    assert error.maybe_processed
    assert len(simulator.requests) == 1
    assert len(simulator.messages) == (stage is Stage.AFTER)


@pytest.mark.parametrize(
    "charset", ["utf-16", "us-ascii", "iso-8859-9", "windows-1254", "klingon"]
)
async def test_wrong_charset(
    client: IletiMerkeziClient, simulator: Simulator, charset: str
) -> None:
    """A success stays one, whatever charset header and document claim."""
    simulator.faults.add(
        Fault(FaultKind.WRONG_CHARSET, stage=Stage.AFTER, text=charset)
    )

    assert (await send(client)).id == str(simulator.orders[0].id)


@pytest.mark.parametrize("form", ["xml", "json"])
async def test_bad_order_id(
    client: IletiMerkeziClient, simulator: Simulator, form: Form
) -> None:
    """The order is accepted; what cannot be an id is none."""
    simulator.send_form = form
    simulator.faults.add(Fault(FaultKind.BAD_ORDER_ID, stage=Stage.AFTER))

    assert await send(client) == Order(id=None)
    assert len(simulator.messages) == 1


async def test_json_twin(client: IletiMerkeziClient, simulator: Simulator) -> None:
    """Should the provider ever answer a send in JSON: success and refusal."""
    simulator.send_form = "json"

    assert await send(client) == Order(id=str(simulator.orders[0].id))
    with pytest.raises(RefusedError) as raised:
        await send(client)
    assert raised.value.code == StatusCode.REPEATED_ORDER


def test_every_fault_is_tested() -> None:
    """Whoever adds a fault to the simulator adds it here."""
    elsewhere = {
        *(FaultKind.CODE, FaultKind.CODE_IN_200, FaultKind.HTTP_STATUS),
        *(FaultKind.WRONG_CHARSET, FaultKind.BAD_ORDER_ID),
        FaultKind.ECHO_SECRET,  # with the secrets
    }
    assert {fault.kind for fault in UNCLEAR} | elsewhere == set(FaultKind)


@EVERY_QUESTION
async def test_no_question_is_answered(
    client: IletiMerkeziClient, simulator: Simulator, endpoint: str
) -> None:
    """Those that send nothing end the same way."""
    for kind in (
        *(FaultKind.DROP, FaultKind.RESET, FaultKind.CUT_OFF, FaultKind.TRUNCATED),
        *(FaultKind.HTML_200, FaultKind.EMPTY_200, FaultKind.HUGE, FaultKind.REDIRECT),
    ):
        simulator.clear()
        simulator.faults.add(Fault(kind, endpoint=endpoint))
        with pytest.raises(ProviderUnreachableError):
            await QUESTIONS[endpoint](client)

        assert len(simulator.requests) == 1, kind


async def test_back_to_normal(client: IletiMerkeziClient, simulator: Simulator) -> None:
    """Nothing of a failure remains."""
    for fault in UNCLEAR:
        simulator.faults.add(Fault(fault.kind, times=1, seconds=fault.seconds))
        await failed_send(client, SHORT)
        simulator.faults.clear()

        assert (await send(client)).id == str(simulator.orders[-1].id)
        simulator.book.clear()  # or the next one would be a repeat


# Answers cut off anywhere


@pytest.mark.slow
@pytest.mark.parametrize("framed", [True, False])
async def test_cut_off_anywhere(
    new_client: ClientFactory, canned: CannedServer, framed: bool
) -> None:
    """A success that ends early is none, be its length announced or not."""
    whole = http(SUCCESS, headers="Content-Type: text/xml; charset=utf-8\r\n")
    complete = len(whole)
    if not framed:
        whole = http(SUCCESS, framed=False)
        complete = len(whole) - 1  # but for the last line feed
    client = new_client(canned.url)
    for length in range(complete):
        canned.always(whole[:length])
        error = await failed_send(client)
        assert error.maybe_processed, length

    canned.always(whole[:complete])
    assert await send(client) == Order(id="323223")
    assert len(canned.requests) == complete + 1


@pytest.mark.slow
async def test_cut_off_between_chunks(
    new_client: ClientFactory, canned: CannedServer
) -> None:
    """The last chunk is the empty one."""
    chunks = b"".join(
        b"%x\r\n%s\r\n" % (len(piece), piece)
        for piece in (SUCCESS[:100], SUCCESS[100:], b"")
    )
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    client = new_client(canned.url)
    for length in range(len(chunks) - 4):  # before the empty chunk begins to end
        canned.always(head + chunks[:length])
        assert (await failed_send(client)).maybe_processed, length

    canned.always(head + chunks)
    assert await send(client) == Order(id="323223")


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.9\r\n",
        b"220 mail.example ESMTP\r\n",
        b"HTTP/1.1\r\n\r\n",
        b"HTTP/1.1 two hundred\r\n\r\n" + SUCCESS,
        b"HTTP/9.9 200 OK\r\n\r\n" + SUCCESS[:50],
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n" + SUCCESS,
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n" + SUCCESS,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + SUCCESS,
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n" + SUCCESS,
        b"HTTP/1.1 200 OK\r\n" + b"X: x\r\n" * 100_000 + b"\r\n" + SUCCESS,
        http(SUCCESS, headers="Content-Encoding: gzip\r\n"),
        http(b"", 101),
        http(b"", 204),
        http(b"", 304),
        http(b"", 407),
        b"\0" * 1000,
        b"\x15\x03\x01\x00\x02\x02\x46",  # an alert of TLS
    ],
    ids=lambda answer: ascii(answer)[:40],
)
async def test_not_quite_http(
    new_client: ClientFactory, canned: CannedServer, answer: bytes
) -> None:
    """Whoever answers so is not the provider, and no success."""
    canned.always(answer)
    await failed_send(new_client(canned.url), SHORT)

    assert len(canned.requests) == 1


# Answers without end


async def peak_of_failed_send(client: IletiMerkeziClient) -> int:
    """Return the most bytes that were taken while a send failed."""
    tracemalloc.start()
    try:
        await failed_send(client)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


async def test_huge_answer_is_not_kept(
    client: IletiMerkeziClient, simulator: Simulator
) -> None:
    """A hundred megabytes never get into memory."""
    simulator.faults.add(Fault(FaultKind.HUGE))
    peak = await peak_of_failed_send(client)

    assert peak < 8_000_000


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
async def test_compressed_answer_that_grows(
    new_client: ClientFactory, canned: CannedServer, coding: str
) -> None:
    """Nor by way of a compression that nobody has asked for."""
    compress = gzip.compress if coding == "gzip" else zlib.compress
    bomb = compress(bytes(100_000_000))
    canned.always(http(bomb, headers=f"Content-Encoding: {coding}\r\n"))
    client = new_client(canned.url)
    peak = await peak_of_failed_send(client)

    # aiohttp before 3.14 unpacks up to 32 MiB at once, and copies them.
    assert peak < 75_000_000


@pytest.mark.parametrize(("spare", "accepted"), [(0, True), (1, False)])
async def test_greatest_length(
    new_client: ClientFactory, canned: CannedServer, spare: int, accepted: bool
) -> None:
    """One mebibyte is taken, one byte more is not."""
    canned.always(http(SUCCESS.ljust(1024 * 1024 + spare)))
    client = new_client(canned.url)
    if accepted:
        assert await send(client) == Order(id="323223")
    else:
        assert (await failed_send(client)).maybe_processed


# Redirects


@pytest.mark.parametrize("endpoint", QUESTIONS)
async def test_redirect_elsewhere(
    client: IletiMerkeziClient,
    simulator: Simulator,
    canned: CannedServer,
    endpoint: str,
) -> None:
    """Nobody else gets to see the secret."""
    simulator.faults.add(
        Fault(FaultKind.REDIRECT, endpoint=endpoint, text=f"{canned.url}/login")
    )
    with pytest.raises(ProviderUnreachableError):
        await QUESTIONS[endpoint](client)

    assert len(simulator.requests) == 1
    assert canned.requests == []


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
async def test_redirect_within_this_machine(
    new_client: ClientFactory,
    simulator: Simulator,
    canned: CannedServer,
    account: Account,
    status: int,
) -> None:
    """Not even to an address that would accept the order, nor to the same again."""
    client = new_client(canned.url)
    for target in (f"{simulator.url}{SEND_PATH}", SEND_PATH):
        canned.requests.clear()
        canned.always(http(b"", status, headers=f"Location: {target}\r\n"))

        assert (await failed_send(client)).maybe_processed
        assert len(canned.requests) == 1
        assert simulator.requests == []


# What never reaches the provider


class Resolver(AbstractResolver):
    """Knows no name, or never finishes looking for one."""

    def __init__(self, error: OSError | None) -> None:
        """Take what every name leads to; None leads nowhere."""
        self._error = error

    @override
    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Fail."""
        if self._error is None:
            await asyncio.Event().wait()
        assert self._error is not None
        raise self._error

    @override
    async def close(self) -> None:
        """Close nothing."""


@asynccontextmanager
async def client_of(
    url: str, connector: aiohttp.BaseConnector
) -> AsyncGenerator[IletiMerkeziClient]:
    """Return a client with a connector of its own."""
    async with aiohttp.ClientSession(connector=connector) as session:
        yield IletiMerkeziClient(session, api_key=KEY, api_hash=HASH, url=url)


async def test_refused_connection(
    client: IletiMerkeziClient, simulator: Simulator
) -> None:
    """Nobody listens, so nothing was sent."""
    await simulator.cut_line()
    assert not (await failed_send(client)).maybe_processed

    await simulator.restore_line()
    assert (await send(client)).id == str(simulator.orders[0].id)
    assert len(simulator.requests) == 1


@pytest.mark.parametrize(
    "error", [socket.gaierror(socket.EAI_NONAME, "unknown"), OSError("no network")]
)
async def test_unknown_host(socket_enabled: None, error: OSError) -> None:
    """No address, no request."""
    connector = aiohttp.TCPConnector(resolver=Resolver(error))
    async with client_of("https://nothing.invalid", connector) as client:
        assert not (await failed_send(client)).maybe_processed


@pytest.mark.parametrize("timeout", [0.1, 0.4])
async def test_name_service_that_hangs(socket_enabled: None, timeout: float) -> None:
    """However short the attempt is, it is known that nothing went out."""
    connector = aiohttp.TCPConnector(resolver=Resolver(None))
    async with client_of("https://nothing.invalid", connector) as client:
        assert not (await failed_send(client, timeout)).maybe_processed


async def test_tls_where_there_is_none(
    new_client: ClientFactory, simulator: Simulator, account: Account
) -> None:
    """An address with https that is none."""
    client = new_client(simulator.url.replace("http:", "https:"))

    assert not (await failed_send(client)).maybe_processed
    assert simulator.requests == []


async def test_tls_that_never_begins(new_client: ClientFactory) -> None:
    """A server that takes the connection and says nothing."""
    async with AsyncExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        client = new_client(f"https://127.0.0.1:{listener.getsockname()[1]}")
        error = await failed_send(client, 4 * SHORT)

    assert not error.maybe_processed


async def test_no_free_connection(simulator: Simulator, account: Account) -> None:
    """Who waits for a connection until the end has sent nothing."""
    connector = aiohttp.TCPConnector(limit=1)
    async with client_of(simulator.url, connector) as client:
        with simulator.hold() as gate:
            first = asyncio.create_task(send(client))
            await gate.wait_for(1)
            assert not (await failed_send(client, SHORT)).maybe_processed
        await first

    assert len(simulator.requests) == 1


async def test_hang_once_connected(
    client: IletiMerkeziClient, simulator: Simulator
) -> None:
    """On a connection that stands, silence says nothing."""
    await send(client)
    simulator.faults.add(Fault(FaultKind.HANG))

    assert (await failed_send(client, SHORT)).maybe_processed
    assert len(simulator.requests) == 2


async def test_session_that_was_closed(
    simulator: Simulator, session: aiohttp.ClientSession, client: IletiMerkeziClient
) -> None:
    """Home Assistant closes it while it stops."""
    await session.close()
    await failed_send(client)

    assert simulator.requests == []


async def test_cancelled(client: IletiMerkeziClient, simulator: Simulator) -> None:
    """Being cancelled is no failure: it goes through."""
    with simulator.hold() as gate:
        attempt = asyncio.create_task(send(client))
        await gate.wait_for(1)
        attempt.cancel()
        with pytest.raises(asyncio.CancelledError):
            await attempt

    assert len(simulator.requests) == 1
