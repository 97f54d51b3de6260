"""What can go wrong between us and the provider, and what each code means."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final


class StatusCode(IntEnum):
    """Codes the provider puts into the body of its answers."""

    OK = 200
    BAD_REQUEST = 400
    UNAUTHORIZED = 401
    NO_CREDIT = 402
    WRONG_ADDRESS = 404
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
    """What heals a refusal, as far as it is more than a notification."""

    NONE = "none"
    NEW_CREDENTIALS = "new_credentials"
    NO_CREDIT = "no_credit"
    SENDER_NOT_APPROVED = "sender_not_approved"
    IYS_NOT_SET_UP = "iys_not_set_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusMeaning:
    """How a status code is treated."""

    transient: bool = False
    """The same request can succeed later without anybody's help."""

    remedy: Remedy = Remedy.NONE

    about_recipients: bool = False
    """Some of the recipients are to blame, the others may be fine."""


MEANINGS: Final[dict[StatusCode, StatusMeaning]] = {
    StatusCode.OK: StatusMeaning(),
    StatusCode.BAD_REQUEST: StatusMeaning(),
    StatusCode.UNAUTHORIZED: StatusMeaning(remedy=Remedy.NEW_CREDENTIALS),
    StatusCode.NO_CREDIT: StatusMeaning(remedy=Remedy.NO_CREDIT),
    StatusCode.WRONG_ADDRESS: StatusMeaning(),
    StatusCode.INVALID_VALUE: StatusMeaning(),
    StatusCode.TOO_MANY_REQUESTS: StatusMeaning(transient=True),
    StatusCode.SENDER_NOT_APPROVED: StatusMeaning(remedy=Remedy.SENDER_NOT_APPROVED),
    StatusCode.REPEATED_ORDER: StatusMeaning(),
    StatusCode.WRONG_RECIPIENTS: StatusMeaning(about_recipients=True),
    StatusCode.TEXT_TOO_LONG: StatusMeaning(),
    StatusCode.TEXT_EMPTY: StatusMeaning(),
    StatusCode.ORDER_NOT_FOUND: StatusMeaning(),
    # An answer about the order, not about the line: whoever asked can ask again.
    StatusCode.REPORT_TOO_EARLY: StatusMeaning(),
    StatusCode.SENDER_EMPTY: StatusMeaning(remedy=Remedy.SENDER_NOT_APPROVED),
    StatusCode.SENDER_INVALID: StatusMeaning(remedy=Remedy.SENDER_NOT_APPROVED),
    StatusCode.WRONG_NUMBER: StatusMeaning(about_recipients=True),
    StatusCode.IYS_SETTING_MISSING: StatusMeaning(remedy=Remedy.IYS_NOT_SET_UP),
    StatusCode.IYS_LIST_MISSING: StatusMeaning(remedy=Remedy.IYS_NOT_SET_UP),
    StatusCode.IYS_CODE_MISSING: StatusMeaning(remedy=Remedy.IYS_NOT_SET_UP),
    StatusCode.OUT_OF_SERVICE: StatusMeaning(transient=True),
}

# The provider promises stable codes, not a complete list: a code it invents
# later is final, because repeating what nobody understands could cost credit.
_UNKNOWN: Final = StatusMeaning()
_ANY_SERVER_ERROR: Final = StatusMeaning(transient=True)


def meaning_of(code: int) -> StatusMeaning:
    """Return how a code is treated; every code has a meaning."""
    try:
        return MEANINGS[StatusCode(code)]
    except ValueError:
        return _ANY_SERVER_ERROR if 500 <= code <= 599 else _UNKNOWN


class IletiMerkeziError(Exception):
    """Base of everything this package raises for a request."""


class ProviderUnreachableError(IletiMerkeziError):
    """No usable answer: the same request may succeed later.

    Network errors, time-outs, 5xx, 429 and answers that cannot be read
    (a captive portal's page, a cut-off body) all end here.
    """

    def __init__(self, reason: str, *, maybe_processed: bool) -> None:
        """Remember what happened.

        Args:
            reason: a short English description without secret, for debug logs.
            maybe_processed: the request may have reached the provider and
                may have been carried out, only its answer is missing.
        """
        super().__init__(reason)
        self.reason = reason
        self.maybe_processed = maybe_processed


class RefusedError(IletiMerkeziError):
    """The provider understood the request and said no; repeating is useless."""

    def __init__(self, code: int, provider_text: str = "") -> None:
        """Remember the refusal.

        Args:
            code: the status code of the body.
            provider_text: the provider's own words with key and hash taken
                out; they are not escaped.
        """
        super().__init__(f"The provider refused the request with code {code}")
        self.code = code
        self.provider_text = provider_text

    @property
    def meaning(self) -> StatusMeaning:
        """How the code is treated."""
        return meaning_of(self.code)
