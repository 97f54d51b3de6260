"""The client of one account, and the only holder of its secret.

Nothing raised here carries key, hash or a URL that contains them.
"""

from collections.abc import Callable, Sequence
import re
from typing import Final
from urllib.parse import quote

from aiohttp import ClientSession
from yarl import URL

from .address import DEFAULT_URL
from .answers import parse_balance, parse_order, parse_report, parse_senders
from .errors import IletiMerkeziError, ProviderUnreachableError, RefusedError
from .models import Balance, CommercialList, Order, Report
from .transport import async_request

SEND_PATH: Final = "/v1/send-sms/get/"
BALANCE_PATH: Final = "/v1/get-balance/json"
SENDERS_PATH: Final = "/v1/get-sender/json"
REPORT_PATH: Final = "/v1/get-report/json"

SEND_TIMEOUT: Final = 30.0
"""Seconds; the timeout of the vendor's own client."""

_QUERY_TIMEOUT: Final = 20.0

_MAX_URL_BYTES: Final = 7_990
"""The length of the URL is the real limit of a GET: stay below 8,000 bytes."""

_REPORT_ROWS: Final = 1_000
_MAX_REPORT_PAGES: Final = 100

_MASK: Final = "***"
_MAX_PROVIDER_TEXT: Final = 500

# So many characters in a row of key or hash are no coincidence.
_REVEALING: Final = 8

type _Parser[T] = Callable[[int, bytes], T]


class _Credentials:
    """Key, hash and address that one request is made with."""

    __slots__ = ("_secrets", "authentication", "query", "url")

    def __init__(self, api_key: str, api_hash: str, url: str) -> None:
        """Initialize."""
        self.url = url
        self.authentication = {"key": api_key, "hash": api_hash}
        # The same in every send.
        self.query = f"key={_encoded(api_key)}&hash={_encoded(api_hash)}"
        self._secrets = tuple(secret for secret in (api_key, api_hash) if secret)

    def masked(self, text: str) -> str:
        """Return the provider's text with key and hash masked, of bounded length."""
        spellings = [
            re.escape(spelling)
            for secret in self._secrets
            for spelling in (secret, _encoded(secret))
        ]
        # The longest first, should one be part of another; %C3 is %c3, too.
        spellings.sort(key=len, reverse=True)
        if spellings:
            text = re.sub("|".join(spellings), _MASK, text, flags=re.IGNORECASE)
        return text[:_MAX_PROVIDER_TEXT]

    def revealed_by(self, text: str) -> bool:
        """Return whether a text contains key or hash, or a revealing part of one."""
        text = text.lower()
        for secret in map(str.lower, self._secrets):
            size = min(_REVEALING, len(secret))
            if any(
                text[start : start + size] in secret
                for start in range(len(text) - size + 1)
            ):
                return True
        return False


