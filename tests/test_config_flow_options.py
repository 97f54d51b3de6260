"""The options of an account, and that they take effect at once."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData

from simulator import Simulator

from .helpers import account_entry, notify, query, set_up, texts

pytestmark = pytest.mark.usefixtures("quiet")

DEFAULTS: dict[str, Any] = {
    "low_credit": 50,
    "retry_minutes": 60,
    "delivery_reports": True,
    "daily_limit": 0,
    "repeated_messages": "add_time",
    "max_parts": 7,
    "plain_letters": False,
    "commercial_list": "none",
}
OTHERS: dict[str, Any] = {
    "low_credit": 0,
    "retry_minutes": 0,
    "delivery_reports": False,
    "daily_limit": 20,
    "repeated_messages": "reject",
    "max_parts": 3,
    "plain_letters": True,
    "commercial_list": "TACIR",
}


async def begin(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
    """Open the options."""
    result = await hass.config_entries.options.async_init(entry.entry_id)
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "init")
    return result


async def submit(
    hass: HomeAssistant, result: ConfigFlowResult, typed: dict[str, Any]
) -> ConfigFlowResult:
    """Submit the form."""
    result = await hass.config_entries.options.async_configure(result["flow_id"], typed)
    await hass.async_block_till_done()
    return result


def filled_in(result: ConfigFlowResult) -> dict[str, Any]:
    """Return what the form opens with."""
    schema = result["data_schema"]
    assert schema is not None
    return {str(marker): marker.default() for marker in schema.schema}


def types(options: dict[str, Any]) -> dict[str, type]:
    """Return the types of options: 7 == 7.0, and True == 1."""
    return {name: type(value) for name, value in options.items()}


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Return an account without options of its own."""
    return await set_up(hass, account_entry(simulator))


async def test_defaults(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """The form opens with the defaults, one flat list, and saves them as they are."""
    result = await begin(hass, entry)
    assert filled_in(result) == DEFAULTS
    assert list(filled_in(result)) == list(DEFAULTS)

    result = await submit(hass, result, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == DEFAULTS
    assert types(dict(entry.options)) == types(DEFAULTS)
    assert entry.state is ConfigEntryState.LOADED


async def test_units(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Every number says what it counts."""
    result = await begin(hass, entry)
    assert result["data_schema"] is not None
    units = {
        str(marker): field.validators[0].config["unit_of_measurement"]
        for marker, field in result["data_schema"].schema.items()
        if isinstance(field, vol.All)
    }
    assert units == {
        "low_credit": "SMS",
        "retry_minutes": "minutes",
        "daily_limit": "SMS",
        "max_parts": "SMS",
    }


async def test_saved_options_are_shown_again(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """The browser sends floats; whole numbers are kept, and shown next time."""
    floats = {
        "max_parts": 3.0,
        "retry_minutes": 0.0,
        "low_credit": 0.0,
        "daily_limit": 20.0,
    }
    await submit(hass, await begin(hass, entry), OTHERS | floats)
    assert entry.options == OTHERS
    assert types(dict(entry.options)) == types(OTHERS)

    result = await begin(hass, entry)
    assert filled_in(result) == OTHERS
    # What a form leaves out stays as it is.
    await submit(hass, result, {"low_credit": 10})
    assert entry.options == OTHERS | {"low_credit": 10}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("commercial_list", "bireysel"),
        ("commercial_list", ""),
        ("repeated_messages", "send"),
        ("max_parts", 0),
        ("max_parts", 8),
        ("max_parts", "many"),
        ("retry_minutes", -1),
        ("retry_minutes", 1441),
        ("low_credit", -1),
        ("low_credit", 100_001),
        ("daily_limit", -1),
        ("daily_limit", 100_001),
        ("sender", "EVIM"),
    ],
)
async def test_value_that_is_none(
    hass: HomeAssistant, entry: MockConfigEntry, name: str, value: Any
) -> None:
    """What the form cannot hold is refused, and the form stays open."""
    result = await begin(hass, entry)
    with pytest.raises(InvalidData):
        await submit(hass, result, {name: value})
    assert entry.options == {}

    result = await submit(hass, result, OTHERS)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == OTHERS


async def test_options_take_effect_at_once(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """No restart: the next message is written and marked as the options say."""
    await notify(hass, "notify.anne", "Çatı ışığı")
    assert texts(simulator)[-1][1] == "Çatı ışığı"
    assert query(simulator.sends[-1])[-1] == ("iys", "0")

    result = await begin(hass, entry)
    await submit(hass, result, {"commercial_list": "BIREYSEL", "plain_letters": True})
    await notify(hass, "notify.anne", "Çatı ışığı")
    assert texts(simulator)[-1][1] == "Cati isigi"
    assert query(simulator.sends[-1])[-2:] == [("iys", "1"), ("iysList", "BIREYSEL")]

    result = await begin(hass, entry)
    await submit(hass, result, {"max_parts": 1, "commercial_list": "none"})
    await notify(hass, "notify.anne", "a" * 200)
    assert len(texts(simulator)[-1][1]) == 155
    assert query(simulator.sends[-1])[-1] == ("iys", "0")
