"""TLS: servers that cannot prove to be the provider, and the cause users are shown."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
import ssl

import aiohttp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
import pytest

from custom_components.iletimerkezi.api import (
    IletiMerkeziClient,
    Order,
    ProviderUnreachableError,
    UnreachableCause,
    transport,
)
from tests.secret_monitor import everything_about

from .helpers import HASH, HASH_ENCODED, KEY, KEY_ENCODED, NUMBER
from .servers import SUCCESS, CannedServer, http

type ServerContext = Callable[..., ssl.SSLContext]

RELEASED = datetime(2026, 11, 27, tzinfo=UTC).timestamp()
YEAR = 366 * 86_400.0


@pytest.fixture
def server_context(tmp_path: Path) -> ServerContext:
    """Return a way to make a server's side of TLS with a certificate of its own."""

    def make(
        *, begins: float = -1, ends: float = 1, host: str = "127.0.0.1"
    ) -> ssl.SSLContext:
        """Return a context; `begins` and `ends` in days from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + timedelta(days=begins))
            .not_valid_after(now + timedelta(days=ends))
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]),
                critical=False,
            )
            .sign(key, hashes.SHA256())
        )
        path = tmp_path / "server.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    return make


async def send(server: CannedServer, trusted: Path | None = None) -> Order:
    """Send something to a server, with its certificate trusted or not."""
    trust = ssl.create_default_context(cafile=trusted) if trusted else True
    connector = aiohttp.TCPConnector(ssl=trust)
    async with aiohttp.ClientSession(connector=connector) as session:
        client = IletiMerkeziClient(session, api_key=KEY, api_hash=HASH, url=server.url)
        return await client.send(text="a", numbers=[NUMBER], sender="EVIM")


async def rejected(
    context: ssl.SSLContext, trusted: Path | None = None
) -> UnreachableCause:
    """Return why a certificate was rejected; the server must not see a request."""
    async with CannedServer(context) as server:
        server.always(http(SUCCESS))
        with pytest.raises(ProviderUnreachableError) as raised:
            await send(server, trusted)
        assert server.requests == []
    error = raised.value
    assert not error.maybe_processed
    assert (error.__cause__, error.__context__) == (None, None)
    said = everything_about(error)
    assert not any(secret in said for secret in (KEY, HASH, KEY_ENCODED, HASH_ENCODED))
    return error.cause


async def test_untrusted_certificate(
    socket_enabled: None, server_context: ServerContext
) -> None:
    """Whoever cannot prove to be the provider does not get the secret."""
    assert await rejected(server_context()) is UnreachableCause.CERTIFICATE


async def test_certificate_of_another_host(
    socket_enabled: None, server_context: ServerContext, tmp_path: Path
) -> None:
    """As a captive portal presents."""
    context = server_context(host="127.0.0.2")

    cause = await rejected(context, tmp_path / "server.pem")
    assert cause is UnreachableCause.CERTIFICATE


async def test_certificate_not_yet_valid(
    socket_enabled: None, server_context: ServerContext, tmp_path: Path
) -> None:
    """Nobody issues one for later: the clock of this machine is behind."""
    context = server_context(begins=1, ends=2)

    assert await rejected(context, tmp_path / "server.pem") is UnreachableCause.CLOCK


@pytest.mark.parametrize(
    ("now", "cause"),
    [
        (RELEASED, UnreachableCause.CERTIFICATE),
        (RELEASED + 9 * YEAR, UnreachableCause.CERTIFICATE),
        (RELEASED - 1, UnreachableCause.CLOCK),
        (RELEASED + 11 * YEAR, UnreachableCause.CLOCK),
        (0.0, UnreachableCause.CLOCK),
    ],
)
async def test_expired_certificate(
    socket_enabled: None,
    server_context: ServerContext,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    now: float,
    cause: UnreachableCause,
) -> None:
    """The provider's fault, unless the clock is obviously wrong."""
    monkeypatch.setattr(transport, "time", lambda: now)
    context = server_context(begins=-2, ends=-1)

    assert await rejected(context, tmp_path / "server.pem") is cause


async def test_trusted_certificate(
    socket_enabled: None, server_context: ServerContext, tmp_path: Path
) -> None:
    """The same server, trusted: it is the certificate that made the difference."""
    async with CannedServer(server_context()) as server:
        server.always(http(SUCCESS))
        assert await send(server, tmp_path / "server.pem") == Order(id="323223")
        assert len(server.requests) == 1
