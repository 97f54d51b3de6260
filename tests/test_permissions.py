"""Who may send: users need the permission that Home Assistant's own actions ask for."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError, Unauthorized, UnknownUser
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component

from custom_components.iletimerkezi.const import DOMAIN
from simulator import Simulator

from .helpers import (
    ANNE,
    BABA,
    account_entry,
    notifications,
    numbers,
    recipient,
    set_up,
    texts,
)

STRANGER = "5559876543"

SEND = (DOMAIN, "send_message")
CHECK = (DOMAIN, "check_message")
NOTIFY = ("notify", DOMAIN)

type Action = tuple[str, str]

ANNES_OWN = {"entities": {"entity_ids": {"notify.anne": True}}}
ALL_OF_NOTIFY = {"entities": {"domains": {"notify": True}}}
READ_ONLY = {"entities": {"all": {"read": True}}}


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Return an account with the recipients Anne and Baba."""
    return await set_up(hass, account_entry(simulator))


async def call(
    hass: HomeAssistant, user: MockUser | None, action: Action, **data: Any
) -> Any:
    """Call an action as a user; without one, as an automation."""
    domain, name = action
    answers = domain == DOMAIN
    return await hass.services.async_call(
        domain,
        name,
        data,
        blocking=True,
        context=Context(user_id=user.id if user else None),
        return_response=answers,
    )


def of_data(action: Action, **data: Any) -> dict[str, Any]:
    """Return fields of send_message as the fields of another action."""
    if action != NOTIFY:
        return data
    recipients = data.pop("recipient", []) + data.pop("number", [])
    title = data.pop("title", None)
    return {
        **({"target": recipients} if recipients else {}),
        **({"title": title} if title else {}),
        "message": data.pop("message"),
        "data": data,
    }


NOT_ANNES: list[dict[str, Any]] = [
    {"recipient": ["notify.baba"]},
    {"recipient": ["notify.anne", "notify.baba"]},
    {"number": [STRANGER]},
    {"number": [ANNE]},
    {"recipient": ["notify.anne"], "number": [STRANGER]},
    {"recipient": ["notify.anne"], "sender": "APITEST"},
]


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("action", [SEND, CHECK, NOTIFY])
async def test_user_may_send_to_entities_they_control(
    hass: HomeAssistant,
    simulator: Simulator,
    hass_read_only_user: MockUser,
    action: Action,
) -> None:
    """And to nobody else, by no number, and in nobody else's name."""
    hass_read_only_user.mock_policy(ANNES_OWN)
    for whom in NOT_ANNES:
        with pytest.raises(Unauthorized) as caught:
            await call(
                hass,
                hass_read_only_user,
                action,
                **of_data(action, message="A", **whom),
            )
        assert caught.value.user_id == hass_read_only_user.id
        assert caught.value.permission == "control"
    assert simulator.sends == []

    data = of_data(
        action,
        message="Alarm",
        title="Ev",
        recipient=["notify.anne"],
        commercial_list="none",
        urgent=True,
    )
    await call(hass, hass_read_only_user, action, **data)
    if action != CHECK:
        assert texts(simulator) == [(ANNE, "Ev\nAlarm")]
    assert notifications(hass) == {}


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("action", [SEND, CHECK, NOTIFY])
@pytest.mark.parametrize("whom", [*NOT_ANNES, {"recipient": ["notify.anne"]}])
async def test_user_who_may_control_all(
    hass: HomeAssistant,
    simulator: Simulator,
    hass_read_only_user: MockUser,
    action: Action,
    whom: dict[str, Any],
) -> None:
    """Every notify entity of the account is the account."""
    data = of_data(action, message="Alarm", **whom)
    hass_read_only_user.mock_policy(READ_ONLY)
    with pytest.raises(Unauthorized):
        await call(hass, hass_read_only_user, action, **data)
    assert simulator.sends == []

    hass_read_only_user.mock_policy(ALL_OF_NOTIFY)
    await call(hass, hass_read_only_user, action, **data)
    assert len(simulator.sends) == (action != CHECK)


@pytest.mark.usefixtures("entry")
async def test_everybody(
    hass: HomeAssistant, simulator: Simulator, hass_read_only_user: MockUser
) -> None:
    """To write to all takes the permission for each."""
    hass_read_only_user.mock_policy(ANNES_OWN)
    with pytest.raises(Unauthorized):
        await call(hass, hass_read_only_user, NOTIFY, message="Alarm")
    with pytest.raises(Unauthorized):
        await call(hass, hass_read_only_user, NOTIFY, message="Alarm", target="Baba")
    assert simulator.sends == []

    await call(hass, hass_read_only_user, NOTIFY, message="Alarm", target="anne")
    hass_read_only_user.mock_policy(ALL_OF_NOTIFY)
    await call(hass, hass_read_only_user, NOTIFY, message="Alarm!")
    assert [numbers(sent) for sent in simulator.sends] == [[ANNE], [ANNE, BABA]]


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("policy", [READ_ONLY, {}])
@pytest.mark.parametrize(
    "wrong", [{"message": " "}, {"target": "Dede"}, {"data": {"sender": "ÇOK"}}]
)
async def test_unauthorized_user_causes_no_mistake_notification(
    hass: HomeAssistant,
    hass_read_only_user: MockUser,
    policy: dict[str, Any],
    wrong: dict[str, Any],
) -> None:
    """Neither an answer that reveals which names exist nor a notification."""
    hass_read_only_user.mock_policy(policy)
    with pytest.raises(Unauthorized):
        await call(hass, hass_read_only_user, NOTIFY, **{"message": "Alarm"} | wrong)
    await hass.async_block_till_done()
    assert notifications(hass) == {}


