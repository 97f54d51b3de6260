"""What a home does all day, a little faster."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from random import Random
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from benchmarks.accounts import ANNE, BABA, RECIPIENTS

from .ledger import Ledger

# Seconds between two scenes, on average; a scene sends 1 to 60 SMS.
_PAUSE: Final = 0.5

_WORDS: Final = ("Kapı açık", "Su kaçağı!", "Duman 🚨", "Sıcaklık 21,5 °C", "[ev] 5€")


class Load:
    """Scenes, until it is stopped."""

    def __init__(self, hass: HomeAssistant, ledger: Ledger, dice: Random) -> None:
        """Initialize."""
        self._hass = hass
        self._ledger = ledger
        self._dice = dice
        self._calls: set[asyncio.Task[None]] = set()
        self._scenes: tuple[tuple[Callable[[], None], float], ...] = (
            (self._number, 6),
            (self._numbers, 2),
            (self._entity, 4),
            (self._both, 2),
            (self._notify, 3),
            (self._long, 1),
            (self._together, 1),
            (self._burst, 1),
            (self._impatient, 1),
        )

    async def run(self, seconds: float) -> None:
        """Play scenes for some time."""
        scenes, weights = zip(*self._scenes, strict=True)
        deadline = self._hass.loop.time() + seconds
        while self._hass.loop.time() < deadline:
            [scene] = self._dice.choices(scenes, weights)
            scene()
            await asyncio.sleep(self._dice.expovariate(1 / _PAUSE))

    async def answered(self) -> None:
        """Wait until every caller has his answer."""
        if self._calls:
            await asyncio.wait(set(self._calls))

    def _number(self) -> None:
        """Send to one number."""
        self._call("iletimerkezi", "send_message", 1, number=ANNE)

    def _numbers(self) -> None:
        """Send to several numbers, with spaces and country code."""
        count = self._dice.randint(2, 20)
        numbers = [f"+90 530 777 00 {number:02}" for number in range(count)]
        self._call("iletimerkezi", "send_message", count, number=numbers)

    def _entity(self) -> None:
        """Send to a notify entity."""
        self._call("notify", "send_message", 1, entity_id="notify.anne")

    def _both(self) -> None:
        """Send to all recipients: one order."""
        self._call(
            "notify", "send_message", 2, entity_id=["notify.anne", "notify.baba"]
        )

    def _notify(self) -> None:
        """Send as alerts do."""
        self._call("notify", "iletimerkezi", len(RECIPIENTS), title="Alarm")

    def _long(self) -> None:
        """Send a text that is too long and has to be cut behind its number."""
        text = f"{self._ledger.text('Uzun', 1)} {'çok uzun bir metin ' * 80}"
        self._spawn(
            self._action("iletimerkezi", "send_message", message=text, number=BABA)
        )

    def _together(self) -> None:
        """Have many automations send the same at once: one order."""
        text = self._ledger.text("Hep birlikte", 30)
        for number in range(30):
            self._spawn(
                self._action(
                    "iletimerkezi",
                    "send_message",
                    message=text,
                    number=f"53088800{number:02}",
                )
            )

    def _burst(self) -> None:
        """Send many different texts at once."""
        for _ in range(self._dice.randint(10, 60)):
            self._number()

    def _impatient(self) -> None:
        """Send for a caller who does not wait: the message goes out all the same."""
        text = self._ledger.text("Beklemem", 1)
        task = self._spawn(
            self._action("iletimerkezi", "send_message", message=text, number=ANNE)
        )
        self._hass.loop.call_later(self._dice.random() / 50, task.cancel)

    def _call(self, domain: str, service: str, recipients: int, **data: Any) -> None:
        """Have a text of its own sent."""
        text = self._ledger.text(self._dice.choice(_WORDS), recipients)
        self._spawn(self._action(domain, service, message=text, **data))

    async def _action(self, domain: str, service: str, **data: Any) -> None:
        """Perform an action; the ledger knows what it comes to."""
        with suppress(HomeAssistantError):
            await self._hass.services.async_call(domain, service, data, blocking=True)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Let a caller wait by himself."""
        # At once, so that the message is handed over before anything else happens.
        task = asyncio.Task(work, loop=self._hass.loop, eager_start=True)
        if not task.done():
            self._calls.add(task)
            task.add_done_callback(self._calls.discard)
        return task
