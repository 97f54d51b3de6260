"""What a set-up account is made of."""

from dataclasses import dataclass, field

from homeassistant.components.notify import NotifyEntity
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from .api import IletiMerkeziClient
from .const import DOMAIN
from .coordinator import BalanceCoordinator
from .outbox.announcer import Announcer
from .outbox.journal import Journal
from .outbox.outbox import Outbox
from .outbox.tracking import Delivery

type IletiMerkeziConfigEntry = ConfigEntry[IletiMerkeziData]


@dataclass(frozen=True, slots=True, kw_only=True)
class IletiMerkeziData:
    """The runtime data of an account."""

    client: IletiMerkeziClient
    announcer: Announcer
    outbox: Outbox
    delivery: Delivery
    coordinator: BalanceCoordinator
    journal: Journal
    notify_entities: dict[str, NotifyEntity] = field(default_factory=dict)
    """Those that are set up, by subentry id."""


@callback
def async_apply_again(hass: HomeAssistant, entry: IletiMerkeziConfigEntry) -> None:
    """Have an account apply its settings although none of them has changed.

    Somebody has confirmed what was refused: kept messages are worth a try.
    """
    for listener in entry.update_listeners:
        hass.async_create_task(listener(hass, entry), f"{DOMAIN} apply again")
