"""Repairs, fixed with a click as the UI does it."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from functools import partial
from http import HTTPStatus
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_test_home_assistant,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.translation import async_get_translations
from homeassistant.loader import DATA_CUSTOM_COMPONENTS
from homeassistant.setup import async_setup_component

from custom_components.iletimerkezi.const import CONF_SENDER, DOMAIN
from custom_components.iletimerkezi.feedback.issues import Repair, async_create_repair
from simulator import Fault, FaultKind, RecordedRequest, Simulator

from .clock import Clock, settle
from .helpers import ANNE, account_entry, notify, recipient, set_up, texts

URL = "/api/repairs/issues/fix"

type Fix = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
async def fix(hass: HomeAssistant, hass_client: ClientSessionGenerator) -> Fix:
    """Return how to speak with the flows of repairs, as the UI does."""
    assert await async_setup_component(hass, "repairs", {})
    client = await hass_client()

    async def post(address: str, **data: Any) -> dict[str, Any]:
        response = await client.post(address, json=data)
        assert response.status == HTTPStatus.OK, await response.text()
        result: dict[str, Any] = await response.json()
        return result

    async def speak(
        entry: MockConfigEntry, name: str, *inputs: dict[str, Any]
    ) -> dict[str, Any]:
        """Open a repair's flow, give it the inputs, and return the last answer."""
        result = await post(URL, handler=DOMAIN, issue_id=f"{entry.entry_id}_{name}")
        for user_input in inputs:
            result = await post(f"{URL}/{result['flow_id']}", **user_input)
        await hass.async_block_till_done()
        return result

    return speak


def issue(hass: HomeAssistant, entry: MockConfigEntry, name: str) -> ir.IssueEntry:
    """Return a repair that is open."""
    found = ir.async_get(hass).async_get_issue(DOMAIN, f"{entry.entry_id}_{name}")
    assert found is not None and found.active
    return found


def open_repairs(hass: HomeAssistant) -> set[str]:
    """Return the translation keys of the repairs that are open."""
    return {
        str(found.translation_key)
        for found in ir.async_get(hass).issues.values()
        if found.domain == DOMAIN and found.active
    }


def offered(result: dict[str, Any]) -> list[str]:
    """Return the senders that a form offers, and check that any other is allowed."""
    [field] = result["data_schema"]
    assert field["name"] == "sender" and field["required"]
    assert field["selector"]["select"]["custom_value"] is True
    options: list[str] = field["selector"]["select"]["options"]
    return options


async def with_sender(
    hass: HomeAssistant, simulator: Simulator, sender: str, **options: Any
) -> MockConfigEntry:
    """Return an account with a sender of its own, set up."""
    entry = account_entry(simulator, recipient("Anne", ANNE), **options)
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, CONF_SENDER: sender}
    )
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


async def with_refused_sender(
    hass: HomeAssistant, simulator: Simulator
) -> MockConfigEntry:
    """Return an account whose sender has just been refused."""
    entry = await with_sender(hass, simulator, "ESKI")
    assert open_repairs(hass) == set()
    with pytest.raises(HomeAssistantError, match="450"):
        await notify(hass, "notify.anne", "Su kaçağı!")
    return entry


# The sender


@pytest.mark.parametrize(
    ("approved", "suggested"), [(["ESKI", "YENI"], "YENI"), (["ESKI"], "ESKI")]
)
async def test_refused_sender_is_suggested_last(
    hass: HomeAssistant,
    simulator: Simulator,
    fix: Fix,
    approved: list[str],
    suggested: str,
) -> None:
    """The provider can list as approved what it has just refused."""
    entry = await with_sender(hass, simulator, "ESKI")
    simulator.account.senders = ["APITEST", *approved]
    simulator.faults.add(Fault(FaultKind.CODE, code=450, times=1))
    with pytest.raises(HomeAssistantError, match="450"):
        await notify(hass, "notify.anne", "Su kaçağı!")
    [field] = (await fix(entry, "sender_not_approved"))["data_schema"]
    assert field["description"] == {"suggested_value": suggested}


