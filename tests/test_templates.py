"""What templates make of a message, in automations of a real home."""

from typing import Any

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from simulator import Simulator

from .helpers import account_entry, set_up, texts

WAYS: dict[str, dict[str, Any]] = {
    "entity": {
        "action": "notify.send_message",
        "target": {"entity_id": "notify.anne"},
    },
    "action": {"action": "notify.iletimerkezi", "data": {"target": "Anne"}},
    "own action": {
        "action": "iletimerkezi.send_message",
        "data": {"recipient": "notify.anne"},
    },
}


async def run(hass: HomeAssistant, way: str, **data: str) -> None:
    """Have an automation send by one of the ways, and end in whatever way."""
    step = {**WAYS[way], "data": {**WAYS[way].get("data", {}), **data}}
    automation = {
        "triggers": {"trigger": "event", "event_type": "alarm"},
        "actions": [step],
    }
    assert await async_setup_component(hass, "automation", {"automation": [automation]})
    hass.bus.async_fire("alarm")
    await hass.async_block_till_done()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("template", "arrives"),
    [
        ("{{ ['kapı', 'pencere'] }}", "['kapı', 'pencere']"),
        ("{{ {'kapı': 'açık'} }}", "{'kapı': 'açık'}"),
        ("{{ ('a', 1) }}", "('a', 1)"),
        ("{{ 42 }}", "42"),
        ("{{ 21.5 }}", "21.5"),
        ("{{ 1 == 1 }}", "True"),
        ("{{ pack(255, '>H') }}", r"b'\x00\xff'"),
        ("{{ 'a\u200db\u200fc' }}", "a\u200db\u200fc"),
        ("{{ 'a\x00b\x9fc' }}", "abc"),
        ("{{ 'a' * 250000 }}", f"{'a' * 1063}..."),
    ],
)
async def test_anything_is_text(
    hass: HomeAssistant, simulator: Simulator, way: str, template: str, arrives: str
) -> None:
    """Somebody forgot a filter: better an odd alarm than none."""
    await set_up(hass, account_entry(simulator))
    await run(hass, way, message=template)
    assert [text for _, text in texts(simulator)] == [arrives]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "template",
    [
        "{{ none }}",
        "{{ '' }}",
        "{{ ' ' * 5000 }}",
        "{{ states.sensor.nobody.state }}",
        # Home Assistant's own limit of a template.
        "{{ 'a' * 5000000 }}",
        "{{ 1 / 0 }}",
    ],
)
async def test_blank_text_is_no_message(
    hass: HomeAssistant,
    simulator: Simulator,
    caplog: pytest.LogCaptureFixture,
    way: str,
    template: str,
) -> None:
    """No SMS, an error in the log, and nothing keeps the next alarm from arriving."""
    await set_up(hass, account_entry(simulator))
    await run(hass, way, message=template)
    assert simulator.sends == []
    assert "Error" in caplog.text
    hass.states.async_set("sensor.nobody", "x")
    await hass.services.async_call(
        "notify", "iletimerkezi", {"message": "Alarm", "target": "Anne"}, blocking=True
    )
    assert [text for _, text in texts(simulator)] == ["Alarm"]


@pytest.mark.parametrize(
    ("field", "template"),
    [
        ("target", "{{ {'a': 1} }}"),
        ("target", "{{ pack(255, '>H') }}"),
        ("target", "{{ 'x' * 250000 }}"),
        ("data", "{{ ['EVIM'] }}"),
        ("data", "{{ {'sender': ['EVIM']} }}"),
        ("data", "{{ {'sender': 'x' * 250000} }}"),
        ("data", "{{ {'commercial_list': {'a': 1}} }}"),
    ],
)
async def test_odd_fields(
    hass: HomeAssistant,
    simulator: Simulator,
    caplog: pytest.LogCaptureFixture,
    field: str,
    template: str,
) -> None:
    """An empty target reaches nobody, and a short line is logged."""
    await set_up(hass, account_entry(simulator))
    await run(hass, "action", message="Alarm", **{field: template})
    assert simulator.sends == []
    errors = [record for record in caplog.records if record.levelname == "ERROR"]
    assert errors
    for record in errors:
        assert "Unexpected error" not in record.getMessage()
        assert record.exc_info is None
        assert len(record.getMessage()) < 1_000


@pytest.mark.parametrize(
    ("field", "template", "count"),
    [
        ("target", "{{ none }}", 2),
        ("target", "{{ ['Anne', none] }}", 1),
        ("title", "{{ none }}", 1),
    ],
)
async def test_null_counts_as_left_out(
    hass: HomeAssistant, simulator: Simulator, field: str, template: str, count: int
) -> None:
    """An alarm is not lost for a template that gives nothing."""
    await set_up(hass, account_entry(simulator))
    await run(hass, "action", message="Alarm", **{field: template})
    assert [text for _, text in texts(simulator)] == ["Alarm"] * count