class IletiMerkeziClient:
    """One account at the provider.

    Each method raises RefusedError if the provider refuses, and
    ProviderUnreachableError if there is no usable answer.
    """

    def __init__(
        self,
        session: ClientSession,
        *,
        api_key: str,
        api_hash: str,
        url: str = DEFAULT_URL,
    ) -> None:
        """Initialize; makes no request.

        Args:
            session: owned and closed by the caller.
            api_key: the API key from the provider's panel.
            api_hash: the ready-made hash from the panel, sent unchanged.
            url: base address without a trailing slash, see validated_url.
        """
        self._session = session
        self._credentials = _Credentials(api_key, api_hash, url)

    def update_credentials(self, *, api_key: str, api_hash: str, url: str) -> None:
        """Use other credentials from the next request on; see the constructor.

        A request under way keeps those it began with.
        """
        self._credentials = _Credentials(api_key, api_hash, url)

    async def send(
        self,
        *,
        text: str,
        numbers: Sequence[str],
        sender: str,
        commercial_list: CommercialList | None = None,
        timeout: float = SEND_TIMEOUT,
    ) -> Order:
        """Send one text to all numbers with exactly one GET.

        Args:
            text: what the phones will show, any Unicode.
            numbers: ten digits each, no more than capacity() allows.
            sender: an approved sender, exact case.
            commercial_list: the İYS list of a commercial message; None sends
                an informational one (iys=0).
            timeout: seconds until the attempt is abandoned.
        """
        used = self._credentials
        url = URL(_send_url(used, text, numbers, sender, commercial_list), encoded=True)
        status, body = await async_request(self._session, "GET", url, timeout=timeout)
        order = _parsed(used, parse_order, status, body)
        if order.id is not None and used.revealed_by(order.id):
            return Order(None)
        return order

    def capacity(
        self, text: str, sender: str, commercial_list: CommercialList | None
    ) -> int:
        """Return how many numbers fit into one GET with this text, at least 1."""
        length = len(_send_url(self._credentials, text, (), sender, commercial_list))
        per_number = len("5301234567,")
        return max(1, (_MAX_URL_BYTES - length) // per_number)

    async def balance(self) -> Balance:
        """Return the remaining credit; the vendor's recommended credential check."""
        return await self._query(BALANCE_PATH, parse_balance)

    async def senders(self) -> list[str]:
        """Return the approved senders; a new account may have none."""
        used = self._credentials
        senders = await self._query(SENDERS_PATH, parse_senders)
        return [sender for sender in senders if not used.revealed_by(sender)]

    async def report(self, order_id: str) -> Report:
        """Return the delivery report of an order, with all of its messages."""
        report = await self._report_page(order_id, 1)
        messages = report.messages
        for page in range(2, _MAX_REPORT_PAGES + 1):
            if len(messages) >= report.total or len(messages) % _REPORT_ROWS:
                break
            more = (await self._report_page(order_id, page)).messages
            if not more:
                break
            messages += more
        # The requested order, whatever id the answer contains.
        return report._replace(order_id=order_id, messages=messages)

    async def _report_page(self, order_id: str, page: int) -> Report:
        """Return one page of a report."""
        order = {"id": order_id, "page": page, "rowCount": _REPORT_ROWS}
        return await self._query(REPORT_PATH, parse_report, {"order": order})

    async def _query[T](
        self, path: str, parse: _Parser[T], request: dict[str, object] | None = None
    ) -> T:
        """Make one POST, which changes nothing and costs nothing."""
        used = self._credentials
        status, body = await async_request(
            self._session,
            "POST",
            URL(f"{used.url}{path}"),
            json={
                "request": {"authentication": used.authentication, **(request or {})}
            },
            timeout=_QUERY_TIMEOUT,
        )
        return _parsed(used, parse, status, body)


def _send_url(
    credentials: _Credentials,
    text: str,
    numbers: Sequence[str],
    sender: str,
    commercial_list: CommercialList | None,
) -> str:
    """Return the URL of a send: the documented parameters, in their order."""
    iys = f"1&iysList={commercial_list.value}" if commercial_list else "0"
    return (
        f"{credentials.url}{SEND_PATH}?{credentials.query}&text={_encoded(text)}"
        # The provider's spelling.
        f"&receipents={','.join(numbers)}&sender={_encoded(sender)}&iys={iys}"
    )


def _parsed[T](
    credentials: _Credentials, parse: _Parser[T], status: int, body: bytes
) -> T:
    """Parse an answer; mask the secret, which a refusal may echo."""
    failure: IletiMerkeziError
    try:
        return parse(status, body)
    except RefusedError as err:
        failure = RefusedError(err.code, credentials.masked(err.provider_text))
    except ProviderUnreachableError as err:
        failure = err
    raise failure


def _encoded(value: str) -> str:
    """Percent-encode everything outside of RFC 3986's unreserved characters."""
    return quote(value, safe="", errors="ignore")
