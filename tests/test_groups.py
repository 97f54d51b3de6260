"""Groups of recipients, as people make them in the user interface and in YAML."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import CoreState, HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component

from simulator import Account, Simulator

from .helpers import (
    ANNE,
    BABA,
    KIZ,
    account_entry,
    act,
    in_words,
    numbers,
    recipient,
    send_message,
    set_up,
    texts,
)

STRANGER = "5559876543"


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Return an account with three recipients."""
    return await set_up(
        hass,
        account_entry(
            simulator,
            recipient("Anne", ANNE),
            recipient("Baba", BABA),
            recipient("Kız", KIZ, ANNE),
        ),
    )


async def ui_group(hass: HomeAssistant, name: str, *entity_ids: str) -> str:
    """Make a notify group in the user interface."""
    group = MockConfigEntry(
        domain="group",
        title=name,
        options={
            "group_type": "notify",
            "name": name,
            "entities": list(entity_ids),
            "hide_members": False,
        },
    )
    group.add_to_hass(hass)
    assert await hass.config_entries.async_setup(group.entry_id)
    await hass.async_block_till_done()
    [registered] = er.async_entries_for_config_entry(er.async_get(hass), group.entry_id)
    return registered.entity_id


async def yaml_groups(hass: HomeAssistant, **groups: list[str]) -> None:
    """Make groups in YAML, which may hold any entities."""
    config = {name: {"entities": members} for name, members in groups.items()}
    assert await async_setup_component(hass, "group", {"group": config})
    await hass.async_block_till_done()


async def send(hass: HomeAssistant, way: str, whom: list[str]) -> None:
    """Send by one of the two ways that groups can be given to."""
    if way == "target":
        await act(hass, "Alarm", target=whom)
    else:
        await send_message(hass, "Alarm", recipient=whom)


ways = pytest.mark.parametrize("way", ["recipient", "target"])


@ways
@pytest.mark.usefixtures("entry")
async def test_group_of_the_user_interface(
    hass: HomeAssistant, simulator: Simulator, way: str
) -> None:
    """One order to everybody in it."""
    aile = await ui_group(hass, "Aile", "notify.anne", "notify.baba")
    await send(hass, way, [aile])
    [sent] = simulator.sends
    assert numbers(sent) == [ANNE, BABA]


@ways
@pytest.mark.usefixtures("entry")
async def test_group_of_yaml(
    hass: HomeAssistant, simulator: Simulator, way: str
) -> None:
    """Groups in YAML have a domain of their own."""
    await yaml_groups(hass, aile=["notify.anne", "notify.baba"])
    await send(hass, way, ["group.aile"])
    [sent] = simulator.sends
    assert numbers(sent) == [ANNE, BABA]


@ways
@pytest.mark.usefixtures("entry")
async def test_nested_groups(
    hass: HomeAssistant, simulator: Simulator, way: str
) -> None:
    """Groups in groups, in each other, and people who are in several."""
    await yaml_groups(
        hass,
        herkes=["notify.aile", "group.komsular"],
        komsular=["notify.baba", "notify.anne", "group.herkes"],
    )
    assert await ui_group(hass, "Aile", "notify.anne", "notify.kiz") == "notify.aile"
    await send(hass, way, ["group.herkes", "notify.anne"])
    [sent] = simulator.sends
    assert numbers(sent) == [ANNE, BABA, KIZ]


@pytest.mark.usefixtures("entry")
async def test_group_among_others(hass: HomeAssistant, simulator: Simulator) -> None:
    """In one string with names and numbers."""
    await yaml_groups(hass, aile=["notify.anne"])
    await act(hass, "Alarm", target=f"Group.Aile, Baba; {STRANGER}")
    [sent] = simulator.sends
    assert numbers(sent) == [ANNE, BABA, STRANGER]


