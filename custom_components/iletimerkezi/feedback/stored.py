"""Notices as text, for the journal, so that they survive restarts. Pure."""

import json
import logging

from ..outbox import Addressee
from .notice import Message, Notice

_LOGGER = logging.getLogger(__name__)


def to_text(notice: Notice) -> str:
    """Return a notice as it is stored."""
    return json.dumps(
        {
            **notice._asdict(),
            "messages": [
                [sequence, message._asdict()]
                for sequence, message in notice.messages.items()
            ],
        }
    )


def from_text(stored: str) -> Notice | None:
    """Return a notice as it was stored, None if it cannot be read."""
    try:
        found = json.loads(stored)
        messages = [
            (int(sequence), _to_message(**fields))
            for sequence, fields in found.pop("messages")
        ]
        # Sequences start again with each run: all of this run's come later.
        ranks = sorted(sequence for sequence, _ in messages)
        return Notice(
            messages={
                ranks.index(sequence) - len(ranks): message
                for sequence, message in messages
            },
            **found,
        )
    except AttributeError, KeyError, TypeError, ValueError:
        _LOGGER.warning("A notification in the journal cannot be read")
        return None


def _to_message(*, recipients: dict[str, list[object]], **fields: object) -> Message:
    """Return a message as it was stored."""
    return Message(
        recipients={
            number: Addressee(name, tuple(recipient_ids))  # type: ignore[arg-type]
            for number, (name, recipient_ids) in recipients.items()
        },
        **fields,  # type: ignore[arg-type]
    )
