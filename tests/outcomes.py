"""Outcomes that no provider has caused, for what only reads them."""

from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send

from custom_components.iletimerkezi.const import SIGNAL_OUTCOME, SIGNAL_OUTCOME_OF
from custom_components.iletimerkezi.outbox import Addressee, Outcome, Status

from .helpers import ANNE, subentry_id


def outcome(
    entry: MockConfigEntry, status: Status, *names: str, **changes: Any
) -> Outcome:
    """Return an outcome of a message to recipients that share a number."""
    ids = tuple(subentry_id(entry, name) for name in names)
    return Outcome(
        status=status,
        **{
            "number": ANNE,
            "addressee": Addressee(names[0] if names else None, ids),
            "text": "Su kaçağı!",
            "sequence": 1,
            **changes,
        },
    )


@callback
def publish(hass: HomeAssistant, entry: MockConfigEntry, *outcomes: Outcome) -> None:
    """Publish outcomes to triggers and to the recipients' events."""
    for found in outcomes:
        async_dispatcher_send(hass, SIGNAL_OUTCOME, entry.entry_id, found)
        for recipient_id in found.addressee.recipient_ids:
            async_dispatcher_send(hass, SIGNAL_OUTCOME_OF.format(recipient_id), found)
