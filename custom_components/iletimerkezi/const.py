"""Names and defaults of the İleti Merkezi integration."""

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from homeassistant.util.signal_type import SignalType, SignalTypeFormat

if TYPE_CHECKING:
    from .outbox import Outcome

DOMAIN: Final = "iletimerkezi"
NAME: Final = "İleti Merkezi"

PANEL_URL: Final = "https://panel.iletimerkezi.com"
"""Where an account buys credit and has its senders approved."""

SETTINGS_URL: Final = (
    f"homeassistant://config/integrations/integration/{DOMAIN}#config_entry={{}}"
)
"""The page of an account in Home Assistant, by entry id."""

SIGNAL_OUTCOME: SignalType[str, Outcome] = SignalType(f"{DOMAIN}_outcome")
"""Every outcome of every account, with the account's entry id."""

SIGNAL_OUTCOME_OF: SignalTypeFormat[Outcome] = SignalTypeFormat(DOMAIN + "_outcome_{}")
"""The outcomes of one recipient, by subentry id."""

SIGNAL_RECIPIENTS: SignalTypeFormat[()] = SignalTypeFormat(DOMAIN + "_recipients_{}")
"""The recipients of an account have changed, by entry id."""

CONF_API_HASH: Final = "api_hash"
CONF_SENDER: Final = "sender"
CONF_NUMBERS: Final = "numbers"
SECTION_ADVANCED: Final = "advanced"

SUBENTRY_TYPE_RECIPIENT: Final = "recipient"

ATTR_COMMERCIAL_LIST: Final = "commercial_list"
ATTR_NUMBER: Final = "number"
ATTR_RECIPIENT: Final = "recipient"
ATTR_SENDER: Final = "sender"
ATTR_URGENT: Final = "urgent"

COMMERCIAL_LIST_NONE: Final = "none"

CONF_COMMERCIAL_LIST: Final = "commercial_list"
CONF_REPEATED_MESSAGES: Final = "repeated_messages"
CONF_MAX_PARTS: Final = "max_parts"
CONF_PLAIN_LETTERS: Final = "plain_letters"
CONF_RETRY_MINUTES: Final = "retry_minutes"
CONF_DELIVERY_REPORTS: Final = "delivery_reports"
CONF_DAILY_LIMIT: Final = "daily_limit"
CONF_LOW_CREDIT: Final = "low_credit"


class RepeatedMessages(StrEnum):
    """What happens to a text that the same people got within ten minutes."""

    ADD_TIME = "add_time"
    REJECT = "reject"


DEFAULT_MAX_PARTS: Final = 7
DEFAULT_RETRY_MINUTES: Final = 60
DEFAULT_LOW_CREDIT: Final = 50
DEFAULT_DAILY_LIMIT: Final = 0
