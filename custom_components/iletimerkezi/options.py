"""The options of an account, typed and with their defaults."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from .api import CommercialList
from .const import (
    COMMERCIAL_LIST_NONE,
    CONF_COMMERCIAL_LIST,
    CONF_DAILY_LIMIT,
    CONF_DELIVERY_REPORTS,
    CONF_LOW_CREDIT,
    CONF_MAX_PARTS,
    CONF_PLAIN_LETTERS,
    CONF_REPEATED_MESSAGES,
    CONF_RETRY_MINUTES,
    DEFAULT_DAILY_LIMIT,
    DEFAULT_LOW_CREDIT,
    DEFAULT_MAX_PARTS,
    DEFAULT_RETRY_MINUTES,
    RepeatedMessages,
)


def to_commercial_list(value: str | None) -> CommercialList | None:
    """Return the İYS list that an option or a field names; none means none."""
    return CommercialList(value) if value and value != COMMERCIAL_LIST_NONE else None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOptions:
    """The values of an account's options form."""

    low_credit: int
    """Warn below so many SMS, 0 for never."""

    retry_minutes: int
    """How long a message is kept that cannot be sent, 0 for not at all."""

    delivery_reports: bool
    daily_limit: int
    """SMS per local day, 0 for any number."""

    repeated_messages: RepeatedMessages
    max_parts: int
    """SMS per message, the rest of the text is cut."""

    plain_letters: bool
    commercial_list: CommercialList | None

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Self:
        """Return the options of a config entry."""
        return cls(
            low_credit=int(options.get(CONF_LOW_CREDIT, DEFAULT_LOW_CREDIT)),
            retry_minutes=int(options.get(CONF_RETRY_MINUTES, DEFAULT_RETRY_MINUTES)),
            delivery_reports=bool(options.get(CONF_DELIVERY_REPORTS, True)),
            daily_limit=int(options.get(CONF_DAILY_LIMIT, DEFAULT_DAILY_LIMIT)),
            repeated_messages=RepeatedMessages(
                options.get(CONF_REPEATED_MESSAGES, RepeatedMessages.ADD_TIME)
            ),
            max_parts=int(options.get(CONF_MAX_PARTS, DEFAULT_MAX_PARTS)),
            plain_letters=bool(options.get(CONF_PLAIN_LETTERS, False)),
            commercial_list=to_commercial_list(options.get(CONF_COMMERCIAL_LIST)),
        )
