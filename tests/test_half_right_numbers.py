"""Phone numbers as helpers and templates hand them over, by a real script."""

from typing import Any

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml

from simulator import Simulator

from .helpers import ANNE, BABA, account_entry, set_up, texts

HELPERS = """
    input_number:
      tel:
        min: 0
        max: 99999999999
        initial: 5301234567
        mode: box
      short:
        min: 0
        max: 99999999999
        initial: 530123456
        mode: box
    input_text:
      tel:
        initial: "0530 123 45 67"
      empty:
        initial: ""
      several:
        initial: "0530 123 45 67; 0532 111 22 33"
    script:
      sms:
        fields:
          number: {}
        sequence:
          - action: %s
"""

SEND = """iletimerkezi.send_message
            data:
              message: Alarm
              number: "%s"
"""
NOTIFY = """notify.iletimerkezi
            data:
              message: Alarm
              target: "%s"
"""

ways = pytest.mark.parametrize("way", [SEND, NOTIFY], ids=["send_message", "notify"])


async def run(hass: HomeAssistant, way: str, template: str) -> None:
    """Run a script that sends to what a template returns."""
    config: Any = parse_yaml(HELPERS % way % template)
    for domain in ("input_number", "input_text", "script"):
        assert await async_setup_component(hass, domain, config)
    await hass.services.async_call("script", "sms", blocking=True)


@ways
@pytest.mark.parametrize(
    ("template", "key"),
    [
        ("{{ states('input_number.tel') }}", "invalid_number_decimal"),
        ("{{ states('input_number.tel') | float }}", "invalid_number_decimal"),
        # Taken for 5301234560 if the point were a separator.
        ("{{ states('input_number.short') }}", "invalid_number_decimal"),
        ("0{{ states('input_number.short') }}", "invalid_number_decimal"),
        ("+90{{ states('input_number.short') }}", "invalid_number_decimal"),
        ("{{ states('input_number.short') | int }}", "invalid_number_too_short"),
        ("{{ states('input_number.nobody') }}", "number_without_value"),
        ("{{ '%.3e' % 5301234567 }}", "invalid_number_decimal"),
        ("{{ '{:,.2f}'.format(5301234567) }}", "invalid_number_decimal"),
    ],
)
async def test_never_a_number_nobody_typed(
    hass: HomeAssistant, simulator: Simulator, way: str, template: str, key: str
) -> None:
    """An error that says why, and no SMS to a stranger."""
    await set_up(hass, account_entry(simulator))
    with pytest.raises(ServiceValidationError) as caught:
        await run(hass, way, template)
    assert caught.value.translation_key == key
    assert simulator.sends == []


@ways
@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ states('input_text.tel') }}", [ANNE]),
        ("{{ states('input_number.tel') | int }}", [ANNE]),
        ("{{ '{:,.0f}'.format(5301234567) }}", [ANNE]),
        ("{{ states('input_text.several') }}", [ANNE, BABA]),
        ("{{ [states('input_text.tel'), 5321112233] }}", [ANNE, BABA]),
        ("{{ ['', states('input_text.tel')] }}", [ANNE]),
    ],
)
async def test_numbers_that_are_right(
    hass: HomeAssistant,
    simulator: Simulator,
    way: str,
    template: str,
    expected: list[str],
) -> None:
    """Text helpers, whole numbers, and several of them."""
    await set_up(hass, account_entry(simulator))
    await run(hass, way, template)
    assert [number for number, _ in texts(simulator)] == expected


@ways
async def test_nothing_at_all(
    hass: HomeAssistant, simulator: Simulator, way: str
) -> None:
    """An empty helper is nobody: not everybody."""
    await set_up(hass, account_entry(simulator))
    with pytest.raises(ServiceValidationError) as caught:
        await run(hass, way, "{{ states('input_text.empty') }}")
    assert caught.value.translation_key == "no_recipients"
    assert simulator.sends == []
