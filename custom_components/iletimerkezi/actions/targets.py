"""The recipients of a call: from names, entities and numbers as people write them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from ..account import IletiMerkeziConfigEntry
from ..api import InvalidNumberError, parse_number
from ..api.phone import InvalidNumberReason
from ..const import DOMAIN
from ..feedback.escaping import one_line
from ..feedback.names import masked
from ..outbox import Addressee
from ..recipients import name_of, notify_entity_of, numbers_of, recipients_of
from .entities import is_entity_id, recipients_behind, unknown_recipient
from .parts import folded, split

_NO_VALUE: Final = {"unknown", "unavailable", "none", "null", "nan"}
"""What a template returns for an entity without a state, or for nothing."""


@dataclass(slots=True)
class Targets:
    """The recipients of a call, in its order; none of them twice."""

    recipients: dict[str, Addressee] = field(default_factory=dict)
    """By number."""

    entity_ids: dict[str, None] = field(default_factory=dict)
    """The notify entities of the named recipients."""

    has_unregistered: bool = False
    """Some recipient has no notify entity yet."""

    @property
    def needs_account(self) -> bool:
        """Return whether there are numbers without a notify entity."""
        return self.has_unregistered or not all(
            addressee.recipient_ids for addressee in self.recipients.values()
        )

    def add_recipient(self, hass: HomeAssistant, subentry: ConfigSubentry) -> None:
        """Add a recipient with every number."""
        for number, addressee in numbers_of(hass, subentry).items():
            self.recipients[number] = merged(self.recipients.get(number), addressee)
        if entity := notify_entity_of(hass, subentry):
            self.entity_ids[entity.entity_id] = None
        else:
            self.has_unregistered = True

    def add_number(self, number: str) -> None:
        """Add a bare number, unless a named recipient has it."""
        self.recipients.setdefault(number, Addressee())


def merged(known: Addressee | None, other: Addressee) -> Addressee:
    """Return the recipient of a number that was addressed twice: the first name wins."""
    if known is None:
        return other
    return Addressee(
        other.name if known.name is None else known.name,
        tuple(dict.fromkeys(known.recipient_ids + other.recipient_ids)),
    )


def everybody(hass: HomeAssistant, entry: IletiMerkeziConfigEntry) -> Targets:
    """Return the recipients of an account, without disabled ones."""
    targets = Targets()
    for subentry in recipients_of(entry):
        if not _is_disabled(hass, subentry):
            targets.add_recipient(hass, subentry)
    return targets


def from_targets(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry, texts: Iterable[str]
) -> Targets:
    """Return the recipients in texts: numbers, names, entity IDs, or several of them.

    Raises ServiceValidationError for the first that matches no recipient.
    """
    names = _Names(hass, entry)
    targets = Targets()
    for text in texts:
        for part in split(text, names.__contains__):
            if part in names:
                for subentry in _enabled(hass, part, names.find(part)):
                    targets.add_recipient(hass, subentry)
            elif is_entity_id(part):
                for owner, subentry in recipients_behind(hass, part):
                    if owner is not entry:
                        raise unknown_recipient(part)
                    targets.add_recipient(hass, subentry)
            else:
                targets.add_number(number_from(part))
    return targets


def numbers_from(values: Iterable[str | int]) -> Iterator[str]:
    """Yield ten-digit numbers; a text may hold several.

    Raises ServiceValidationError for the first that is no mobile number.
    """
    for value in values:
        for part in split(value) if isinstance(value, str) else (value,):
            yield number_from(part)


def number_from(value: str | int) -> str:
    """Return a ten-digit number; raises ServiceValidationError if it is not one."""
    try:
        return parse_number(value)
    except InvalidNumberError as err:
        text, reason = str(value), err.reason
    if reason is InvalidNumberReason.DECIMAL:
        text = _before_point(text)
    elif folded(text) in _NO_VALUE:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="number_without_value",
            translation_placeholders={"value": one_line(text)},
        )
    elif not any(char.isdecimal() for char in text):
        raise unknown_recipient(text)
    raise ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=f"invalid_number_{reason}",
        translation_placeholders={"number": masked(text)},
    )


def _before_point(text: str) -> str:
    """Return how a number was written before it became a decimal one, or nearly so."""
    mantissa, exponent, _ = text.lower().partition("e")
    return mantissa if exponent else text[: max(text.rfind("."), text.rfind(","))]


class _Names:
    """The recipients of an account by name."""

    def __init__(self, hass: HomeAssistant, entry: IletiMerkeziConfigEntry) -> None:
        """Initialize."""
        self._by_name: dict[str, list[ConfigSubentry]] = {}
        self._by_title: dict[str, list[ConfigSubentry]] = {}
        for subentry in recipients_of(entry):
            name, title = folded(name_of(hass, subentry)), folded(subentry.title)
            self._by_name.setdefault(name, []).append(subentry)
            self._by_title.setdefault(title, []).append(subentry)

    def __contains__(self, text: str) -> bool:
        """Return whether a recipient has the name."""
        name = folded(text)
        return name in self._by_name or name in self._by_title

    def find(self, text: str) -> list[ConfigSubentry]:
        """Return the recipient with the name, or with it before a rename."""
        name = folded(text)
        return self._by_name.get(name) or self._by_title[name]


def _enabled(
    hass: HomeAssistant, name: str, subentries: list[ConfigSubentry]
) -> list[ConfigSubentry]:
    """Return the recipients of a name that are not disabled.

    Raises ServiceValidationError if all of them are.
    """
    enabled = [subentry for subentry in subentries if not _is_disabled(hass, subentry)]
    if not enabled:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="recipient_disabled",
            translation_placeholders={"recipient": one_line(name)},
        )
    return enabled


def _is_disabled(hass: HomeAssistant, subentry: ConfigSubentry) -> bool:
    """Return whether a recipient is disabled."""
    entity = notify_entity_of(hass, subentry)
    return entity is not None and entity.disabled