@pytest.mark.parametrize("types", ["plain", "wobbly"])
@pytest.mark.parametrize(
    "approved", [["EVIM", "YAZLIK", "Yazlik 2", "APITEST"], ["YAZLIK"]]
)
async def test_choose_an_approved_sender(
    hass: HomeAssistant,
    simulator: Simulator,
    fix: Fix,
    types: str,
    approved: list[str],
) -> None:
    """The form lists exactly the approved ones, and the choice is used at once."""
    simulator.answer_types = types  # type: ignore[assignment]
    simulator.account.senders = approved
    entry = await with_refused_sender(hass, simulator)
    found = issue(hass, entry, "sender_not_approved")
    assert found.is_fixable and found.severity is ir.IssueSeverity.ERROR
    assert found.translation_key == "sender_not_approved"
    data = dict(entry.data)

    form = await fix(entry, "sender_not_approved")
    assert (form["type"], form["step_id"]) == ("form", "sender")
    assert form["description_placeholders"] == {
        "account": "İleti Merkezi",
        "sender": "ESKI",
    }
    assert offered(form) == approved
    done = await fix(entry, "sender_not_approved", {"sender": "YAZLIK"})
    assert done["type"] == "create_entry"
    assert dict(entry.data) == {**data, "sender": "YAZLIK"}
    assert entry.state is ConfigEntryState.LOADED
    assert open_repairs(hass) == set()
    await notify(hass, "notify.anne", "Su kaçağı sürüyor!")
    assert {sent.query["sender"] for sent in simulator.sends[1:]} == {"YAZLIK"}
    # What was refused was kept, and goes out first.
    assert [number for number, _ in texts(simulator)] == [ANNE, ANNE]
    assert texts(simulator)[0][1].startswith("Su kaçağı!")
    assert texts(simulator)[1] == (ANNE, "Su kaçağı sürüyor!")


async def test_own_sender(hass: HomeAssistant, simulator: Simulator, fix: Fix) -> None:
    """What was approved a minute ago may not be listed yet; it is not changed."""
    entry = await with_refused_sender(hass, simulator)
    await fix(entry, "sender_not_approved", {"sender": "Ev 2026"})
    assert entry.data[CONF_SENDER] == "Ev 2026"
    simulator.account.senders.append("Ev 2026")
    await notify(hass, "notify.anne", "Su kaçağı sürüyor!")
    assert simulator.sends[-1].query["sender"] == "Ev 2026"


async def test_sender_approved_meanwhile(
    hass: HomeAssistant, simulator: Simulator, fix: Fix
) -> None:
    """The same sender may be right by now: that is worth a try at once."""
    entry = await with_refused_sender(hass, simulator)
    data = dict(entry.data)
    simulator.account.senders.append("ESKI")
    done = await fix(entry, "sender_not_approved", {"sender": "ESKI"})
    assert done["type"] == "create_entry"
    assert dict(entry.data) == data
    assert open_repairs(hass) == set()
    await notify(hass, "notify.anne", "Su kaçağı sürüyor!")
    assert (ANNE, "Su kaçağı sürüyor!") in texts(simulator)


@pytest.mark.parametrize("sender", ["", "   ", "ON IKI HARFL", "YAZLIĞIM", "EV\n"])
async def test_invalid_sender(
    hass: HomeAssistant, simulator: Simulator, fix: Fix, sender: str
) -> None:
    """A sender that can be none is refused by the form, which stays open."""
    entry = await with_refused_sender(hass, simulator)
    form = await fix(entry, "sender_not_approved", {"sender": sender})
    assert (form["type"], form["step_id"]) == ("form", "sender")
    assert form["errors"] == {"sender": "invalid_sender"}
    assert offered(form) == ["APITEST", "EVIM"]
    assert entry.data[CONF_SENDER] == "ESKI"
    assert open_repairs(hass) == {"sender_not_approved"}
    await fix(entry, "sender_not_approved", {"sender": sender}, {"sender": "EVIM"})
    assert entry.data[CONF_SENDER] == "EVIM"
    assert open_repairs(hass) == set()


