"""What every measurement works with."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
import random
from unittest.mock import patch

import aiohttp

from homeassistant.core import HomeAssistant

from custom_components.iletimerkezi.outbox import rate_limit as pace

from .contenders import Send, contenders
from .provider import Provider
from .settings import Effort

SEED = 20_261_121


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A home, a provider, and the ways from one to the other."""

    hass: HomeAssistant
    provider: Provider
    session: aiohttp.ClientSession
    effort: Effort
    dice: random.Random = field(default_factory=lambda: random.Random(SEED))

    def ways(self) -> dict[str, Send]:
        """Return every way to send, by its name."""
        return contenders(self.hass, self.provider, self.session)

    def shuffled[T](self, items: list[T]) -> list[T]:
        """Return the items in another order, the same ones in every run."""
        return self.dice.sample(items, k=len(items))


@contextmanager
def limit_lifted() -> Generator[None]:
    """Lift the provider's limit of SMS per second, for measuring only.

    The product always keeps it. Without it the cost of a message becomes
    visible where many are sent.
    """
    with patch.object(pace, "MAX_SMS_PER_SECOND", 10**9):
        yield
