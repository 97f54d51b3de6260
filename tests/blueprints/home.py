"""A home that runs the ready-made automations, with clocks that a test moves."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
import shutil
import threading
import time
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.automation.const import DOMAIN as AUTOMATION_DOMAIN
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.setup import async_setup_component

from simulator import Simulator
from tests.helpers import ANNE, BABA, KIZ, account_entry, recipient, set_up

REPOSITORY: Final = Path(__file__).parents[2]
BLUEPRINTS: Final = REPOSITORY / "blueprints" / "automation" / "iletimerkezi"

# More than any answer over the loopback takes; only a test that fails waits for it.
_REAL_PATIENCE: Final = 15.0

# Of the event loop, from a change in the home to the request it causes: many times that.
_TURNS: Final = 50

_NEVER: Final = threading.Event()


class Clock:
    """The clocks of a home: they stand still until they are moved.

    Moving the steady clock lets the event loop's own timers come due.
    """

    def __init__(self, freezer: FrozenDateTimeFactory) -> None:
        """Stop the clocks."""
        self._freezer = freezer
        self._steady = _real()
        self._runs_since: float | None = None

    def steady(self) -> float:
        """Return what time.monotonic() returns."""
        if self._runs_since is not None:
            return self._steady + _real() - self._runs_since
        return self._steady

    def run(self) -> None:
        """Let the steady clock run on by itself, for stopping Home Assistant."""
        self._runs_since = _real()

    def tick(self, seconds: float) -> None:
        """Move all clocks on, without letting anybody notice yet."""
        self._steady += seconds
        self._freezer.tick(timedelta(seconds=seconds))


class Home:
    """A home with an account, whose SMS are looked at one event after the other."""

    def __init__(
        self,
        hass: HomeAssistant,
        clock: Clock,
        simulator: Simulator,
        entry: MockConfigEntry,
    ) -> None:
        """Move in."""
        self.hass = hass
        self.simulator = simulator
        self.entry = entry
        self._clock = clock
        self._read = 0

    async def automate(
        self, blueprint: str, language: str = "en", **inputs: Any
    ) -> None:
        """Make an automation from a blueprint, as its user does."""
        path = blueprint_path(blueprint, language)
        folder = Path(
            self.hass.config.path("blueprints", AUTOMATION_DOMAIN, "iletimerkezi")
        )
        await self.hass.async_add_executor_job(_import, path, folder)
        assert await async_setup_component(
            self.hass,
            AUTOMATION_DOMAIN,
            {
                AUTOMATION_DOMAIN: {
                    "id": "blueprint",
                    "alias": "Blueprint",
                    "use_blueprint": {
                        "path": f"iletimerkezi/{path.name}",
                        "input": inputs,
                    },
                }
            },
        )
        state = self.hass.states.get("automation.blueprint")
        assert state
        assert state.state == "on"
        await self.settle()

    async def automate_at_start(
        self, blueprint: str, language: str = "en", **inputs: Any
    ) -> None:
        """Start Home Assistant with an automation that was made earlier."""
        self.hass.set_state(CoreState.not_running)
        await self.automate(blueprint, language, **inputs)
        await self.hass.async_start()
        await self.settle()

    async def leave(self) -> None:
        """Stop the automation, whatever it is doing."""
        if self.hass.states.get("automation.blueprint"):
            await self.hass.services.async_call(
                AUTOMATION_DOMAIN,
                "turn_off",
                {"entity_id": "automation.blueprint"},
                blocking=True,
            )

    async def rehearse(self) -> None:
        """Choose "Run actions"."""
        await self.hass.services.async_call(
            AUTOMATION_DOMAIN, "trigger", {"entity_id": "automation.blueprint"}
        )
        await self.settle()

    async def show(self, entity_id: str, state: str, **attributes: Any) -> None:
        """Have an entity show a state; what it said of itself before stays."""
        known = self.hass.states.get(entity_id)
        self.hass.states.async_set(
            entity_id, state, {**(known.attributes if known else {}), **attributes}
        )
        await self.settle()

    async def pass_time(self, seconds: float, *, step: float = 10.0) -> None:
        """Let so many seconds pass, and everything happen in its turn."""
        while seconds > 0:
            self._clock.tick(min(step, seconds))
            seconds -= step
            await self.settle()

    def tick(self, seconds: float) -> None:
        """Move the clock on, whatever is under way."""
        self._clock.tick(seconds)

    def state(self, entity_id: str) -> str:
        """Return what an entity shows."""
        state = self.hass.states.get(entity_id)
        assert state
        return state.state

    async def receives(self, expected: list[tuple[str, str]]) -> None:
        """Check that exactly these SMS come, by number and text."""
        with suppress(TimeoutError):
            await self.until(
                lambda: len(self.simulator.messages) - self._read >= len(expected)
            )
        await self.settle()
        assert self.sms == expected

    @property
    def event(self) -> tuple[str, str]:
        """Return the type and the recipient of the account's last event."""
        state = self.hass.states.get("event.ileti_merkezi_messages")
        assert state
        return state.attributes["event_type"], state.attributes.get("recipient", "")

    async def until(self, reached: Callable[[], object]) -> None:
        """Wait until something is the case, without time passing in the home."""
        deadline = _real() + _REAL_PATIENCE
        while not reached():
            if _real() > deadline:
                raise TimeoutError
            await self.turns()
            # Sockets and threads have no clock that stands still.
            await self.hass.async_add_executor_job(_NEVER.wait, 0.001)

    async def settle(self) -> None:
        """Let everything happen that is going to happen at this moment."""
        await self.turns()
        while self._sending:
            await self.until(lambda: not self._sending)
            await self.turns()

    async def turns(self) -> None:
        """Let automations get on, as far as they need nobody outside.

        A moment passes, too: events of the account are a millisecond apart.
        """
        self._clock.tick(0.001)
        for _ in range(_TURNS):
            await asyncio.sleep(0)

    @property
    def sms(self) -> list[tuple[str, str]]:
        """Return number and text of the SMS since the last look.

        Within one order, whose recipients have no order, by number.
        """
        new = self.simulator.messages[self._read :]
        self._read += len(new)
        new.sort(key=lambda sms: (sms.order_id, sms.number))
        return [(sms.number, sms.text) for sms in new]

    @property
    def _sending(self) -> bool:
        """Tell whether a message is on its way to the provider."""
        return bool(self.entry.runtime_data.outbox.figures()["open"])


@asynccontextmanager
async def move_in(
    hass: HomeAssistant, clock: Clock, simulator: Simulator, **options: Any
) -> AsyncGenerator[Home]:
    """Live in a home with the recipients Anne, Baba and Kız for a while."""
    entry = account_entry(
        simulator,
        recipient("Anne", ANNE),
        recipient("Baba", BABA),
        recipient("Kız", KIZ),
        **options,
    )
    home = Home(hass, clock, simulator, await set_up(hass, entry))
    yield home
    await home.leave()


def blueprint_path(blueprint: str, language: str) -> Path:
    """Return where a blueprint in a language is."""
    suffix = "" if language == "en" else f"_{language}"
    return BLUEPRINTS / f"{blueprint}{suffix}.yaml"


def _import(path: Path, folder: Path) -> None:
    """Put a blueprint where Home Assistant looks for it."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(path, folder)


def _real() -> float:
    """Return seconds on a clock that nobody stops."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)
