"""How an account wants its messages sent."""

from typing import Final, NamedTuple

from ..api import CommercialList
from ..const import RepeatedMessages

CALLER_TIMEOUT: Final = 10.0
"""Seconds after which a caller gets the answer that the message is queued."""

LIFETIME_WITHOUT_QUEUE: Final = 11.0
"""Seconds after which a message expires that must not wait."""


class SendingSettings(NamedTuple):
    """The settings of the account that concern sending."""

    sender: str
    commercial_list: CommercialList | None
    repeated_messages: RepeatedMessages
    max_parts: int
    plain_letters: bool
    retry_seconds: float
    """How long a message that cannot be sent is kept, 0 to fail at once."""

    daily_limit: int = 0
    """SMS per local day, 0 for no limit."""

    @property
    def adds_time(self) -> bool:
        """Whether a repeat is sent with the time added."""
        return self.repeated_messages is RepeatedMessages.ADD_TIME

    @property
    def retries(self) -> bool:
        """Whether a message may wait."""
        return self.retry_seconds > 0

    @property
    def lifetime(self) -> float:
        """Seconds until a message without outcome expires."""
        return self.retry_seconds or LIFETIME_WITHOUT_QUEUE

    @property
    def caller_timeout(self) -> float:
        """Seconds until a caller is answered, whatever happens."""
        return CALLER_TIMEOUT if self.retries else LIFETIME_WITHOUT_QUEUE