@ways
@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    "stranger", ["light.salon", "notify.threema", "notify.dede", "group.yok"]
)
async def test_foreign_member_of_the_group(
    hass: HomeAssistant, simulator: Simulator, way: str, stranger: str
) -> None:
    """A mistake that is named, instead of somebody who is forgotten."""
    hass.states.async_set("light.salon", "on")
    er.async_get(hass).async_get_or_create(
        "notify", "threema", "1", suggested_object_id="threema"
    )
    await yaml_groups(
        hass, herkes=["notify.anne", "group.karisik"], karisik=["notify.baba", stranger]
    )
    with pytest.raises(ServiceValidationError) as caught:
        await send(hass, way, ["group.herkes"])
    assert await in_words(hass, caught.value, "en") == (
        f"The group group.karisik contains {stranger}, which is not an İleti Merkezi"
        " recipient. Nothing was sent. Remove it from the group, or choose another group."
    )
    assert await in_words(hass, caught.value, "tr") == (
        f"group.karisik grubundaki {stranger} bir İleti Merkezi alıcısı değil. Hiçbir"
        " mesaj gönderilmedi. Onu gruptan çıkarın veya başka bir grup seçin."
    )
    assert simulator.sends == []


@ways
@pytest.mark.usefixtures("entry")
async def test_disabled_member(
    hass: HomeAssistant, simulator: Simulator, way: str
) -> None:
    """Is left out of a group, as out of everybody."""
    aile = await ui_group(hass, "Aile", "notify.anne", "notify.baba")
    er.async_get(hass).async_update_entity(
        "notify.anne", disabled_by=er.RegistryEntryDisabler.USER
    )
    await hass.async_block_till_done()
    await send(hass, way, [aile])
    assert texts(simulator) == [(BABA, "Alarm")]

    er.async_get(hass).async_update_entity(
        "notify.baba", disabled_by=er.RegistryEntryDisabler.USER
    )
    with pytest.raises(ServiceValidationError) as caught:
        await send(hass, way, [aile])
    assert caught.value.translation_key == "no_recipients"


@ways
@pytest.mark.usefixtures("entry")
async def test_not_a_group(hass: HomeAssistant, simulator: Simulator, way: str) -> None:
    """Also if it names our entities in an attribute of its own."""
    hass.states.async_set("notify.tuzak", "unknown", {"entity_id": ["notify.anne"]})
    for entity_id in ("group.yok", "notify.tuzak"):
        with pytest.raises(ServiceValidationError) as caught:
            await send(hass, way, [entity_id])
        assert caught.value.translation_key == "unknown_recipient"
        assert caught.value.translation_placeholders == {"recipient": entity_id}
    assert simulator.sends == []


@ways
async def test_group_while_home_assistant_starts(
    hass: HomeAssistant, simulator: Simulator, way: str
) -> None:
    """Groups of the user interface show their members later than alarms happen."""
    hass.set_state(CoreState.not_running)
    await set_up(hass, account_entry(simulator))
    aile = await ui_group(hass, "Aile", "notify.anne", "notify.baba")
    assert (state := hass.states.get(aile))
    assert "entity_id" not in state.attributes
    await send(hass, way, [aile])
    [sent] = simulator.sends
    assert numbers(sent) == [ANNE, BABA]


@pytest.mark.usefixtures("entry")
async def test_group_of_two_accounts(hass: HomeAssistant, simulator: Simulator) -> None:
    """Each account serves its own; the action of one account is of that one."""
    account = simulator.add_account(Account(key="second-key", hash="second-hash"))
    await set_up(
        hass,
        account_entry(
            simulator, recipient("Dede", STRANGER), account=account, title="İkinci"
        ),
    )
    await yaml_groups(hass, aile=["notify.anne", "notify.dede"])
    await send_message(hass, "Alarm", recipient="group.aile")
    assert {sent.query["key"]: numbers(sent) for sent in simulator.sends} == {
        simulator.account.key: [ANNE],
        "second-key": [STRANGER],
    }
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "Alarm!", target="group.aile")
    assert caught.value.translation_key == "unknown_recipient"
    assert len(simulator.sends) == 2
