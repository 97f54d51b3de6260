"""What a set-up account is made of."""

from dataclasses import dataclass, field

from homeassistant.components.notify import NotifyEntity
from homeassistant.config_entries import ConfigEntry

from .api import IletiMerkeziClient
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
