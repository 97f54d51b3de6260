"""Unusually many SMS: names their sources before the credit is used up."""

from collections import deque
from collections.abc import Iterable
from typing import Final, NamedTuple

from homeassistant.core import Context, HomeAssistant, callback

from ..outbox import Addressee, Outcome
from .notice import VOLUME, Message, Notice

USUAL: Final = 60
"""SMS that may be sent within the window without a notification."""

_WINDOW: Final = 600.0
"""Seconds."""

_PAUSE: Final = 3600.0
"""Seconds from one notification to the next."""

_MAX_AUTOMATIONS: Final = 5


class _Sent(NamedTuple):
    """An accepted message to one number."""

    at: float
    sms: int
    number: str
    addressee: Addressee
    context: Context | None


class VolumeWatch:
    """Counts accepted messages within ten minutes."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Initialize; Home Assistant knows which automation a context belongs to."""
        self._hass = hass
        self._sent: deque[_Sent] = deque()
        self._sms = 0
        self._shown_at = float("-inf")

    @callback
    def add(self, outcome: Outcome, now: float) -> Notice | None:
        """Count an accepted message; returns the notice if there are too many.

        Args:
            outcome: of the message.
            now: in seconds since the epoch.
        """
        sms = max(outcome.parts, 1)
        self._sent.append(
            _Sent(now, sms, outcome.number, outcome.addressee, outcome.context)
        )
        self._sms += sms
        while self._sent[0].at <= now - _WINDOW:
            self._sms -= self._sent.popleft().sms
        if self._sms <= USUAL or now - self._shown_at < _PAUSE:
            return None
        self._shown_at = now
        latest_first = list(self._sent)[::-1]
        return Notice(
            VOLUME,
            now,
            {
                outcome.sequence: Message(
                    {sent.number: sent.addressee for sent in latest_first}, now
                )
            },
            values={
                "sms": str(self._sms),
                "automations": ", ".join(
                    automations_behind(
                        self._hass, [sent.context for sent in latest_first]
                    )
                ),
            },
        )


@callback
def automations_behind(
    hass: HomeAssistant, contexts: Iterable[Context | None]
) -> list[str]:
    """Return the names of the automations and scripts that some calls came from.

    Only the latest run of each is known: it has the context of its calls.
    """
    ids = {
        found
        for context in contexts
        if context
        for found in (context.id, context.parent_id)
    }
    return sorted(
        state.name
        for state in hass.states.async_all(("automation", "script"))
        if state.context.id in ids
    )[:_MAX_AUTOMATIONS]
