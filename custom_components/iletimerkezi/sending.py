"""The way everything takes that sends: check the text, hand it over."""

import logging

from homeassistant.core import Context, callback
from homeassistant.exceptions import ServiceValidationError

from .account import IletiMerkeziConfigEntry
from .api import CommercialList
from .api.text import costly_characters, measure
from .const import COMMERCIAL_LIST_NONE, DOMAIN
from .feedback.escaping import one_line
from .outbox.model import Outcome, OutgoingSms, Recipients
from .outbox.text import joined
from .senders import is_valid_sender

_LOGGER = logging.getLogger(__name__)


def checked_text(title: str | None, message: str) -> str:
    """Return title and message as one text.

    Raises ServiceValidationError if nothing is left to be sent.
    """
    text = joined(title, message)
    if not text.strip():
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="empty_text"
        )
    return text


def checked_sender(sender: object) -> str:
    """Return a sender; raises ServiceValidationError if it can be none."""
    text = str(sender)
    if isinstance(sender, list | dict) or not is_valid_sender(text):
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="invalid_sender",
            translation_placeholders={"sender": one_line(text)},
        )
    return text


def checked_commercial_list(value: str) -> str:
    """Return an İYS list, or none; raises ServiceValidationError if it is neither."""
    if value not in (COMMERCIAL_LIST_NONE, *CommercialList):
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="invalid_commercial_list"
        )
    return value


async def async_send(
    entry: IletiMerkeziConfigEntry,
    text: str,
    recipients: Recipients,
    *,
    sender: str | None = None,
    commercial_list: str | None = None,
    context: Context | None = None,
    with_company: bool = False,
) -> list[Outcome]:
    """Hand a checked text over and return what became of it, by recipient.

    Args:
        entry: the account.
        text: see checked_text.
        recipients: at least one.
        sender: an approved sender instead of the account's.
        commercial_list: an İYS list, or none, instead of the account's.
        context: the call's.
        with_company: see Outbox.async_send; the message comes by the action of the
            notify entities themselves, whose state Home Assistant sets.
    """
    outcomes = await entry.runtime_data.outbox.async_send(
        OutgoingSms(
            text=text,
            recipients=recipients,
            sender=sender,
            commercial_list=commercial_list,
            context=context,
        ),
        with_company=with_company,
    )
    if not with_company:
        _record_notifications(entry, outcomes)
    if _LOGGER.isEnabledFor(logging.DEBUG):
        _explain_cost(outcomes[0].text)
    return outcomes


@callback
def _record_notifications(
    entry: IletiMerkeziConfigEntry, outcomes: list[Outcome]
) -> None:
    """Note the time at the recipients all of whose numbers were served."""
    served: dict[str, bool] = {}
    for outcome in outcomes:
        for recipient_id in outcome.addressee.recipient_ids:
            served[recipient_id] = served.get(recipient_id, True) and not outcome.failed
    entities = entry.runtime_data.notify_entities
    for recipient_id, without_error in served.items():
        if without_error and (entity := entities.get(recipient_id)):
            entity._async_record_notification()  # noqa: SLF001


def _explain_cost(text: str) -> None:
    """Log why a text that was sent takes more than one SMS."""
    size = measure(text)
    if size.parts <= 1:
        return
    if characters := costly_characters(text):
        _LOGGER.debug(
            "A message takes %s SMS for each number (%s), fewer without %s",
            size.parts,
            size.encoding,
            ", ".join(f"U+{ord(character):04X}" for character in characters),
        )
    else:
        _LOGGER.debug(
            "A message takes %s SMS for each number (%s): it has %s characters",
            size.parts,
            size.encoding,
            size.units,
        )
