"""The only module that uses HTTP.

The query string of a send carries the account's secret, and so does every
exception or response of aiohttp that names a URL. Nothing of aiohttp leaves this
module: what it raises is our own and has neither cause nor context.
"""

import ssl
from time import time
from typing import Final

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorError,
    ClientHandlerType,
    ClientRequest,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    InvalidURL,
)
from yarl import URL

from .errors import ProviderUnreachableError, UnreachableCause

# Covers name resolution and TLS too. Ends before the attempt does, so that a missing
# connection is distinguished from a request that may have been carried out; the
# share keeps that order when the attempt itself is shorter.
_CONNECT_TIMEOUT: Final = 9.0
_CONNECT_SHARE: Final = 0.75

_MAX_BODY_BYTES: Final = 1 << 20
_CHUNK_BYTES: Final = 1 << 16

_HEADERS: Final = {
    # A cached answer would pretend that an SMS was sent.
    "Cache-Control": "no-cache, no-store",
    "Pragma": "no-cache",
    "Accept": "text/xml, application/json",
    # Keeps the limit of the body a limit of memory.
    "Accept-Encoding": "identity",
}

# Verification results of OpenSSL, see X509_STORE_CTX_get_error(3).
_CERTIFICATE_NOT_YET_VALID: Final = 9
_CERTIFICATE_EXPIRED: Final = 10

_RELEASED: Final = 1_795_737_600.0  # 2026-11-27, seconds since 1970
_SERVICE_LIFE: Final = 10 * 365.25 * 86_400.0


class _HiddenRepeatError(Exception):
    """The HTTP library tried to send a request a second time by itself."""


class _SingleAttempt:
    """Client middleware that lets one request pass once.

    aiohttp repeats a GET on its own when the server drops the connection before
    answering; a message could then be sent twice unnoticed.
    """

    __slots__ = ("_spent",)

    def __init__(self) -> None:
        """Initialize."""
        self._spent = False

    async def __call__(
        self, request: ClientRequest, handler: ClientHandlerType
    ) -> ClientResponse:
        """Pass the first call on; raise _HiddenRepeatError for any other."""
        if self._spent:
            raise _HiddenRepeatError
        self._spent = True
        return await handler(request)


async def async_request(
    session: ClientSession,
    method: str,
    url: URL,
    *,
    timeout: float,
    json: object = None,
) -> tuple[int, bytes]:
    """Make exactly one request; return HTTP status and body.

    Raises ProviderUnreachableError without an answer, or with one over 1 MiB.
    """
    failure: ProviderUnreachableError
    try:
        async with session.request(
            method,
            url,
            json=json,
            headers=_HEADERS,
            allow_redirects=False,
            middlewares=(_SingleAttempt(),),
            timeout=ClientTimeout(
                total=timeout, connect=min(_CONNECT_TIMEOUT, timeout * _CONNECT_SHARE)
            ),
        ) as response:
            return response.status, await _read(response)
    except ClientConnectorCertificateError as err:
        failure = ProviderUnreachableError(
            type(err).__name__,
            maybe_processed=False,
            cause=certificate_cause(err.certificate_error),
        )
    except (ClientConnectorError, ConnectionTimeoutError, InvalidURL) as err:
        failure = ProviderUnreachableError(type(err).__name__, maybe_processed=False)
    except ProviderUnreachableError as err:
        failure = err
    except Exception as err:  # noqa: BLE001 - any of them could name the URL
        failure = ProviderUnreachableError(type(err).__name__, maybe_processed=True)
    # Raised outside of the except clauses, where it would carry aiohttp's
    # exception, and with it the URL, as its context.
    raise failure


def certificate_cause(error: Exception) -> UnreachableCause:
    """Return whether the cause is a rejected certificate, or this machine's clock.

    Public authorities never issue a certificate for later, so one that is not valid
    yet means a clock that is behind. One that has expired does only if the clock is
    obviously wrong: before the release of this code, or more than ten years after.
    """
    if isinstance(error, ssl.SSLCertVerificationError):
        age = time() - _RELEASED
        if error.verify_code == _CERTIFICATE_NOT_YET_VALID or (
            error.verify_code == _CERTIFICATE_EXPIRED and not 0 <= age <= _SERVICE_LIFE
        ):
            return UnreachableCause.CLOCK
    return UnreachableCause.CERTIFICATE


async def _read(response: ClientResponse) -> bytes:
    """Return the body; raises ProviderUnreachableError if it is over the limit."""
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
        body += chunk
        if len(body) > _MAX_BODY_BYTES:
            response.close()
            raise ProviderUnreachableError(
                "endless answer",
                maybe_processed=True,
                cause=UnreachableCause.UNREADABLE,
            )
    return bytes(body)
