"""Who is meant, how they are called, and what is noted of it."""

from collections.abc import Awaitable, Callable

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)

from homeassistant.const import EVENT_STATE_CHANGED, STATE_UNKNOWN
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er

from custom_components.iletimerkezi.const import DOMAIN
from custom_components.iletimerkezi.outbox.model import OutgoingSms
from simulator import Simulator

from .helpers import (
    ANNE,
    BABA,
    KIZ,
    account_entry,
    act,
    notifications,
    notify,
    numbers,
    recipient,
    send_message,
    set_up,
    texts,
)


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Return an account with a family."""
    return await set_up(
        hass,
        account_entry(simulator, recipient("Anne", ANNE), recipient("Baba", BABA, KIZ)),
    )


def rename_device(hass: HomeAssistant, entity_id: str, name: str) -> None:
    """Rename a recipient's device in the user interface."""
    registered = er.async_get(hass).async_get(entity_id)
    assert registered and registered.device_id
    dr.async_get(hass).async_update_device(registered.device_id, name_by_user=name)


def disable(hass: HomeAssistant, entity_id: str) -> None:
    """Switch an entity off in the user interface."""
    er.async_get(hass).async_update_entity(
        entity_id, disabled_by=er.RegistryEntryDisabler.USER
    )


def state_of(hass: HomeAssistant, entity_id: str) -> str:
    """Return a state."""
    state = hass.states.get(entity_id)
    assert state
    return state.state


# Switched off


