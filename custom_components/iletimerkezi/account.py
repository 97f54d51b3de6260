"""The parts of a loaded account, and how it applies changed settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_API_KEY
from homeassistant.core import HomeAssistant, callback

from .api import IletiMerkeziClient
from .const import CONF_API_HASH, CONF_SENDER
from .coordinator import BalanceCoordinator
from .feedback.feedback import Feedback
from .feedback.issues import Repair, async_create_repair, async_delete_repair
from .feedback.notice import JournalEvent
from .options import AccountOptions
from .outbox import (
    Journal,
    JournalEvents,
    Outbox,
    OutcomePublisher,
    Restored,
    SendingSettings,
    Tracking,
)
from .senders import TEST_SENDER, client_for, url_of

type IletiMerkeziConfigEntry = ConfigEntry[IletiMerkeziData]


@dataclass(slots=True, kw_only=True)
class IletiMerkeziData:
    """The runtime data of an account."""

    client: IletiMerkeziClient
    publisher: OutcomePublisher
    outbox: Outbox
    tracking: Tracking
    coordinator: BalanceCoordinator
    journal: Journal
    applied: tuple[Mapping[str, Any], Mapping[str, Any]]
    """Data and options that are in use."""

    recipient_ids: frozenset[str]
    """The subentries that are in use."""

    feedback: Feedback


def sending_settings(entry: ConfigEntry) -> SendingSettings:
    """Return how an account wants its messages sent."""
    options = AccountOptions.of(entry.options)
    return SendingSettings(
        sender=entry.data[CONF_SENDER],
        commercial_list=options.commercial_list,
        repeated_messages=options.repeated_messages,
        max_parts=options.max_parts,
        plain_letters=options.plain_letters,
        retry_seconds=options.retry_minutes * 60,
        daily_limit=options.daily_limit,
    )


@callback
def create_account(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry
) -> IletiMerkeziData:
    """Return the parts of an account, wired; nothing is read or sent yet."""
    client = client_for(hass, entry.data)
    publisher = OutcomePublisher(hass.loop)
    journal = Journal(
        hass,
        entry.entry_id,
        JournalEvents(
            damaged=partial(_journal_damaged, entry),
            writable=partial(_journal_writable, hass, entry),
            replaced=partial(_journal_replaced, entry),
            restored=partial(_restored_late, entry),
        ),
    )
    coordinator = BalanceCoordinator(
        hass, entry, client, AccountOptions.of(entry.options).low_credit
    )
    outbox = Outbox(
        hass,
        client,
        journal,
        publisher,
        sending_settings(entry),
        coordinator.request,
    )
    coordinator.answered = outbox.note_balance
    feedback = Feedback(hass, entry, outbox, journal, coordinator)
    publisher.subscribe(feedback.handle)
    publisher.subscribe(coordinator.handle)
    tracking = Tracking(hass, client, journal, publisher)
    tracking.enable(enabled=AccountOptions.of(entry.options).delivery_reports)
    return IletiMerkeziData(
        client=client,
        publisher=publisher,
        outbox=outbox,
        tracking=tracking,
        coordinator=coordinator,
        journal=journal,
        applied=(entry.data, entry.options),
        recipient_ids=frozenset(entry.subentries),
        feedback=feedback,
    )


@callback
def start_account(entry: IletiMerkeziConfigEntry, restored: Restored) -> None:
    """Resume with the content of the journal."""
    data = entry.runtime_data
    for order in restored.orders:
        for addressee in order.recipients.values():
            for recipient_id in addressee.recipient_ids:
                if recipient_id not in entry.subentries:
                    data.outbox.remove_recipient(recipient_id)
    if restored.is_backup:
        data.feedback.notifications.show_journal(JournalEvent.RESTORED)
    data.outbox.start(restored)
    data.feedback.start(restored.notices)
    data.tracking.start(restored.followed)


@callback
def apply_settings(hass: HomeAssistant, entry: IletiMerkeziConfigEntry) -> None:
    """Apply changed credentials, sender and options without a reload."""
    data = entry.runtime_data
    data.applied = (entry.data, entry.options)
    options = AccountOptions.of(entry.options)
    data.client.update_credentials(
        api_key=entry.data[CONF_API_KEY],
        api_hash=entry.data[CONF_API_HASH],
        url=url_of(entry.data),
    )
    data.coordinator.low_credit = options.low_credit
    data.tracking.enable(enabled=options.delivery_reports)
    data.outbox.apply_settings(sending_settings(entry))
    data.coordinator.request()
    check_sender(hass, entry)


@callback
def apply_again(hass: HomeAssistant, entry: IletiMerkeziConfigEntry) -> None:
    """Retry kept messages although no setting has changed.

    Somebody has confirmed what was refused: it may have been put right in the
    provider's panel.
    """
    if entry.state is ConfigEntryState.LOADED:
        apply_settings(hass, entry)


@callback
def check_sender(hass: HomeAssistant, entry: IletiMerkeziConfigEntry) -> None:
    """Warn of a sender that replaces every text by a fixed one."""
    if entry.data[CONF_SENDER] == TEST_SENDER:
        async_create_repair(hass, entry, Repair.TEST_SENDER)
    else:
        async_delete_repair(hass, entry, Repair.TEST_SENDER)


async def async_close_account(data: IletiMerkeziData) -> None:
    """Stop everything; the journal last, since the others write into it."""
    await data.outbox.async_close()
    await data.tracking.async_close()
    data.feedback.close()
    await data.journal.async_close()


@callback
def _journal_damaged(entry: IletiMerkeziConfigEntry, file: str) -> None:
    """Report that messages may be missing."""
    entry.runtime_data.feedback.notifications.show_journal(
        JournalEvent.DAMAGED, file=file
    )


@callback
def _journal_writable(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry, writable: bool
) -> None:
    """Report whether waiting messages would survive a restart."""
    entry.runtime_data.feedback.notifications.refresh()
    if writable:
        async_delete_repair(hass, entry, Repair.JOURNAL_NOT_WRITABLE)
    else:
        async_create_repair(hass, entry, Repair.JOURNAL_NOT_WRITABLE)


@callback
def _restored_late(entry: IletiMerkeziConfigEntry, restored: Restored) -> None:
    """Resume with a journal that could not be read during setup."""
    entry.runtime_data.outbox.remember(restored)
    start_account(entry, restored)


@callback
def _journal_replaced(entry: IletiMerkeziConfigEntry) -> None:
    """Write everything into the new file."""
    entry.runtime_data.outbox.put_all()
    entry.runtime_data.tracking.put_all()
    entry.runtime_data.feedback.notifications.put_all()
    entry.runtime_data.feedback.notifications.show_journal(JournalEvent.REPLACED)
