"""Key and hash stay out of logs, errors and the words that are shown.

The secret_monitor of every test looks into the log by itself.
"""

import asyncio
from functools import partial
from itertools import product
import logging

import aiohttp
import pytest

from custom_components.iletimerkezi.api import (
    IletiMerkeziClient,
    IletiMerkeziError,
    RefusedError,
    StatusCode,
)
from simulator import Account, Fault, FaultKind, Simulator, Stage
from tests.secret_monitor import SecretMonitor, chain, everything_about, spellings

from .helpers import HASH, HASH_ENCODED, KEY, KEY_ENCODED, NUMBER, ClientFactory
from .servers import CannedServer, http, xml

ENDPOINTS = ("send", "balance", "senders")
FORBIDDEN = spellings(KEY) | spellings(HASH)


def leaks(text: str) -> set[str]:
    """Return the forms of the secrets that a text holds, in whatever case."""
    return {form for form in FORBIDDEN if form in text.casefold()}


@pytest.fixture
def secret_monitor(
    secret_monitor: SecretMonitor, caplog: pytest.LogCaptureFixture
) -> SecretMonitor:
    """Have everything logged, by anybody."""
    for name in ("", *logging.root.manager.loggerDict):
        caplog.set_level(logging.DEBUG, logger=name)
    return secret_monitor


async def failure(client: IletiMerkeziClient, endpoint: str) -> IletiMerkeziError:
    """Ask something that fails; return the error."""
    send = partial(client.send, text="a", numbers=[NUMBER], sender="EVIM", timeout=0.2)
    ask = send if endpoint == "send" else getattr(client, endpoint)
    with pytest.raises(IletiMerkeziError) as raised:
        await ask()
    return raised.value


def assert_silent(error: IletiMerkeziError) -> None:
    """Assert that nobody learns anything, and that aiohttp is out of it."""
    assert leaks(everything_about(error)) == set()
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


async def test_the_library_would_leak(session: aiohttp.ClientSession) -> None:
    """What all of this is about: aiohttp's own errors hold the URL."""
    with pytest.raises(aiohttp.InvalidURL) as raised:
        await session.get(f"http:///?key={KEY_ENCODED}")

    assert leaks(everything_about(raised.value))


def works(kind: FaultKind, stage: Stage, endpoint: str) -> bool:
    """Return whether an answer is good enough in spite of its fault."""
    if kind in {FaultKind.WRONG_CHARSET, FaultKind.BAD_ORDER_ID}:
        return stage is Stage.AFTER
    if kind is FaultKind.NO_ORDER_ID:
        return endpoint == "senders"
    return kind is FaultKind.DRIP and stage is Stage.AFTER and endpoint != "send"


@pytest.mark.parametrize("kind", FaultKind)
async def test_every_fault(
    client: IletiMerkeziClient, simulator: Simulator, kind: FaultKind
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
        assert_silent(error)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
async def test_every_code(
    client: IletiMerkeziClient, simulator: Simulator, endpoint: str
) -> None:
    """Also when the provider's words repeat key, hash and address."""
    refused = 0
    for code in (*sorted(set(StatusCode) - {200}), 403, 500, 777):
        simulator.clear()
        simulator.faults.add(
            Fault(FaultKind.ECHO_SECRET, endpoint=endpoint, code=code, text="Üzgünüz")
        )
        error = await failure(client, endpoint)

        assert_silent(error)
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
    client: IletiMerkeziClient, simulator: Simulator, form: str
) -> None:
    """In every way a server may write down what it was asked."""
    simulator.faults.add(Fault(FaultKind.CODE, code=499, text=f"<{form}> {form}!"))
    error = await failure(client, "send")

    assert isinstance(error, RefusedError)
    assert error.provider_text == "<***> ***!"
    assert_silent(error)


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
    new_client: ClientFactory, canned: CannedServer, answer: bytes
) -> None:
    """Where aiohttp's errors are most talkative."""
    canned.always(answer)

    assert_silent(await failure(new_client(canned.url), "send"))
    assert len(canned.requests) == 1


@pytest.mark.parametrize("endpoint", ["send", "balance"])
async def test_no_connection(
    client: IletiMerkeziClient, simulator: Simulator, endpoint: str
) -> None:
    """Nor where nobody answers, or in another language."""
    await simulator.cut_line()

    assert_silent(await failure(client, endpoint))


async def test_tls_where_there_is_none(
    new_client: ClientFactory, simulator: Simulator
) -> None:
    """The same with https."""
    client = new_client(simulator.url.replace("http:", "https:"))

    assert_silent(await failure(client, "send"))


@pytest.mark.parametrize("host", ["", "a b", "x" * 300, "..", "[::1]:0"])
async def test_impossible_host(new_client: ClientFactory, host: str) -> None:
    """An address that got past everybody."""
    assert_silent(await failure(new_client(f"https://{host}"), "send"))


async def test_success_is_silent(
    client: IletiMerkeziClient, simulator: Simulator
) -> None:
    """And so is what works."""
    order = await client.send(text="a", numbers=[NUMBER], sender="EVIM")
    assert order.id is not None
    answers = [
        order,
        await client.balance(),
        await client.senders(),
        await client.report(order.id),
    ]

    assert leaks(repr(answers)) == set()


async def test_cancelled(client: IletiMerkeziClient, simulator: Simulator) -> None:
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
