"""A world for the outbox: provider, disk and time, without sockets, files or waiting."""

from .disk import Disk
from .home import Home
from .provider import Behaviour, Provider
from .time import WorldTime
from .witness import Witness

__all__ = ["Behaviour", "Disk", "Home", "Provider", "Witness", "WorldTime"]
