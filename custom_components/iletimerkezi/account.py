"""What a set-up account is made of."""

from dataclasses import dataclass

from homeassistant.config_entries import ConfigEntry

from .announcer import Announcer
from .api import IletiMerkeziClient
from .coordinator import BalanceCoordinator
from .delivery import Delivery
from .journal import Journal
from .outbox import Outbox

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
