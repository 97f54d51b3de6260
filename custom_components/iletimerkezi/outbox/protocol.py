"""One attempt to send a shipment, and what the provider's answer means for it.

An attempt without answer may have been carried out. For ten minutes it is
repeated with the identical text, so that the provider answers 451 if it was;
only then may the text change. Before a repetition the journal is written, so
that a crash cannot hide that something may have been sent.
"""

from dataclasses import dataclass
import logging
from typing import Final

from homeassistant.util import dt as dt_util

from ..api import IletiMerkeziClient, ProviderUnreachableError, RefusedError, StatusCode
from ..api.client import SEND_TIMEOUT
from . import text as composing
from .clock import steady, to_local
from .dedup import MEMORY, Repeats
from .journal import Journal
from .model import Attempt, Shipment
from .settings import PATIENCE, SendingSettings

_LOGGER = logging.getLogger(__name__)

# The provider may have carried an attempt out a little after it began.
_MEMORY_MARGIN: Final = 60.0

_SHORTEST_TIMEOUT: Final = 1.0


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider has taken the order."""

    text: str
    order_id: str | None
    """None if it was an earlier attempt, whose answer was lost."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """The provider will not take the order."""

    text: str
    code: int
    provider_text: str


@dataclass(frozen=True, slots=True)
class RecipientRejected:
    """The provider will not take the order because of some of its recipients."""

    text: str


@dataclass(frozen=True, slots=True)
class Changed:
    """The shipment has another text now and is to be tried again at once."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Nobody knows; to be tried again later."""


type Result = Accepted | Rejected | RecipientRejected | Changed | Unanswered


class Attempts:
    """Makes the attempts of one account."""

    def __init__(
        self,
        client: IletiMerkeziClient,
        journal: Journal,
        repeats: Repeats,
        settings: SendingSettings,
    ) -> None:
        """Initialize."""
        self._client = client
        self._journal = journal
        self._repeats = repeats
        self._settings = settings

    async def async_make(self, shipment: Shipment) -> Result:
        """Make one attempt: exactly one GET."""
        earlier = shipment.unanswered
        text = self._text_now(shipment)
        shipment.unanswered = Attempt(text, steady())
        shipment.attempts += 1
        if not shipment.fresh:
            self._journal.put(shipment)
            await self._journal.async_written(shipment)
        shipment.fresh = False
        try:
            order = await self._client.send(
                text=text,
                numbers=list(shipment.recipients),
                sender=shipment.sender,
                commercial_list=shipment.commercial_list,
                timeout=self._timeout(shipment),
            )
        except RefusedError as err:
            shipment.unanswered = earlier
            return self._refused(shipment, text, err)
        except ProviderUnreachableError as err:
            _LOGGER.debug("Attempt %s without answer: %s", shipment.attempts, err)
            if not err.maybe_processed:
                shipment.unanswered = earlier
                if not shipment.done:
                    self._journal.put(shipment)
            return Unanswered()
        return Accepted(text, order.id)

    def _text_now(self, shipment: Shipment) -> str:
        """Return the text for an attempt that starts now."""
        now = steady()
        unanswered = shipment.unanswered
        if unanswered and now - unanswered.at < MEMORY:
            return unanswered.text
        if now - shipment.created <= composing.LATE_AFTER:
            return shipment.text
        return composing.late(
            shipment.text,
            to_local(shipment.created),
            max_parts=self._settings.max_parts,
            strict=shipment.shortened,
        )

    def _timeout(self, shipment: Shipment) -> float:
        """Return the seconds an attempt may take."""
        if self._settings.retries:
            return SEND_TIMEOUT
        return max(_SHORTEST_TIMEOUT, PATIENCE - (steady() - shipment.created))

    def _refused(self, shipment: Shipment, text: str, err: RefusedError) -> Result:
        """Mend what can be mended of a refusal."""
        if shipment.done:
            return Rejected(text, err.code, err.provider_text)
        if err.code == StatusCode.REPEATED_ORDER:
            if self._is_own_repetition(shipment, text):
                return Accepted(text, None)
            if self._add_time(shipment):
                return Changed()
        if err.code == StatusCode.TEXT_TOO_LONG and self._shorten(shipment):
            return Changed()
        if err.meaning.about_recipients and len(shipment.recipients) > 1:
            return RecipientRejected(text)
        return Rejected(text, err.code, err.provider_text)

    def _is_own_repetition(self, shipment: Shipment, text: str) -> bool:
        """Tell our own attempt, accepted before, from somebody else's message."""
        unanswered = shipment.unanswered
        return (
            unanswered is not None
            and unanswered.text == text
            and steady() - unanswered.at < MEMORY + _MEMORY_MARGIN
        )

    def _add_time(self, shipment: Shipment) -> bool:
        """Tell a repeat apart by the time; returns whether that is of use."""
        if shipment.timed or not self._settings.adds_time:
            return False
        shipment.timed = True
        text = composing.with_time(
            shipment.text, dt_util.now(), max_parts=self._settings.max_parts
        )
        if any(self._repeats.knows(text, number) for number in shipment.recipients):
            return False
        self._change_text(shipment, text)
        return True

    def _shorten(self, shipment: Shipment) -> bool:
        """Cut a text that the provider finds too long; returns whether it helps."""
        if shipment.shortened:
            return False
        shipment.shortened = True
        text = composing.stricter(shipment.text, max_parts=self._settings.max_parts)
        if text == shipment.text:
            return False
        self._change_text(shipment, text)
        return True

    def _change_text(self, shipment: Shipment, text: str) -> None:
        """Go on with another text, because the provider refused this one."""
        self._repeats.release(shipment.text, shipment.recipients)
        self._repeats.claim(text, shipment.recipients)
        shipment.text = text
        shipment.unanswered = None
        # Even if Home Assistant stops before it is tried: for the old text a
        # restart would take the provider's 451 for our own attempt's.
        self._journal.put(shipment)
