"""Key and hash stay out of logs, errors and the words that are shown."""

import asyncio
from collections.abc import Iterator
from functools import partial
from html import escape
from itertools import product
import json
import logging
import traceback
from typing import override
from urllib.parse import quote, quote_plus

import aiohttp
import pytest

from custom_components.iletimerkezi.api import (
    IletiMerkeziClient,
    IletiMerkeziError,
    RefusedError,
    StatusCode,
)
from simulator import Account, Fault, FaultKind, Simulator, Stage

from .helpers import HASH, HASH_ENCODED, KEY, KEY_ENCODED, NUMBER, ClientFactory
from .servers import CannedServer, http, xml


def spellings(secret: str) -> set[str]:
    """Return every form in which a secret could turn up."""
    return {
        secret,
        repr(secret)[1:-1],
        json.dumps(secret)[1:-1],
        quote(secret),
        quote(secret, safe=""),
        quote(secret, safe="").lower(),
        quote_plus(secret),
        escape(secret),
        escape(secret, quote=False),
    }


ENDPOINTS = ("send", "balance", "senders")
FORBIDDEN = spellings(KEY) | spellings(HASH)


def leaks(text: str) -> set[str]:
    """Return the forms of the secrets that a text holds, in whatever case."""
    return {form for form in FORBIDDEN if form.casefold() in text.casefold()}


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception and everything that hangs on it."""
    if error is not None:
        yield error
        yield from chain(error.__cause__)
        yield from chain(error.__context__)


def everything_about(error: BaseException) -> str:
    """Return all that an exception says to whoever prints it, one way or another."""
    said = ["".join(traceback.format_exception(error))]
    for link in chain(error):
        said += [str(link), repr(link), repr(link.args), repr(vars(link))]
        said += getattr(link, "__notes__", [])
        said += [str(value) for value in vars(link).values()]
    return "\n".join(said)


class Log:
    """Everything that was logged, by anybody, at any level."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        """Listen."""
        self._caplog = caplog

    @override
    def __str__(self) -> str:
        """Return the text, with the arguments as they were given."""
        return "\n".join(
            f"{record.getMessage()} {record.args!r} {record.exc_text} {record.name}"
            for record in self._caplog.records
        )


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Log:
    """Listen to everything."""
    caplog.set_level(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        caplog.set_level(logging.DEBUG, logger=name)
    for name in ("aiohttp.client", "aiohttp.internal", "custom_components"):
        caplog.set_level(logging.DEBUG, logger=name)
    return Log(caplog)


async def failure(client: IletiMerkeziClient, endpoint: str) -> IletiMerkeziError:
    """Ask something that fails; return the error."""
    send = partial(client.send, text="a", numbers=[NUMBER], sender="EVIM", timeout=0.2)
    ask = send if endpoint == "send" else getattr(client, endpoint)
    with pytest.raises(IletiMerkeziError) as raised:
        await ask()
    return raised.value


def assert_silent(error: IletiMerkeziError, log: Log) -> None:
    """Assert that nobody learns anything, and that aiohttp is out of it."""
    assert leaks(everything_about(error)) == set()
    assert leaks(str(log)) == set()
    assert (error.__cause__, error.__context__) == (None, None)


def test_leaks_are_noticed() -> None:
    """The tests below would see what they look for."""
    for form in FORBIDDEN:
        assert leaks(f"x{form}x")
        assert leaks(everything_about(ValueError(f"http://x/?key={form}")))
    assert leaks("http://x/?key=k&text=a") == set()
    inner = ValueError(KEY)
    outer = TypeError("harmless")
    outer.__context__ = inner
    outer.__suppress_context__ = True
    assert leaks(everything_about(outer))


async def test_logs_are_heard(log: Log) -> None:
    """The same for what is logged."""
    logging.getLogger("aiohttp.client").debug("asking for %s", KEY)

    assert leaks(str(log))


async def test_the_library_would_tell(session: aiohttp.ClientSession) -> None:
    """What all of this is about: aiohttp's own errors hold the URL."""
    with pytest.raises(aiohttp.InvalidURL) as raised:
        await session.get(f"http:///?key={KEY_ENCODED}")

    assert leaks(everything_about(raised.value))


def works(kind: FaultKind, stage: Stage, endpoint: str) -> bool:
    """Tell whether an answer is good enough in spite of its fault."""
    if kind is FaultKind.WRONG_CHARSET:
        return stage is Stage.AFTER
    if kind is FaultKind.NO_ORDER_ID:
        return endpoint == "senders"
    return kind is FaultKind.DRIP and stage is Stage.AFTER and endpoint != "send"


@pytest.mark.parametrize("kind", FaultKind)
async def test_every_fault(
    client: IletiMerkeziClient, simulator: Simulator, log: Log, kind: FaultKind
) -> None:
    """Whatever goes wrong, and whenever."""
    for stage, endpoint in product(Stage, ENDPOINTS):
        if works(kind, stage, endpoint):
            continue
        simulator.clear()
        simulator.faults.add(
            Fault(
                kind,
                stage=stage,
                endpoint=endpoint,
                code=422,
                seconds={FaultKind.DRIP: 0.001, FaultKind.HANG: 0.05}.get(kind),
                text=f"/?hash={HASH_ENCODED}" if kind is FaultKind.REDIRECT else None,
            )
        )
        error = await failure(client, endpoint)

        assert len(simulator.requests) == 1
        assert_silent(error, log)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
