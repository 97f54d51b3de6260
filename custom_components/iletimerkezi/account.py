"""What a set-up account is made of."""

from dataclasses import dataclass

from homeassistant.config_entries import ConfigEntry

from .api import IletiMerkeziClient
from .outbox import Outbox

type IletiMerkeziConfigEntry = ConfigEntry[IletiMerkeziData]


@dataclass(frozen=True, slots=True, kw_only=True)
class IletiMerkeziData:
    """The runtime data of an account."""

    client: IletiMerkeziClient
    outbox: Outbox
