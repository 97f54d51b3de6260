"""A home that runs the ready-made automations, with clocks that a test moves."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
import shutil
from typing import Any, Final, override

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.automation.const import DOMAIN as AUTOMATION_DOMAIN
from homeassistant.components.notify import (
    DATA_COMPONENT as NOTIFY_COMPONENT,
    NotifyEntity,
)
from homeassistant.config_entries import ConfigSubentryData
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.setup import async_setup_component

from simulator import Simulator
from tests.clock import Clock
from tests.helpers import ANNE, BABA, KIZ, account_entry, recipient, set_up

REPOSITORY: Final = Path(__file__).parents[2]
BLUEPRINTS: Final = REPOSITORY / "blueprints" / "automation" / "iletimerkezi"

_EVENTS: Final = 0.05
"""Seconds for a burst of the account's events, which are a millisecond apart."""


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
        # Every Home Assistant has it.
        assert await async_setup_component(self.hass, "persistent_notification", {})
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

    async def pass_time(self, seconds: float) -> None:
        """Let so many seconds pass, and everything happen in its turn."""
        await self._clock.move(seconds)
        await self.settle()

    def state(self, entity_id: str) -> str:
        """Return what an entity shows."""
        state = self.hass.states.get(entity_id)
        assert state
        return state.state

    async def receives(self, expected: list[tuple[str, str]]) -> None:
        """Check that exactly these SMS come, by number and text."""
        await self.settle()
        assert self.sms == expected

    @property
    def event(self) -> tuple[str, str]:
        """Return the type and the recipient of the account's last event."""
        state = self.hass.states.get("event.ileti_merkezi_messages")
        assert state
        return state.attributes["event_type"], state.attributes.get("recipient", "")

    async def until(self, reached: Callable[[], object]) -> None:
        """Wait until a condition is met, without time passing worth mentioning."""
        await self._clock.until(reached, within=_EVENTS)

    async def settle(self) -> None:
        """Let everything happen that is going to happen at this moment."""
        await self._clock.move(_EVENTS)

    @property
    def sms(self) -> list[tuple[str, str]]:
        """Return number and text of the SMS since the last look.

        Within one order, whose recipients have no order, by number.
        """
        new = self.simulator.messages[self._read :]
        self._read += len(new)
        new.sort(key=lambda sms: (sms.order_id, sms.number))
        return [(sms.number, sms.text) for sms in new]


@asynccontextmanager
async def move_in(
    hass: HomeAssistant,
    clock: Clock,
    simulator: Simulator,
    *more: ConfigSubentryData,
    **options: Any,
) -> AsyncGenerator[Home]:
    """Live in a home with the recipients Anne, Baba, Kız and more for a while."""
    entry = account_entry(
        simulator,
        recipient("Anne", ANNE),
        recipient("Baba", BABA),
        recipient("Kız", KIZ),
        *more,
        **options,
    )
    home = Home(hass, clock, simulator, await set_up(hass, entry))
    yield home
    await home.leave()


class Notifier(NotifyEntity):
    """A way to notify that is no SMS, such as the app on a phone."""

    _attr_name = "Telefon"
    _attr_should_poll = False

    def __init__(self) -> None:
        """Initialize."""
        self.messages: list[str] = []

    @override
    async def async_send_message(self, message: str, title: str | None = None) -> None:
        """Receive a notification."""
        self.messages.append(message)


async def another_notifier(home: Home) -> list[str]:
    """Add notify.telefon to a home, and return what it will have received."""
    notifier = Notifier()
    await home.hass.data[NOTIFY_COMPONENT].async_add_entities([notifier])
    await home.settle()
    return notifier.messages


def blueprint_path(blueprint: str, language: str) -> Path:
    """Return where a blueprint in a language is."""
    suffix = "" if language == "en" else f"_{language}"
    return BLUEPRINTS / f"{blueprint}{suffix}.yaml"


def _import(path: Path, folder: Path) -> None:
    """Put a blueprint where Home Assistant looks for it."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(path, folder)
