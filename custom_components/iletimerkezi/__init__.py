"""SMS through the Turkish provider İleti Merkezi."""

from functools import partial

from homeassistant.components.notify import DOMAIN as NOTIFY_DOMAIN
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE, Platform
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

from .account import IletiMerkeziConfigEntry, IletiMerkeziData
from .const import CONF_SENDER, DOMAIN
from .coordinator import BalanceCoordinator
from .entity import async_update_recipients
from .feedback.issues import (
    Repair,
    async_create_repair,
    async_delete_repair,
    async_delete_repairs,
    async_reopen_repairs,
)
from .feedback.notifications import Problems, async_forget_problems
from .notify_action import async_register_notify_action, oldest_account
from .options import AccountOptions
from .outbox.announcer import Announcer
from .outbox.journal import Journal, async_remove_journal
from .outbox.outbox import Outbox
from .outbox.settings import SendingSettings
from .outbox.tracking import Delivery
from .senders import TEST_SENDER, client_for
from .services import async_setup_services

PLATFORMS = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.EVENT,
    Platform.NOTIFY,
    Platform.SENSOR,
]

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up the actions, which are there without any account, too."""
    async_setup_services(hass)
    return True


async def async_setup_entry(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry
) -> bool:
    """Set up an account without waiting for the provider.

    After a power cut the router is often slower than Home Assistant: what
    cannot be sent yet is queued.
    """
    # Before anything is awaited: a change during set-up must not go unseen.
    applied = (entry.data, entry.options)

    async def _async_update_listener(
        hass: HomeAssistant, entry: IletiMerkeziConfigEntry
    ) -> None:
        """Take over changed credentials, options and recipients."""
        if (entry.data, entry.options) == applied:
            async_update_recipients(hass, entry)
        else:
            await hass.config_entries.async_reload(entry.entry_id)

    entry.async_on_unload(entry.add_update_listener(_async_update_listener))
    options = AccountOptions.of(entry.options)
    client = client_for(hass, entry.data)
    announcer = Announcer(hass.loop)
    journal = Journal(
        hass,
        entry.entry_id,
        on_damaged=partial(_journal_damaged, hass, entry),
        on_writable=partial(_journal_writable, hass, entry),
    )
    coordinator = BalanceCoordinator(hass, entry, client, options.low_credit)
    delivery = Delivery(hass, client, journal, announcer)
    outbox = Outbox(
        hass,
        client,
        journal,
        announcer,
        SendingSettings(
            sender=entry.data[CONF_SENDER],
            commercial_list=options.commercial_list,
            repeated_messages=options.repeated_messages,
            max_parts=options.max_parts,
            plain_letters=options.plain_letters,
            retry_seconds=options.retry_minutes * 60,
        ),
    )
    entry.runtime_data = IletiMerkeziData(
        client=client,
        announcer=announcer,
        outbox=outbox,
        delivery=delivery,
        coordinator=coordinator,
        journal=journal,
    )
    announcer.subscribe(Problems(hass, entry, outbox, journal).handle)
    announcer.subscribe(coordinator.handle)
    if options.delivery_reports:
        announcer.subscribe(delivery.handle)

    async_reopen_repairs(hass, entry)
    restored = await journal.async_load()
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    await async_register_notify_action(hass, entry)
    outbox.start(restored)
    if options.delivery_reports:
        delivery.start(restored.orders)
    if entry.data[CONF_SENDER] == TEST_SENDER:
        async_create_repair(hass, entry, Repair.TEST_SENDER)
    else:
        async_delete_repair(hass, entry, Repair.TEST_SENDER)

    # Also without any sensor enabled: the warnings about credit come from it.
    entry.async_on_unload(coordinator.async_add_listener(lambda: None))
    entry.async_create_background_task(
        hass, coordinator.async_refresh(), f"{DOMAIN} first balance"
    )

    async def _async_final_write(_event: Event) -> None:
        """Keep what is unfinished when Home Assistant stops."""
        await _async_close(entry.runtime_data)

    entry.async_on_unload(
        hass.bus.async_listen(EVENT_HOMEASSISTANT_FINAL_WRITE, _async_final_write)
    )
    return True


async def async_unload_entry(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry
) -> bool:
    """Unload an account; its unfinished messages stay in the journal."""
    if not await hass.config_entries.async_unload_platforms(entry, PLATFORMS):
        return False
    await _async_close(entry.runtime_data)
    return True


async def _async_close(data: IletiMerkeziData) -> None:
    """Stop everything; the journal last, since the others write into it."""
    await data.outbox.async_close()
    await data.delivery.async_close()
    await data.journal.async_close()


@callback
def _journal_damaged(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry, file: str
) -> None:
    """Say that messages may be missing."""
    async_create_repair(hass, entry, Repair.JOURNAL_DAMAGED, file=file)


@callback
def _journal_writable(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry, writable: bool
) -> None:
    """Say that waiting messages would not survive a restart, or again would."""
    if writable:
        async_delete_repair(hass, entry, Repair.JOURNAL_NOT_WRITABLE)
    else:
        async_create_repair(hass, entry, Repair.JOURNAL_NOT_WRITABLE)


async def async_remove_entry(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry
) -> None:
    """Leave nothing behind of an account that is removed."""
    await async_remove_journal(hass, entry.entry_id)
    async_forget_problems(hass, entry.entry_id)
    async_delete_repairs(hass, entry)
    heir = oldest_account(hass)
    if heir and not hass.services.has_service(NOTIFY_DOMAIN, DOMAIN):
        # Takes over the action without further name.
        hass.config_entries.async_schedule_reload(heir.entry_id)
