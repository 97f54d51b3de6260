"""The only place that speaks HTTP with the provider.

The query string of a send carries the account's secret, and so does every
aiohttp exception or response that names a URL. Nothing of aiohttp leaves this
module: what is raised here is our own and has no cause and no context.
"""

from collections.abc import Callable, Sequence
import re
from typing import Final
from urllib.parse import quote

from aiohttp import (
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

from .address import DEFAULT_URL
from .answers import parse_balance, parse_order, parse_report, parse_senders
from .errors import IletiMerkeziError, ProviderUnreachableError, RefusedError
from .models import Balance, CommercialList, Order, Report

SEND_PATH: Final = "/v1/send-sms/get/"
BALANCE_PATH: Final = "/v1/get-balance/json"
SENDERS_PATH: Final = "/v1/get-sender/json"
REPORT_PATH: Final = "/v1/get-report/json"

SEND_TIMEOUT: Final = 30.0
"""Seconds; what the vendor's own client waits."""

_QUERY_TIMEOUT: Final = 20.0
# Covers name resolution and TLS too. Ends before an attempt does, so that a
# dead line is told apart from a request that may have been carried out; a
# share of an attempt that is shorter, for whichever ends first names the cause.
_CONNECT_TIMEOUT: Final = 9.0
_CONNECT_SHARE: Final = 0.75

_MAX_URL_BYTES: Final = 7_990
"""The length of the URL is the real limit of a GET: stay below 8,000 bytes."""

_MAX_BODY_BYTES: Final = 1 << 20
_CHUNK_BYTES: Final = 1 << 16
_REPORT_ROWS: Final = 1_000
_MAX_REPORT_PAGES: Final = 100
_MASK: Final = "***"

_HEADERS: Final = {
    # A cached answer would pretend that an SMS was sent.
    "Cache-Control": "no-cache, no-store",
    "Pragma": "no-cache",
    "Accept": "text/xml, application/json",
    # Keeps the bound on the body a bound on memory.
    "Accept-Encoding": "identity",
}


type _Parser[T] = Callable[[int, bytes], T]


class _HiddenRepeatError(Exception):
    """The HTTP library wanted to send a request a second time by itself."""


class _SingleAttempt:
    """Client middleware that lets a request out once.

    aiohttp repeats a GET on its own when the server drops the connection
    before answering; a send could then happen twice without our knowing.
    """

    def __init__(self) -> None:
        """Allow one attempt."""
        self._spent = False

    async def __call__(
        self, request: ClientRequest, handler: ClientHandlerType
    ) -> ClientResponse:
        """Pass the first call on, refuse any other."""
        if self._spent:
            raise _HiddenRepeatError
        self._spent = True
        return await handler(request)


class IletiMerkeziClient:
    """One account at the provider.

    Every method makes one request and raises RefusedError if the provider says
    no, ProviderUnreachableError if there was no usable answer.
    """

    def __init__(
        self,
        session: ClientSession,
        *,
        api_key: str,
        api_hash: str,
        url: str = DEFAULT_URL,
    ) -> None:
        """Initialize; nothing is sent.

        Args:
            session: stays the caller's, who also closes it.
            api_key: the API key of the provider's panel.
            api_hash: the ready-made hash of the panel, sent unchanged.
            url: base address without final slash, see validated_url.
        """
        self._session = session
        self._api_key = api_key
        self._api_hash = api_hash
        self._url = url
        # The same in every send.
        self._credentials = f"key={_encoded(api_key)}&hash={_encoded(api_hash)}"

    async def send(
        self,
        *,
        text: str,
        numbers: Sequence[str],
        sender: str,
        commercial_list: CommercialList | None = None,
        timeout: float = SEND_TIMEOUT,
    ) -> Order:
        """Send one text to all numbers, by exactly one GET.

        Args:
            text: what the phones will show, any Unicode.
            numbers: ten digits each, no more than capacity() allows.
            sender: an approved sender, exact case.
            commercial_list: the İYS list of a commercial message; None sends
                an informational one (iys=0).
            timeout: seconds until the attempt is given up.
        """
        url = self._send_url(text, numbers, sender, commercial_list)
        status, body = await self._request(
            "GET", URL(url, encoded=True), timeout=timeout
        )
        return self._parsed(parse_order, status, body)

    def capacity(
        self, text: str, sender: str, commercial_list: CommercialList | None
    ) -> int:
        """Return how many numbers fit into one GET with this text, at least 1."""
        length = len(self._send_url(text, (), sender, commercial_list))
        per_number = len("5301234567,")
        return max(1, (_MAX_URL_BYTES - length) // per_number)

    async def balance(self) -> Balance:
        """Return what is left; the vendor's recommended credential check."""
        return self._parsed(parse_balance, *await self._post(BALANCE_PATH))

    async def senders(self) -> list[str]:
        """Return the approved senders; a new account may have none."""
        return self._parsed(parse_senders, *await self._post(SENDERS_PATH))

    async def report(self, order_id: str) -> Report:
        """Return what became of an order, with all of its messages."""
        report = await self._report_page(order_id, 1)
        messages = report.messages
        for page in range(2, _MAX_REPORT_PAGES + 1):
            if len(messages) >= report.total or len(messages) % _REPORT_ROWS:
                break
            more = (await self._report_page(order_id, page)).messages
            if not more:
                break
            messages += more
        return Report(
            order_id=report.order_id or order_id,
            status=report.status,
            total=report.total,
            delivered=report.delivered,
            undelivered=report.undelivered,
            waiting=report.waiting,
            messages=messages,
        )

    async def _report_page(self, order_id: str, page: int) -> Report:
        """Return one page of a report."""
        order = {"id": order_id, "page": page, "rowCount": _REPORT_ROWS}
        return self._parsed(
            parse_report, *await self._post(REPORT_PATH, {"order": order})
        )

    def _send_url(
        self,
        text: str,
        numbers: Sequence[str],
        sender: str,
        commercial_list: CommercialList | None,
    ) -> str:
        """Return the URL of a send: the documented parameters, in their order."""
        parameters = [
            ("text", _encoded(text)),
            # The provider's spelling.
            ("receipents", ",".join(numbers)),
            ("sender", _encoded(sender)),
            ("iys", "1" if commercial_list else "0"),
        ]
        if commercial_list:
            parameters.append(("iysList", commercial_list.value))
        query = "&".join(f"{name}={value}" for name, value in parameters)
        return f"{self._url}{SEND_PATH}?{self._credentials}&{query}"

    async def _post(
        self, path: str, request: dict[str, object] | None = None
    ) -> tuple[int, bytes]:
        """Ask something that changes nothing and costs nothing."""
        authentication = {"key": self._api_key, "hash": self._api_hash}
        return await self._request(
            "POST",
            URL(f"{self._url}{path}"),
            json={"request": {"authentication": authentication} | (request or {})},
            timeout=_QUERY_TIMEOUT,
        )

    async def _request(
        self, method: str, url: URL, *, timeout: float, json: object = None
    ) -> tuple[int, bytes]:
        """Make one request and return status and body."""
        failure: ProviderUnreachableError
        try:
            async with self._session.request(
                method,
                url,
                json=json,
                headers=_HEADERS,
                allow_redirects=False,
                middlewares=(_SingleAttempt(),),
                timeout=ClientTimeout(
                    total=timeout,
                    connect=min(_CONNECT_TIMEOUT, timeout * _CONNECT_SHARE),
                ),
            ) as response:
                return response.status, await _read(response)
        except (ClientConnectorError, ConnectionTimeoutError, InvalidURL) as err:
            failure = ProviderUnreachableError(
                type(err).__name__, maybe_processed=False
            )
        except ProviderUnreachableError as err:
            failure = err
        except Exception as err:  # noqa: BLE001 - any of them could name the URL
            failure = ProviderUnreachableError(type(err).__name__, maybe_processed=True)
        # Raised here, outside of the except clauses: there it would carry
        # aiohttp's exception, and with it the URL, as its context.
        raise failure

    def _parsed[T](self, parse: _Parser[T], status: int, body: bytes) -> T:
        """Parse an answer; the provider may echo the secret in a refusal."""
        failure: IletiMerkeziError
        try:
            return parse(status, body)
        except RefusedError as err:
            failure = RefusedError(err.code, self._without_secret(err.provider_text))
        except ProviderUnreachableError as err:
            failure = err
        raise failure

    def _without_secret(self, text: str) -> str:
        """Return a provider's text with key and hash taken out."""
        spellings = [
            re.escape(spelling)
            for secret in (self._api_key, self._api_hash)
            for spelling in (secret, _encoded(secret))
            if spelling
        ]
        # The longest first, should one be part of another; %C3 is %c3, too.
        spellings.sort(key=len, reverse=True)
        if not spellings:
            return text
        return re.sub("|".join(spellings), _MASK, text, flags=re.IGNORECASE)


async def _read(response: ClientResponse) -> bytes:
    """Return the body, up to what an answer can reasonably be."""
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
        body += chunk
        if len(body) > _MAX_BODY_BYTES:
            response.close()
            raise ProviderUnreachableError("endless answer", maybe_processed=True)
    return bytes(body)


def _encoded(value: str) -> str:
    """Percent-encode everything outside of RFC 3986's unreserved characters."""
    return quote(value, safe="", errors="ignore")