@pytest.mark.usefixtures("entry")
async def test_disabled_recipient_is_unknown(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Not in everybody, and a mistake to name."""
    disable(hass, "notify.anne")
    await hass.async_block_till_done()
    await act(hass, "Alarm")
    assert [numbers(sent) for sent in simulator.sends] == [[BABA, KIZ]]
    for target, key in (
        ("Anne", "recipient_disabled"),
        ("notify.anne", "unknown_recipient"),
    ):
        with pytest.raises(ServiceValidationError) as caught:
            await act(hass, "Alarm!", target=[target, "Baba"])
        assert caught.value.translation_key == key
    disable(hass, "notify.baba")
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "Alarm!")
    assert caught.value.translation_key == "no_recipients"
    assert len(simulator.sends) == 1


async def test_one_of_two_namesakes_is_disabled(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The other one is meant."""
    await set_up(
        hass,
        account_entry(simulator, recipient("Ali", ANNE), recipient("ALİ", BABA)),
    )
    disable(hass, "notify.ali")
    await act(hass, "Alarm", target="ali")
    assert texts(simulator) == [(BABA, "Alarm")]


# Renamed


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("target", ["Müdür Bey", "müdür bey", "Anne", "notify.anne"])
async def test_renamed_device(
    hass: HomeAssistant, simulator: Simulator, target: str
) -> None:
    """Found by its new name, its old one and its entity."""
    rename_device(hass, "notify.anne", "Müdür Bey")
    await act(hass, "Alarm", target=target)
    assert texts(simulator) == [(ANNE, "Alarm")]


@pytest.mark.usefixtures("entry")
async def test_swapped_names(hass: HomeAssistant, simulator: Simulator) -> None:
    """What is called so today is meant, not what was called so once."""
    rename_device(hass, "notify.anne", "Baba")
    rename_device(hass, "notify.baba", "Anne")
    await act(hass, "Alarm", target="Anne")
    [sent] = simulator.sends
    assert numbers(sent) == [BABA, KIZ]


type Way = Callable[[HomeAssistant], Awaitable[None]]


async def by_entity(hass: HomeAssistant) -> None:
    """Send to Baba as people do."""
    await notify(hass, "notify.baba", "Alarm")


async def by_send_message(hass: HomeAssistant) -> None:
    """Send to Baba by our own action."""
    await send_message(hass, "Alarm", recipient="notify.baba")


async def by_notify_action(hass: HomeAssistant) -> None:
    """Send to Baba as an alert does."""
    await act(hass, "Alarm", target="Baba")


async def by_button(hass: HomeAssistant) -> None:
    """Send the test message to Baba."""
    await hass.services.async_call(
        "button",
        "press",
        {"entity_id": "button.baba_send_test_message"},
        blocking=True,
    )


ways = pytest.mark.parametrize(
    "way", [by_entity, by_send_message, by_notify_action, by_button]
)


@ways
@pytest.mark.usefixtures("entry")
async def test_new_name_everywhere(
    hass: HomeAssistant, simulator: Simulator, way: Way
) -> None:
    """In errors, events and notifications, whichever way it was sent."""
    rename_device(hass, "notify.baba", "Müdür Bey")
    simulator.account.blocked = {BABA}
    with pytest.raises(HomeAssistantError) as caught:
        await way(hass)
    await hass.async_block_till_done()
    assert "Müdür Bey" in str(caught.value)
    assert "Baba" not in str(caught.value)
    [shown] = notifications(hass).values()
    assert "Müdür Bey" in shown["message"]
    state = hass.states.get("event.ileti_merkezi_messages")
    assert state and state.attributes["recipient"] == "Müdür Bey"


@pytest.mark.usefixtures("entry")
async def test_new_name_in_the_response(hass: HomeAssistant) -> None:
    """The caller reads it, too."""
    rename_device(hass, "notify.anne", "Müdür Bey")
    response = await send_message(hass, "Alarm", recipient="notify.anne")
    assert response["messages"][0]["recipient"] == "Müdür Bey"


# Noted


@ways
@pytest.mark.usefixtures("entry")
async def test_state_is_the_time_of_the_last_message(
    hass: HomeAssistant, way: Way
) -> None:
    """Written once, at the recipient's entity and no other."""
    changes = async_capture_events(hass, EVENT_STATE_CHANGED)
    await way(hass)
    await hass.async_block_till_done()
    assert state_of(hass, "notify.baba") != STATE_UNKNOWN
    assert state_of(hass, "notify.anne") == STATE_UNKNOWN
    changed = [change.data["entity_id"] for change in changes]
    assert changed.count("notify.baba") == 1


@ways
@pytest.mark.usefixtures("entry")
async def test_state_stays_when_a_number_failed(
    hass: HomeAssistant, simulator: Simulator, way: Way
) -> None:
    """One phone of the family is not the family."""
    simulator.account.blocked = {KIZ}
    with pytest.raises(HomeAssistantError):
        await way(hass)
    await hass.async_block_till_done()
    assert [sms.number for sms in simulator.messages] == [BABA]
    assert state_of(hass, "notify.baba") == STATE_UNKNOWN


@pytest.mark.usefixtures("entry")
async def test_state_of_everybody(hass: HomeAssistant) -> None:
    """Every recipient that a message without target goes to."""
    await act(hass, "Alarm")
    assert state_of(hass, "notify.anne") != STATE_UNKNOWN
    assert state_of(hass, "notify.baba") != STATE_UNKNOWN


@pytest.mark.usefixtures("entry")
async def test_bare_number_is_no_recipient(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Nobody was named, although somebody has the number."""
    await send_message(hass, "Alarm", number=ANNE)
    assert texts(simulator) == [(ANNE, "Alarm")]
    assert state_of(hass, "notify.anne") == STATE_UNKNOWN


# What the outbox is handed


@pytest.fixture
def handed_over(
    entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> list[OutgoingSms]:
    """Return what the outbox is handed."""
    outbox = entry.runtime_data.outbox
    messages: list[OutgoingSms] = []
    original = outbox.async_send

    async def _note(sms: OutgoingSms, **more: bool) -> object:
        messages.append(sms)
        return await original(sms, **more)

    monkeypatch.setattr(outbox, "async_send", _note)
    return messages


@pytest.mark.parametrize(
    ("domain", "action", "data"),
    [
        ("notify", "send_message", {"message": "A", "entity_id": "notify.baba"}),
        (DOMAIN, "send_message", {"message": "A", "recipient": "notify.baba"}),
        ("notify", DOMAIN, {"message": "A", "target": "Baba"}),
        ("button", "press", {"entity_id": "button.baba_send_test_message"}),
    ],
)
async def test_context_of_the_call(
    hass: HomeAssistant,
    handed_over: list[OutgoingSms],
    domain: str,
    action: str,
    data: dict[str, str],
) -> None:
    """It lets Activity show which automation or person it was."""
    context = Context(parent_id="automation")
    await hass.services.async_call(domain, action, data, blocking=True, context=context)
    assert [sms.context for sms in handed_over] == [context]


@pytest.mark.parametrize(
    ("urgent", "expected"),
    [
        (True, True),
        ("on", True),
        ("yes", True),
        (False, False),
        ("", False),
        (None, False),
    ],
)
async def test_urgent(
    hass: HomeAssistant,
    handed_over: list[OutgoingSms],
    urgent: object,
    expected: bool,
) -> None:
    """By both actions that can be."""
    await send_message(hass, "Bir", recipient="notify.anne", urgent=urgent)
    await act(hass, "İki", target="Anne", data={"urgent": urgent})
    await act(hass, "Üç", target="Anne", data={})
    await notify(hass, "notify.anne", "Dört")
    assert [sms.urgent for sms in handed_over] == [expected, expected, False, False]
