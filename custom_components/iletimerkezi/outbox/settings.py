"""How an account wants its messages sent."""

from dataclasses import dataclass

from ..api import CommercialList
from ..const import RepeatedMessages

PATIENCE = 10.0
"""Seconds after which a caller is told that the message waits."""

PATIENCE_WITHOUT_QUEUE = 11.0
"""Seconds after which a message is given up that must not wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingSettings:
    """The options of the account that concern sending."""

    sender: str
    commercial_list: CommercialList | None
    repeated_messages: RepeatedMessages
    max_parts: int
    plain_letters: bool
    retry_seconds: float
    """How long an unreachable provider is retried, 0 to fail at once."""

    @property
    def adds_time(self) -> bool:
        """Whether a repeat is sent with the time added."""
        return self.repeated_messages is RepeatedMessages.ADD_TIME

    @property
    def retries(self) -> bool:
        """Whether a message may wait for the provider."""
        return self.retry_seconds > 0

    @property
    def lifetime(self) -> float:
        """Seconds until a message without outcome is given up."""
        return self.retry_seconds or PATIENCE_WITHOUT_QUEUE
