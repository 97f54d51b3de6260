"""The notify entities."""

import asyncio

import pytest

from homeassistant.components.notify import NotifyEntityFeature
from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er

from custom_components.iletimerkezi.const import DOMAIN
from simulator import Fault, FaultKind, Simulator

from .clock import Clock
from .helpers import (
    ANNE,
    BABA,
    KIZ,
    account_entry,
    notify,
    numbers,
    recipient,
    refuse,
    set_up,
    subentry_id,
    texts,
)


def state_of(hass: HomeAssistant, entity_id: str) -> str:
    """Return a state."""
    state = hass.states.get(entity_id)
    assert state is not None
    return state.state


async def test_message_becomes_sms(hass: HomeAssistant, simulator: Simulator) -> None:
    """A message to a notify entity is one GET and one SMS."""
    await set_up(hass, account_entry(simulator))
    await notify(hass, "notify.anne", "Su kaçağı!", "Alarm")
    assert texts(simulator) == [(ANNE, "Alarm\nSu kaçağı!")]
    assert len(simulator.sends) == 1


async def test_recipients_share_one_order(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Recipients that are called together become one order."""
    await set_up(hass, account_entry(simulator))
    await notify(hass, ["notify.anne", "notify.baba"], "Hırsız!")
    [sent] = simulator.sends
    assert numbers(sent) == [ANNE, BABA]
    assert sorted(texts(simulator)) == [(ANNE, "Hırsız!"), (BABA, "Hırsız!")]


async def test_error_names_all_of_several_entities_that_failed(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Home Assistant shows one entity's error only: it speaks for the others."""
    await set_up(
        hass,
        account_entry(
            simulator,
            recipient("Anne", ANNE),
            recipient("Baba", BABA),
            recipient("Kız", KIZ),
        ),
    )
    simulator.account.blocked = {BABA, KIZ}
    with pytest.raises(HomeAssistantError) as caught:
        await notify(hass, ["notify.anne", "notify.baba", "notify.kiz"], "Hırsız!")
    assert caught.value.translation_key == "refused_452"
    assert caught.value.translation_placeholders is not None
    # Home Assistant calls them in any order.
    named = caught.value.translation_placeholders["recipients"].split(", ")
    assert sorted(named) == ["Baba", "Kız"]
    assert texts(simulator) == [(ANNE, "Hırsız!")]


async def test_error_names_only_recipients_of_its_text(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Two automations at the same moment have an error each."""
    await set_up(hass, account_entry(simulator, retry_minutes=0))
    refuse(simulator, 450)
    errors = await asyncio.gather(
        notify(hass, "notify.anne", "Hırsız!"),
        notify(hass, "notify.baba", "Yangın!"),
        return_exceptions=True,
    )
    for error, name in zip(errors, ("Anne", "Baba"), strict=True):
        assert isinstance(error, HomeAssistantError)
        assert error.translation_placeholders is not None
        assert error.translation_placeholders["recipients"] == name


async def test_family_is_one_order(hass: HomeAssistant, simulator: Simulator) -> None:
    """Every number of a recipient gets the message, once."""
    await set_up(
        hass,
        account_entry(
            simulator, recipient("Ev", ANNE, BABA, KIZ), recipient("Baba", BABA)
        ),
    )
    await notify(hass, ["notify.ev", "notify.baba"], "Yangın!")
    [sent] = simulator.sends
    assert numbers(sent) == [ANNE, BABA, KIZ]


async def test_title_is_optional(hass: HomeAssistant, simulator: Simulator) -> None:
    """An empty title leaves no empty line."""
    await set_up(hass, account_entry(simulator))
    await notify(hass, "notify.anne", "Bir")
    await notify(hass, "notify.anne", "İki", "")
    assert [text for _, text in texts(simulator)] == ["Bir", "İki"]


@pytest.mark.parametrize(
    ("message", "title"),
    [("", None), (" \n\t", None), ("\x00\x07", None), ("\ud83d", None), (" ", " \n")],
)
async def test_empty_text(
    hass: HomeAssistant, simulator: Simulator, message: str, title: str | None
) -> None:
    """An empty text is a caller's mistake and leads to no request."""
    await set_up(hass, account_entry(simulator))
    with pytest.raises(ServiceValidationError) as caught:
        await notify(hass, "notify.anne", message, title)
    assert caught.value.translation_key == "empty_text"
    assert str(caught.value).startswith("The message is empty. Nothing was sent.")
    assert simulator.sends == []


async def test_entity_and_device(hass: HomeAssistant, simulator: Simulator) -> None:
    """A recipient is a service device of its own with one main entity."""
    entry = await set_up(hass, account_entry(simulator))
    anne = subentry_id(entry, "Anne")
    registered = er.async_get(hass).async_get("notify.anne")
    assert registered is not None
    assert registered.unique_id == anne
    assert registered.config_subentry_id == anne
    assert registered.supported_features == NotifyEntityFeature.TITLE
    assert registered.device_id is not None

    device = dr.async_get(hass).async_get(registered.device_id)
    assert isinstance(device, dr.DeviceEntry)
    assert device.identifiers == {(DOMAIN, anne)}
    assert device.entry_type is dr.DeviceEntryType.SERVICE
    assert (device.name, device.manufacturer) == ("Anne", "İleti Merkezi")

    state = hass.states.get("notify.anne")
    assert state is not None
    assert (state.state, state.name) == (STATE_UNKNOWN, "Anne")


@pytest.mark.freeze_time("2026-11-20 11:05:00+00:00")
async def test_state_is_the_time_of_the_last_success(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """A refusal leaves the state alone."""
    await set_up(hass, account_entry(simulator))
    fault = refuse(simulator, 450)
    with pytest.raises(HomeAssistantError):
        await notify(hass, "notify.anne", "Alarm")
    assert state_of(hass, "notify.anne") == STATE_UNKNOWN

    simulator.faults.remove(fault)
    await notify(hass, "notify.anne", "Alarm")
    assert state_of(hass, "notify.anne") == "2026-11-20T11:05:00+00:00"
    assert state_of(hass, "notify.baba") == STATE_UNKNOWN


async def test_unreachable_provider_skips_nobody(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Home Assistant skips unavailable entities silently: ours never are."""
    await simulator.cut_line()
    await set_up(hass, account_entry(simulator))
    caller = hass.async_create_task(notify(hass, "notify.anne", "Yangın!"))
    await clock.until(caller.done, within=12)
    # Queued, which is not an error; the message is on its way.
    assert state_of(hass, "notify.anne") not in ("unavailable", STATE_UNKNOWN)

    await simulator.restore_line()
    await clock.until(lambda: simulator.messages, within=60)
    assert texts(simulator) == [(ANNE, "Yangın!")]


async def test_bad_number_does_not_stop_others(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Who can be reached is reached once, and the error names who cannot."""
    simulator.account.blocked = {BABA}
    await set_up(
        hass,
        account_entry(
            simulator,
            recipient("Anne", ANNE),
            recipient("Baba", BABA),
            recipient("Kız", KIZ),
        ),
    )
    with pytest.raises(HomeAssistantError) as caught:
        await notify(hass, ["notify.anne", "notify.baba", "notify.kiz"], "Deprem!")
    assert not isinstance(caught.value, ServiceValidationError)
    assert caught.value.translation_key == "refused_452"
    assert "Baba" in str(caught.value)
    assert "Anne" not in str(caught.value)
    assert "Kız" not in str(caught.value)
    assert sorted(texts(simulator)) == [(ANNE, "Deprem!"), (KIZ, "Deprem!")]
    assert state_of(hass, "notify.baba") == STATE_UNKNOWN
    assert state_of(hass, "notify.anne") != STATE_UNKNOWN
    assert state_of(hass, "notify.kiz") != STATE_UNKNOWN


async def test_family_with_a_bad_number(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The rest of a family gets the message, although the family has failed."""
    simulator.account.blocked = {BABA}
    await set_up(hass, account_entry(simulator, recipient("Ev", ANNE, BABA, KIZ)))
    with pytest.raises(HomeAssistantError) as caught:
        await notify(hass, "notify.ev", "Deprem!")
    assert caught.value.translation_placeholders is not None
    assert caught.value.translation_placeholders["recipients"] == "Ev …33"
    assert sorted(texts(simulator)) == [(ANNE, "Deprem!"), (KIZ, "Deprem!")]


async def test_disabled_recipient_gets_nothing(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Whom somebody has switched off is left in peace."""
    entry = await set_up(hass, account_entry(simulator))
    er.async_get(hass).async_update_entity(
        "notify.anne", disabled_by=er.RegistryEntryDisabler.USER
    )
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    await notify(hass, ["notify.anne", "notify.baba"], "Alarm")
    assert texts(simulator) == [(BABA, "Alarm")]
    assert hass.states.get("notify.anne") is None


async def test_unclear_attempt_is_reported_as_unclear(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Without retrying, a lost answer may stand for an SMS that was sent."""
    await set_up(hass, account_entry(simulator, retry_minutes=0))
    simulator.faults.add(Fault(FaultKind.DROP))
    caller = hass.async_create_task(notify(hass, "notify.anne", "Alarm"))
    await clock.until(caller.done, within=12)
    error = caller.exception()
    assert isinstance(error, HomeAssistantError)
    assert error.translation_key == "unclear"
    assert error.translation_placeholders is not None
    assert error.translation_placeholders["recipients"] == "Anne"
    # As long as somebody waits it is tried, by identical requests; then no more.
    assert len({sent.raw_query for sent in simulator.sends}) == 1
    before = len(simulator.sends)
    await clock.move(3_600)
    assert len(simulator.sends) == before
