"""Names and defaults of the İleti Merkezi integration."""

from enum import StrEnum
from typing import Final

DOMAIN: Final = "iletimerkezi"
NAME: Final = "İleti Merkezi"

PANEL_URL: Final = "https://panel.iletimerkezi.com"
"""Where people manage their account."""

CONF_API_HASH: Final = "api_hash"
CONF_SENDER: Final = "sender"
CONF_NUMBERS: Final = "numbers"
SECTION_ADVANCED: Final = "advanced"

SUBENTRY_TYPE_RECIPIENT: Final = "recipient"

ATTR_COMMERCIAL_LIST: Final = "commercial_list"
ATTR_NUMBER: Final = "number"
ATTR_RECIPIENT: Final = "recipient"
ATTR_SENDER: Final = "sender"

COMMERCIAL_LIST_NONE: Final = "none"

CONF_COMMERCIAL_LIST: Final = "commercial_list"
CONF_REPEATED_MESSAGES: Final = "repeated_messages"
CONF_MAX_PARTS: Final = "max_parts"
CONF_PLAIN_LETTERS: Final = "plain_letters"
CONF_RETRY_MINUTES: Final = "retry_minutes"
CONF_DELIVERY_REPORTS: Final = "delivery_reports"
CONF_LOW_CREDIT: Final = "low_credit"
CONF_DAILY_LIMIT: Final = "daily_limit"


class RepeatedMessages(StrEnum):
    """What happens to a text that the same people got within ten minutes."""

    ADD_TIME = "add_time"
    REJECT = "reject"


DEFAULT_MAX_PARTS: Final = 7
DEFAULT_RETRY_MINUTES: Final = 60
DEFAULT_LOW_CREDIT: Final = 50
