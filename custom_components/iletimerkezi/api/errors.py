"""Errors of a request, and how each status code is handled."""

from enum import IntEnum, StrEnum
from typing import Final, NamedTuple


class StatusCode(IntEnum):
    """Status codes in the body of an answer."""

    OK = 200
    BAD_REQUEST = 400
    UNAUTHORIZED = 401
    NO_CREDIT = 402
    WRONG_ADDRESS = 404
    REQUEST_TIMEOUT = 408
    INVALID_VALUE = 422
    TOO_MANY_REQUESTS = 429
    SENDER_NOT_APPROVED = 450
    REPEATED_ORDER = 451
    WRONG_RECIPIENTS = 452
    TEXT_TOO_LONG = 453
    TEXT_EMPTY = 454
    ORDER_NOT_FOUND = 455
    REPORT_TOO_EARLY = 456
    SENDER_EMPTY = 459
    SENDER_INVALID = 460
    WRONG_NUMBER = 466
    IYS_SETTING_MISSING = 468
    IYS_LIST_MISSING = 469
    IYS_CODE_MISSING = 470
    OUT_OF_SERVICE = 503


class Remedy(StrEnum):
    """What resolves a refusal, where a notification alone does not."""

    NONE = "none"
    NEW_CREDENTIALS = "new_credentials"
    NO_CREDIT = "no_credit"
    SENDER_NOT_APPROVED = "sender_not_approved"
    IYS_NOT_SET_UP = "iys_not_set_up"


class HoldScope(StrEnum):
    """Which messages of an account a refusal holds until it is resolved."""

    ACCOUNT = "account"
    """Every message."""

    SENDER = "sender"
    """Messages with the same sender."""

    COMMERCIAL_LIST = "commercial_list"
    """Messages with the same İYS list."""


class StatusMeaning(NamedTuple):
    """How a status code is handled."""

    transient: bool = False
    """The same request can succeed later without user action."""

    remedy: Remedy = Remedy.NONE

    about_recipients: bool = False
    """Some of the recipients are at fault; the others may be fine."""

    holds: HoldScope | None = None
    """Messages to hold until the user resolves the cause; None: the message is lost."""


_FINAL: Final = StatusMeaning()
_TRANSIENT: Final = StatusMeaning(transient=True)
_RECIPIENTS: Final = StatusMeaning(about_recipients=True)
_CREDENTIALS: Final = StatusMeaning(
    remedy=Remedy.NEW_CREDENTIALS, holds=HoldScope.ACCOUNT
)
_CREDIT: Final = StatusMeaning(remedy=Remedy.NO_CREDIT, holds=HoldScope.ACCOUNT)
_SENDER: Final = StatusMeaning(
    remedy=Remedy.SENDER_NOT_APPROVED, holds=HoldScope.SENDER
)
_IYS: Final = StatusMeaning(
    remedy=Remedy.IYS_NOT_SET_UP, holds=HoldScope.COMMERCIAL_LIST
)

MEANINGS: Final[dict[StatusCode, StatusMeaning]] = {
    StatusCode.OK: _FINAL,
    StatusCode.BAD_REQUEST: _FINAL,
    StatusCode.UNAUTHORIZED: _CREDENTIALS,
    StatusCode.NO_CREDIT: _CREDIT,
    StatusCode.WRONG_ADDRESS: _FINAL,
    StatusCode.REQUEST_TIMEOUT: _TRANSIENT,
    StatusCode.INVALID_VALUE: _FINAL,
    StatusCode.TOO_MANY_REQUESTS: _TRANSIENT,
    StatusCode.SENDER_NOT_APPROVED: _SENDER,
    StatusCode.REPEATED_ORDER: _FINAL,
    StatusCode.WRONG_RECIPIENTS: _RECIPIENTS,
    StatusCode.TEXT_TOO_LONG: _FINAL,
    StatusCode.TEXT_EMPTY: _FINAL,
    StatusCode.ORDER_NOT_FOUND: _FINAL,
    # About the order, not about the connection: the caller can ask again.
    StatusCode.REPORT_TOO_EARLY: _FINAL,
    StatusCode.SENDER_EMPTY: _SENDER,
    StatusCode.SENDER_INVALID: _SENDER,
    StatusCode.WRONG_NUMBER: _RECIPIENTS,
    StatusCode.IYS_SETTING_MISSING: _IYS,
    StatusCode.IYS_LIST_MISSING: _IYS,
    StatusCode.IYS_CODE_MISSING: _IYS,
    StatusCode.OUT_OF_SERVICE: _TRANSIENT,
}


def meaning_of(code: int) -> StatusMeaning:
    """Return how a code is handled; defined for every integer."""
    try:
        return MEANINGS[StatusCode(code)]
    except ValueError:
        # The provider promises stable codes, not a complete list: an unknown code
        # is final, because repeating what is not understood could cost credit.
        return _TRANSIENT if 500 <= code <= 599 else _FINAL


class UnreachableCause(StrEnum):
    """Why there was no usable answer."""

    NETWORK = "network"
    """No connection, or no answer on it."""

    CERTIFICATE = "certificate"
    """The server's TLS certificate was not accepted."""

    CLOCK = "clock"
    """Nor was it, because the clock of this machine is wrong."""

    UNREADABLE = "unreadable"
    """Something answered, but not in the provider's form: a proxy, a captive portal."""

    BUSY = "busy"
    """The provider itself answered that it cannot serve the request now."""


class IletiMerkeziError(Exception):
    """Base of every error this package raises for a request."""


class ProviderUnreachableError(IletiMerkeziError):
    """No usable answer: the same request may succeed later.

    Covers network errors, timeouts, transient status codes (5xx, 429, 408) and
    answers without a readable body of the provider.
    """

    def __init__(
        self,
        reason: str,
        *,
        maybe_processed: bool,
        cause: UnreachableCause = UnreachableCause.NETWORK,
    ) -> None:
        """Initialize.

        Args:
            reason: a short English description without secrets, for debug logs.
            maybe_processed: whether the provider may have carried the request
                out, with only its answer missing.
            cause: what to report to the user.
        """
        super().__init__(reason)
        self.reason = reason
        self.maybe_processed = maybe_processed
        self.cause = cause


class RefusedError(IletiMerkeziError):
    """The provider understood the request and refused it; do not repeat it as is."""

    def __init__(self, code: int, provider_text: str = "") -> None:
        """Initialize.

        Args:
            code: the status code in the body.
            provider_text: the provider's message with key and hash masked;
                not escaped.
        """
        super().__init__(f"The provider refused the request with code {code}")
        self.code = code
        self.provider_text = provider_text

    @property
    def meaning(self) -> StatusMeaning:
        """Return how the code is handled."""
        return meaning_of(self.code)