async def test_report(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    hass_read_only_user: MockUser,
) -> None:
    """A report names the numbers of the family."""
    action = (DOMAIN, "get_report")
    await call(hass, None, SEND, message="Alarm", recipient=["notify.anne"])
    order_id = str(simulator.orders[0].id)
    for policy in (READ_ONLY, ANNES_OWN):
        hass_read_only_user.mock_policy(policy)
        with pytest.raises(Unauthorized):
            await call(hass, hass_read_only_user, action, order_id=order_id)
    hass_read_only_user.mock_policy(ALL_OF_NOTIFY)
    report = await call(hass, hass_read_only_user, action, order_id=order_id)
    assert report["total"] == 1


@pytest.mark.parametrize("action", [SEND, CHECK, NOTIFY])
async def test_account_without_recipients_needs_an_administrator(
    hass: HomeAssistant,
    simulator: Simulator,
    hass_read_only_user: MockUser,
    hass_admin_user: MockUser,
    action: Action,
) -> None:
    """There is no entity that could be permitted."""
    entry = await set_up(hass, account_entry(simulator))
    for subentry in list(entry.subentries):
        hass.config_entries.async_remove_subentry(entry, subentry)
        await hass.async_block_till_done()
    data = of_data(action, message="Alarm", number=[STRANGER])
    hass_read_only_user.mock_policy({"entities": True})
    with pytest.raises(Unauthorized):
        await call(hass, hass_read_only_user, action, **data)
    assert simulator.sends == []
    await call(hass, hass_admin_user, action, **data)
    assert len(simulator.sends) == (action != CHECK)


async def test_entities_of_others_do_not_count(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    hass_read_only_user: MockUser,
) -> None:
    """Neither those of other integrations nor the buttons and sensors of ours."""
    er.async_get(hass).async_get_or_create("notify", "threema", "1")
    hass_read_only_user.mock_policy(
        {"entities": {"entity_ids": {"notify.anne": True, "notify.baba": True}}}
    )
    await call(hass, hass_read_only_user, SEND, message="Alarm", number=[STRANGER])
    assert texts(simulator) == [(STRANGER, "Alarm")]


async def test_group_of_recipients(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    hass_read_only_user: MockUser,
) -> None:
    """Whoever may control the group may not yet write to those who are in it."""
    group = {"aile": {"entities": ["notify.anne", "notify.baba"]}}
    assert await async_setup_component(hass, "group", {"group": group})
    hass_read_only_user.mock_policy(
        {"entities": {"entity_ids": {"group.aile": True, "notify.anne": True}}}
    )
    with pytest.raises(Unauthorized) as caught:
        await call(
            hass, hass_read_only_user, SEND, message="A", recipient=["group.aile"]
        )
    assert caught.value.entity_id == "notify.baba"
    assert simulator.sends == []


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("action", [SEND, CHECK, NOTIFY])
async def test_deleted_user(
    hass: HomeAssistant, simulator: Simulator, action: Action
) -> None:
    """Nobody to ask for, so nobody who may."""
    with pytest.raises(UnknownUser):
        await call(
            hass, MockUser(), action, **of_data(action, message="A", number=[STRANGER])
        )
    assert simulator.sends == []


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("action", [SEND, NOTIFY])
async def test_automations_need_no_permission(
    hass: HomeAssistant, simulator: Simulator, action: Action
) -> None:
    """They have no user."""
    data = of_data(action, message="Alarm", number=[STRANGER], sender="APITEST")
    await call(hass, None, action, **data)
    assert texts(simulator)[0][0] == STRANGER


async def test_mistake_of_an_authorized_user(
    hass: HomeAssistant, entry: MockConfigEntry, hass_read_only_user: MockUser
) -> None:
    """Is one like any other."""
    hass_read_only_user.mock_policy(ANNES_OWN)
    with pytest.raises(ServiceValidationError):
        await call(hass, hass_read_only_user, NOTIFY, message=" ", target="Anne")
    assert list(notifications(hass)) == [f"{DOMAIN}_{entry.entry_id}_mistake"]


async def test_recipient_without_an_entity_yet(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    hass_read_only_user: MockUser,
) -> None:
    """Nothing stands for them that could be permitted, so it takes the account."""
    hass.config_entries.async_add_subentry(
        entry,
        ConfigSubentry(**recipient("Dede", STRANGER)),  # type: ignore[arg-type]
    )
    hass_read_only_user.mock_policy(ANNES_OWN)
    with pytest.raises(Unauthorized):
        await call(hass, hass_read_only_user, NOTIFY, message="Alarm", target="Dede")
    assert simulator.sends == []