@pytest.mark.parametrize(
    "fault", [None, Fault(FaultKind.DROP, endpoint="senders")], ids=["none", "away"]
)
async def test_no_senders_to_choose_from(
    hass: HomeAssistant, simulator: Simulator, fix: Fix, fault: Fault | None
) -> None:
    """Then the sender can be typed."""
    simulator.account.senders = []
    entry = await with_refused_sender(hass, simulator)
    if fault:
        simulator.faults.add(fault)
    form = await fix(entry, "sender_not_approved")
    assert form["step_id"] == "sender"
    [field] = form["data_schema"]
    assert (field["name"], *field["selector"]) == ("sender", "text")
    await fix(entry, "sender_not_approved", {"sender": "EVIM"})
    assert entry.data[CONF_SENDER] == "EVIM"


@pytest.mark.parametrize("code", [450, 459, 460])
async def test_sender_repair_goes_with_a_success(
    hass: HomeAssistant, simulator: Simulator, code: int
) -> None:
    """Also by itself, when the sender was approved in the panel meanwhile."""
    entry = await with_sender(hass, simulator, "EVIM")
    simulator.faults.add(Fault(FaultKind.CODE, code=code, times=1))
    with pytest.raises(HomeAssistantError, match=str(code)):
        await notify(hass, "notify.anne", "Su kaçağı!")
    assert open_repairs(hass) == {"sender_not_approved"}
    await hass.config_entries.async_reload(entry.entry_id)
    assert open_repairs(hass) == {"sender_not_approved"}
    await notify(hass, "notify.anne", "Su kaçağı sürüyor!")
    await hass.async_block_till_done()
    assert open_repairs(hass) == set()


# İYS


@pytest.mark.parametrize("code", [468, 469, 470])
async def test_turn_off_the_commercial_list(
    hass: HomeAssistant, simulator: Simulator, fix: Fix, code: int
) -> None:
    """One click, and messages go out as informational ones."""
    entry = await set_up(
        hass,
        account_entry(
            simulator, recipient("Anne", ANNE), commercial_list="TACIR", low_credit=7
        ),
    )
    simulator.faults.add(Fault(FaultKind.CODE, code=code, times=1))
    with pytest.raises(HomeAssistantError, match=str(code)):
        await notify(hass, "notify.anne", "Su kaçağı!")
    assert simulator.sends[-1].query["iysList"] == "TACIR"
    found = issue(hass, entry, "iys_not_set_up")
    assert found.is_fixable and found.severity is ir.IssueSeverity.ERROR
    form = await fix(entry, "iys_not_set_up")
    assert (form["type"], form["step_id"]) == ("form", "confirm")
    assert form["data_schema"] == []
    assert form["description_placeholders"] == {"account": "İleti Merkezi"}
    assert entry.options["commercial_list"] == "TACIR"
    done = await fix(entry, "iys_not_set_up", {})
    assert done["type"] == "create_entry"
    assert dict(entry.options) == {"commercial_list": "none", "low_credit": 7}
    assert open_repairs(hass) == set()
    await notify(hass, "notify.anne", "Su kaçağı sürüyor!")
    assert simulator.sends[-1].query["iys"] == "0"
    assert "iysList" not in simulator.sends[-1].query


