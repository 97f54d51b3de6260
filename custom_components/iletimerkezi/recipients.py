"""Whom: from names, entities and numbers as people write them to phone numbers."""

from collections.abc import Iterable
import unicodedata

from homeassistant.components.notify import DOMAIN as NOTIFY_DOMAIN
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er

from .account import IletiMerkeziConfigEntry
from .api import InvalidNumberError, parse_number
from .const import CONF_NUMBERS, DOMAIN, SUBENTRY_TYPE_RECIPIENT
from .feedback.escaping import one_line
from .feedback.names import masked
from .outbox import Addressee, Recipients

_VISIBLE_DIGITS = 2


def recipients_of(entry: IletiMerkeziConfigEntry) -> list[ConfigSubentry]:
    """Return the recipients of an account."""
    return [
        subentry
        for subentry in entry.subentries.values()
        if subentry.subentry_type == SUBENTRY_TYPE_RECIPIENT
    ]


def numbers_of(subentry: ConfigSubentry) -> Recipients:
    """Return the numbers of a recipient."""
    addressee = Addressee(subentry.title, (subentry.subentry_id,))
    return dict.fromkeys(subentry.data[CONF_NUMBERS], addressee)


def everybody(entry: IletiMerkeziConfigEntry) -> Recipients:
    """Return the numbers of every recipient of an account."""
    return _merged(numbers_of(subentry) for subentry in recipients_of(entry))


def from_targets(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry, targets: Iterable[str]
) -> Recipients:
    """Return whom a target means: numbers, recipient names or entity ids.

    Raises ServiceValidationError for the first that means nobody.
    """
    by_name: dict[str, list[ConfigSubentry]] = {}
    for subentry in recipients_of(entry):
        by_name.setdefault(_folded(subentry.title), []).append(subentry)
    found: list[Recipients] = []
    for target in targets:
        # A name may hold a comma, so the whole is looked at before its parts.
        parts = (
            [target]
            if _folded(target) in by_name
            else [part for part in target.split(",") if part.strip()]
        )
        for part in parts:
            if subentries := by_name.get(_folded(part)):
                found.extend(numbers_of(subentry) for subentry in subentries)
            elif part.strip().startswith(f"{NOTIFY_DOMAIN}."):
                owner, subentry = from_entity(hass, part.strip())
                if owner is not entry:
                    raise _unknown(part)
                found.append(numbers_of(subentry))
            else:
                found.append(from_number(part))
    return _merged(found)


def from_numbers(numbers: Iterable[object]) -> Recipients:
    """Return bare numbers; a string may hold several, parted by commas.

    Raises ServiceValidationError for the first that is no mobile number.
    """
    parts = (
        part
        for number in numbers
        for part in (number.split(",") if isinstance(number, str) else [number])
        if not isinstance(part, str) or part.strip()
    )
    return _merged(map(from_number, parts))


def from_number(number: object) -> Recipients:
    """Return a bare number; raises ServiceValidationError if it is none."""
    try:
        return {parse_number(number): Addressee()}
    except InvalidNumberError as err:
        text = str(number)
        if not any(char.isdecimal() for char in text):
            raise _unknown(text) from None
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key=f"invalid_number_{err.reason}",
            translation_placeholders={"number": masked(text)},
        ) from None


def from_entity(
    hass: HomeAssistant, entity_id: str
) -> tuple[IletiMerkeziConfigEntry, ConfigSubentry]:
    """Return account and recipient of one of our notify entities.

    Raises ServiceValidationError if it is none.
    """
    registered = er.async_get(hass).async_get(entity_id)
    if (
        registered is None
        or registered.platform != DOMAIN
        or registered.domain != NOTIFY_DOMAIN
        or registered.disabled
        or registered.config_entry_id is None
        or registered.config_subentry_id is None
        or not (
            entry := hass.config_entries.async_get_entry(registered.config_entry_id)
        )
    ):
        raise _unknown(entity_id)
    return entry, entry.subentries[registered.config_subentry_id]


def hidden(number: str) -> str:
    """Return a ten-digit number with its middle hidden."""
    return f"{number[:3]} *** ** {number[-_VISIBLE_DIGITS:]}"


def _merged(several: Iterable[Recipients]) -> Recipients:
    """Return all numbers once, under the first name that they have."""
    merged: dict[str, Addressee] = {}
    for recipients in several:
        for number, addressee in recipients.items():
            known = merged.get(number, Addressee())
            merged[number] = Addressee(
                addressee.name if known.name is None else known.name,
                tuple(dict.fromkeys(known.recipient_ids + addressee.recipient_ids)),
            )
    return merged


def _folded(name: str) -> str:
    """Return a name as it is compared: İ, I, ı and i are one letter."""
    folded = unicodedata.normalize("NFKC", name.strip()).replace("ı", "i").casefold()
    return folded.replace("i̇", "i")


def _unknown(target: str) -> ServiceValidationError:
    """Return the error for somebody who is not there."""
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key="unknown_recipient",
        translation_placeholders={"recipient": one_line(target)},
    )
