"""SMS through the Turkish provider İleti Merkezi."""

from homeassistant.const import (
    CONF_API_KEY,
    CONF_URL,
    EVENT_HOMEASSISTANT_FINAL_WRITE,
    Platform,
)
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.typing import ConfigType

from .account import IletiMerkeziConfigEntry, IletiMerkeziData
from .api import IletiMerkeziClient
from .const import CONF_API_HASH, DOMAIN
from .journal import Journal, async_remove_journal
from .notify_action import async_register_notify_action, oldest_account
from .options import AccountOptions
from .outbox import Outbox
from .problems import Problems, async_forget_problems
from .services import async_setup_services
from .settings import SendingSettings

PLATFORMS = [Platform.EVENT, Platform.NOTIFY, Platform.SENSOR]

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
    client = IletiMerkeziClient(
        async_get_clientsession(hass),
        api_key=entry.data[CONF_API_KEY],
        api_hash=entry.data[CONF_API_HASH],
        url=entry.data[CONF_URL],
    )
    options = AccountOptions.of(entry.options)
    outbox = Outbox(
        hass,
        client,
        Journal(
            hass,
            entry.entry_id,
            on_damaged=lambda name: None,
            on_writable=lambda writable: None,
        ),
        SendingSettings(
            repeated_messages=options.repeated_messages,
            max_parts=options.max_parts,
            plain_letters=options.plain_letters,
            retry_seconds=options.retry_minutes * 60,
        ),
    )
    entry.runtime_data = IletiMerkeziData(client=client, outbox=outbox)
    outbox.subscribe(Problems(hass, entry, outbox).handle)

    async def _async_final_write(_event: Event) -> None:
        """Keep what is unfinished when Home Assistant stops."""
        await outbox.async_close()

    await outbox.async_start()
    entry.async_on_unload(
        hass.bus.async_listen_once(EVENT_HOMEASSISTANT_FINAL_WRITE, _async_final_write)
    )
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    await async_register_notify_action(hass, entry)
    entry.async_on_unload(entry.add_update_listener(_async_update_listener))
    return True


async def async_unload_entry(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry
) -> bool:
    """Unload an account; its unfinished messages stay in the journal."""
    if not await hass.config_entries.async_unload_platforms(entry, PLATFORMS):
        return False
    await entry.runtime_data.outbox.async_close()
    return True


async def async_remove_entry(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry
) -> None:
    """Leave nothing behind of an account that is removed."""
    await async_remove_journal(hass, entry.entry_id)
    async_forget_problems(hass, entry.entry_id)
    if heir := oldest_account(hass):
        # Takes over the action without further name.
        hass.config_entries.async_schedule_reload(heir.entry_id)


async def _async_update_listener(
    hass: HomeAssistant, entry: IletiMerkeziConfigEntry
) -> None:
    """Take over changed credentials, options and recipients."""
    await hass.config_entries.async_reload(entry.entry_id)