async def test_iys_repair_goes_with_a_success(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """When İYS was set up in the panel, nothing needs to be clicked."""
    await set_up(
        hass,
        account_entry(simulator, recipient("Anne", ANNE), commercial_list="BIREYSEL"),
    )
    simulator.faults.add(Fault(FaultKind.CODE, code=470, times=1))
    with pytest.raises(HomeAssistantError, match="470"):
        await notify(hass, "notify.anne", "İndirim!")
    assert open_repairs(hass) == {"iys_not_set_up"}
    await notify(hass, "notify.anne", "Büyük indirim!")
    await hass.async_block_till_done()
    assert open_repairs(hass) == set()
    assert simulator.sends[-1].query["iysList"] == "BIREYSEL"


# The test sender


async def test_test_sender(hass: HomeAssistant, simulator: Simulator, fix: Fix) -> None:
    """APITEST carries no alarm text: the account warns until it has another one."""
    entry = await with_sender(hass, simulator, "APITEST")
    found = issue(hass, entry, "test_sender")
    assert found.is_fixable and found.severity is ir.IssueSeverity.WARNING
    await notify(hass, "notify.anne", "Su kaçağı!")
    await hass.async_block_till_done()
    assert texts(simulator) != [(ANNE, "Su kaçağı!")]
    # A success with it changes nothing.
    assert open_repairs(hass) == {"test_sender"}
    form = await fix(entry, "test_sender")
    assert form["step_id"] == "sender"
    assert form["description_placeholders"]["sender"] == "APITEST"
    assert offered(form) == ["APITEST", "EVIM"]
    await fix(entry, "test_sender", {"sender": "EVIM"})
    assert open_repairs(hass) == set()
    await notify(hass, "notify.anne", "Su kaçağı sürüyor!")
    assert texts(simulator)[1:] == [(ANNE, "Su kaçağı sürüyor!")]


async def test_test_sender_goes_with_another_sender(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """However the sender was changed, and comes back with the test sender."""
    entry = await with_sender(hass, simulator, "APITEST")
    for sender, expected in (("EVIM", set()), ("APITEST", {"test_sender"})):
        hass.config_entries.async_update_entry(
            entry, data={**entry.data, CONF_SENDER: sender}
        )
        await hass.async_block_till_done()
        assert open_repairs(hass) == expected


async def test_from_an_unapproved_to_the_test_sender(
    hass: HomeAssistant, simulator: Simulator, fix: Fix
) -> None:
    """Choosing the test sender closes one repair and opens the other."""
    entry = await with_refused_sender(hass, simulator)
    await fix(entry, "sender_not_approved", {"sender": "APITEST"})
    assert open_repairs(hass) == {"test_sender"}


async def test_the_test_sender_chosen_again(
    hass: HomeAssistant, simulator: Simulator, fix: Fix
) -> None:
    """What fixes nothing closes nothing."""
    entry = await with_sender(hass, simulator, "APITEST")
    form = await fix(entry, "test_sender", {"sender": "APITEST"})
    assert form["errors"] == {"sender": "test_sender"}
    assert open_repairs(hass) == {"test_sender"}
    await fix(entry, "test_sender", {"sender": "APITEST"}, {"sender": "EVIM"})
    assert open_repairs(hass) == set()


# All of them


async def test_removed_account(
    hass: HomeAssistant, simulator: Simulator, fix: Fix
) -> None:
    """A form that is still open in another window has nothing left to fix."""
    entry = await with_sender(hass, simulator, "APITEST")
    ghost = MockConfigEntry(domain=DOMAIN, title="Eski")
    async_create_repair(hass, ghost, Repair.TEST_SENDER)
    done = await fix(ghost, "test_sender", {})
    assert done["type"] == "create_entry"
    assert open_repairs(hass) == {"test_sender"}
    assert entry.data[CONF_SENDER] == "APITEST"


def _is_about(word: str, request: RecordedRequest) -> bool:
    """Return whether a word is in the text of a message."""
    return word in request.query["text"]


async def stop(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Stop Home Assistant, which unloads nothing."""
    await settle()
    await hass.async_stop(force=True)
    # Older cores leave its timer to the end of the process.
    await entry.runtime_data.coordinator.async_shutdown()


async def test_repairs_survive_a_restart(
    simulator: Simulator,
    clock: Clock,
    hass_config_dir: str,
    hass_storage: dict[str, Any],
) -> None:
    """What was seen only when it happened is still there; the rest is looked at anew."""
    entry_id = ""

    async def started(hass: HomeAssistant) -> MockConfigEntry:
        hass.data.pop(DATA_CUSTOM_COMPONENTS)
        entry = account_entry(simulator, recipient("Anne", ANNE), low_credit=100)
        if entry_id:
            entry = MockConfigEntry(
                domain=DOMAIN,
                title="Yeni ad",
                data=dict(entry.data),
                options=dict(entry.options),
                entry_id=entry_id,
                subentries_data=[recipient("Anne", ANNE)],
            )
        await set_up(hass, entry)
        await clock.until(lambda: entry.runtime_data.coordinator.data is not None)
        return entry

    async with async_test_home_assistant(config_dir=hass_config_dir) as first:
        entry = await started(first)
        entry_id = entry.entry_id
        simulator.account.balance = Decimal(20)
        for code in (402, 450, 470):
            simulator.faults.add(
                Fault(FaultKind.CODE, code=code, where=partial(_is_about, str(code)))
            )
            with pytest.raises(HomeAssistantError, match=str(code)):
                await notify(first, "notify.anne", f"Su kaçağı {code}!")
        await clock.until(lambda: "low_credit" in open_repairs(first), within=15)
        created = issue(first, entry, "sender_not_approved").created
        # What the registry writes when Home Assistant stops.
        stored = [found.to_json() for found in ir.async_get(first).issues.values()]
        await stop(first, entry)
    hass_storage[ir.STORAGE_KEY] = {
        "version": ir.STORAGE_VERSION_MAJOR,
        "minor_version": ir.STORAGE_VERSION_MINOR,
        "key": ir.STORAGE_KEY,
        "data": {"issues": stored},
    }
    async with async_test_home_assistant(config_dir=hass_config_dir) as second:
        await ir.async_load(second)
        assert open_repairs(second) == set()
        entry = await started(second)
        await settle()
        assert open_repairs(second) == {
            *("no_credit", "sender_not_approved", "iys_not_set_up"),
            "low_credit",
        }
        found = issue(second, entry, "sender_not_approved")
        assert found.created == created
        assert found.is_fixable
        assert found.translation_placeholders == {"account": "Yeni ad"}
        simulator.account.balance = Decimal(30)
        simulator.faults.clear()
        await notify(second, "notify.anne", "Su kaçağı sürüyor!")
        await clock.until(lambda: open_repairs(second) == set(), within=75)
        await stop(second, entry)


@pytest.mark.parametrize(("balance", "closes"), [("30", True), ("20", False)])
async def test_credit_bought_while_home_assistant_was_off(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    balance: str,
    closes: bool,
) -> None:
    """After a restart nobody knows what was not enough; plenty certainly is."""
    entry = account_entry(simulator, recipient("Anne", ANNE), low_credit=100)
    async_create_repair(hass, entry, Repair.NO_CREDIT)
    registry = ir.async_get(hass)
    # All that a restart leaves of it.
    registry.issues[DOMAIN, f"{entry.entry_id}_no_credit"] = ir.IssueEntry(
        **{
            **dict.fromkeys(ir.IssueEntry.__dataclass_fields__),
            "active": False,
            "created": issue(hass, entry, "no_credit").created,
            "domain": DOMAIN,
            "is_persistent": False,
            "issue_id": f"{entry.entry_id}_no_credit",
        }  # type: ignore[arg-type]
    )
    simulator.account.balance = Decimal(balance)
    await set_up(hass, entry)
    await clock.until(lambda: entry.runtime_data.coordinator.data is not None)
    await settle()
    assert ("no_credit" in open_repairs(hass)) is not closes


@pytest.mark.parametrize("language", ["en", "tr"])
async def test_words(hass: HomeAssistant, language: str) -> None:
    """Every repair has its texts, with the placeholders it is given."""
    found = await async_get_translations(hass, language, "issues", [DOMAIN])
    prefix = f"component.{DOMAIN}.issues"
    values = {
        "account": "Hesap",
        "sender": "GONDERICI",
        "credits": "42",
        "panel": "https://panel.iletimerkezi.com",
    }
    for repair, step, placeholders in (
        (Repair.NO_CREDIT, None, ["account"]),
        (Repair.LOW_CREDIT, None, ["account", "credits"]),
        (Repair.JOURNAL_NOT_WRITABLE, None, ["account"]),
        (Repair.SENDER_NOT_APPROVED, "sender", ["account", "sender"]),
        (Repair.TEST_SENDER, "sender", ["account", "sender"]),
        (Repair.IYS_NOT_SET_UP, "confirm", ["account"]),
    ):
        title = found[f"{prefix}.{repair}.title"]
        place = f"{prefix}.{repair}" + (f".fix_flow.step.{step}" if step else "")
        text = f"{title} {found[f'{place}.description']}".format(**values)
        for placeholder in placeholders:
            assert values[placeholder] in text
        if step == "sender":
            assert found[f"{prefix}.{repair}.fix_flow.error.invalid_sender"]
            assert found[f"{place}.data.sender"]
    assert set(Repair) == {
        Repair(key.removeprefix(f"{prefix}.").split(".")[0])
        for key in found
        if "notification_" not in key
    }