async def test_every_code(
    client: IletiMerkeziClient, simulator: Simulator, log: Log, endpoint: str
) -> None:
    """Also when the provider's words repeat key, hash and address."""
    refused = 0
    for code in (*sorted(set(StatusCode) - {200}), 403, 500, 777):
        simulator.clear()
        simulator.faults.add(
            Fault(FaultKind.ECHO_SECRET, endpoint=endpoint, code=code, text="Üzgünüz")
        )
        error = await failure(client, endpoint)

        assert_silent(error, log)
        if isinstance(error, RefusedError):
            refused += 1
            assert error.provider_text.startswith(
                "Üzgünüz (key=*** hash=*** url=http://"
            )
    assert refused == 20


@pytest.mark.parametrize(
    "form",
    [
        *(KEY, KEY_ENCODED, KEY_ENCODED.lower()),
        *(HASH, HASH_ENCODED, HASH_ENCODED.lower()),
    ],
)
async def test_every_spelling(
    client: IletiMerkeziClient, simulator: Simulator, log: Log, form: str
) -> None:
    """In every way a server may write down what it was asked."""
    simulator.faults.add(Fault(FaultKind.CODE, code=499, text=f"<{form}> {form}!"))
    error = await failure(client, "send")

    assert isinstance(error, RefusedError)
    assert error.provider_text == "<***> ***!"
    assert_silent(error, log)


@pytest.mark.parametrize(
    ("key", "secret", "words", "expected"),
    [
        ("abc", "abcdef", "key abc, hash abcdef", "key ***, hash ***"),
        ("abcdef", "abc", "key abcdef, hash abc", "key ***, hash ***"),
        ("xabcx", "abc", "xabcx abc", "*** ***"),
        ("abc", "abc", "abcabc", "******"),
        ("abc", "def", "ABC Def", "*** ***"),
        ("a.c", "d+f", "abc ddf a.c d+f", "abc ddf *** ***"),
        (r"a\1", "***", r"a\1 and ***", "*** and ***"),
        ("abc", "", "nothing to hide", "nothing to hide"),
        ("", "", "nothing to hide", "nothing to hide"),
    ],
)
async def test_masking(
    new_client: ClientFactory,
    canned: CannedServer,
    key: str,
    secret: str,
    words: str,
    expected: str,
) -> None:
    """The longer one first, letter by letter, and nothing else."""
    canned.always(http(xml(499, message=words)))
    error = await failure(new_client(canned.url, key, secret), "send")

    assert isinstance(error, RefusedError)
    assert error.provider_text == expected


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 two hundred\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        http(b"x", headers="Content-Encoding: gzip\r\n"),
        http(b"", 302, headers="Location: http://[\r\n"),
        http(b"", 401, headers="WWW-Authenticate: Digest x\r\n"),
        http(b"", 101),
        http(b"", headers=f"Set-Cookie: key={KEY_ENCODED}\r\n"),
    ],
    ids=lambda answer: ascii(answer)[:40],
)
async def test_broken_http(
    new_client: ClientFactory, canned: CannedServer, log: Log, answer: bytes
) -> None:
    """Where aiohttp's errors are most talkative."""
    canned.always(answer)

    assert_silent(await failure(new_client(canned.url), "send"), log)
    assert len(canned.requests) == 1


@pytest.mark.parametrize("endpoint", ["send", "balance"])
async def test_no_connection(
    client: IletiMerkeziClient, simulator: Simulator, log: Log, endpoint: str
) -> None:
    """Nor where nobody answers, or in another language."""
    await simulator.cut_line()

    assert_silent(await failure(client, endpoint), log)


async def test_tls_where_there_is_none(
    new_client: ClientFactory, simulator: Simulator, log: Log
) -> None:
    """The same with https."""
    client = new_client(simulator.url.replace("http:", "https:"))

    assert_silent(await failure(client, "send"), log)


@pytest.mark.parametrize("host", ["", "a b", "x" * 300, "..", "[::1]:0"])
async def test_impossible_host(new_client: ClientFactory, log: Log, host: str) -> None:
    """An address that got past everybody."""
    assert_silent(await failure(new_client(f"https://{host}"), "send"), log)


async def test_success_is_silent(
    client: IletiMerkeziClient, simulator: Simulator, log: Log
) -> None:
    """And so is what works."""
    order = await client.send(text="a", numbers=[NUMBER], sender="EVIM")
    answers = [
        order,
        await client.balance(),
        await client.senders(),
        await client.report(order.id),
    ]

    assert leaks(repr(answers)) == set()
    assert leaks(str(log)) == set()


async def test_cancelled(
    client: IletiMerkeziClient, simulator: Simulator, log: Log
) -> None:
    """An attempt that is given up in the middle."""
    with simulator.hold() as gate:
        attempt = asyncio.create_task(
            client.send(text="a", numbers=[NUMBER], sender="EVIM")
        )
        await gate.wait_for(1)
        attempt.cancel()
        with pytest.raises(asyncio.CancelledError) as raised:
            await attempt

    assert leaks(everything_about(raised.value)) == set()
    assert leaks(str(log)) == set()


def test_the_client_itself(new_client: ClientFactory) -> None:
    """Whoever logs the client logs no secret."""
    client = new_client("https://api.iletimerkezi.com")

    assert leaks(f"{client} {client!r}") == set()


async def test_errors_survive_being_handled(
    client: IletiMerkeziClient, simulator: Simulator, account: Account
) -> None:
    """A caller's own error on top shows ours, and nothing below it."""
    simulator.faults.add(Fault(FaultKind.DROP))

    async def send() -> None:
        try:
            await client.send(text="a", numbers=[NUMBER], sender="EVIM")
        except IletiMerkeziError as err:
            raise RuntimeError("shown to the user") from err

    with pytest.raises(RuntimeError) as raised:
        await send()

    assert [type(link).__module__ for link in chain(raised.value.__cause__)] == [
        IletiMerkeziError.__module__
    ]
    assert leaks(everything_about(raised.value)) == set()
