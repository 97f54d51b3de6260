"""The sensor that is on while the account can send nothing."""

import pytest

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.translation import async_get_translations

from custom_components.iletimerkezi.const import DOMAIN
from custom_components.iletimerkezi.outbox import ProblemReason
from simulator import Fault, FaultKind, Simulator

from .clock import Clock
from .helpers import account_entry, notify, set_up

PROBLEM = "binary_sensor.ileti_merkezi_problem"


def problem(hass: HomeAssistant) -> tuple[str, str | None]:
    """Return whether there is a problem, and its reason."""
    state = hass.states.get(PROBLEM)
    assert state is not None
    return state.state, state.attributes["reason"]


async def test_unreachable_provider(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """On when a message has to wait for the line, off with the next answer."""
    await set_up(hass, account_entry(simulator))
    assert problem(hass) == ("off", None)
    await simulator.cut_line()
    caller = hass.async_create_task(notify(hass, "notify.anne", "Su kaçağı!"))
    await clock.until(caller.done, within=12)
    await clock.until(lambda: problem(hass) == ("on", "unreachable"), within=5)
    await simulator.restore_line()
    await clock.until(lambda: problem(hass) == ("off", None), within=75)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (401, "unauthorized"),
        (402, "no_credit"),
        (450, "sender"),
        (459, "sender"),
        (460, "sender"),
        (468, "iys"),
        (469, "iys"),
        (470, "iys"),
    ],
)
async def test_account_that_is_refused(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, code: int, reason: str
) -> None:
    """On with the refusal, off with the next success."""
    await set_up(hass, account_entry(simulator))
    simulator.faults.add(Fault(FaultKind.CODE, code=code))
    caller = hass.async_create_task(notify(hass, "notify.anne", "Su kaçağı!"))
    await clock.until(caller.done, within=12)
    assert caller.exception() is not None
    await clock.until(lambda: problem(hass) == ("on", reason), within=1)
    simulator.faults.clear()
    await notify(hass, "notify.baba", "Duman!")
    await clock.until(lambda: problem(hass) == ("off", None), within=1)


@pytest.mark.parametrize(("language", "name"), [("en", "Problem"), ("tr", "Sorun")])
async def test_words(
    hass: HomeAssistant, simulator: Simulator, language: str, name: str
) -> None:
    """Name and reasons in both languages; shown among the things people use."""
    hass.config.language = language
    entry = await set_up(hass, account_entry(simulator))
    registry = er.async_get(hass)
    entity_id = registry.async_get_entity_id(
        "binary_sensor", DOMAIN, f"{entry.entry_id}_problem"
    )
    assert entity_id is not None
    registered = registry.async_get(entity_id)
    assert registered is not None
    assert registered.original_name == name
    assert registered.original_device_class == BinarySensorDeviceClass.PROBLEM
    assert registered.entity_category is None
    texts = await async_get_translations(hass, language, "entity", [DOMAIN])
    prefix = f"component.{DOMAIN}.entity.binary_sensor.problem.state_attributes.reason"
    assert texts[f"{prefix}.name"]
    for reason in ProblemReason:
        assert texts[f"{prefix}.state.{reason}"]
