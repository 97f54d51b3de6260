"""Several accounts side by side, from the first form to their removal."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntry,
    ConfigEntryDisabler,
    ConfigEntryState,
)
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)

from custom_components.iletimerkezi.const import (
    CONF_NUMBERS,
    DOMAIN,
    SUBENTRY_TYPE_RECIPIENT,
)
from simulator import Account, Fault, FaultKind, Simulator

from .clock import Clock, settle
from .helpers import (
    ANNE,
    BABA,
    KIZ,
    account_entry,
    act,
    notifications,
    notify,
    recipient,
    set_up,
    texts,
)

KOMSU = "5441112233"
BEKCI = "5559990011"
YENI = "5050001122"

ACCOUNT_1 = {
    "binary_sensor.ileti_merkezi_problem",
    "button.ileti_merkezi_discard_waiting_messages",
    "event.ileti_merkezi_messages",
    "sensor.ileti_merkezi_balance",
    "sensor.ileti_merkezi_sms_credits",
    "sensor.ileti_merkezi_pending_messages",
    "sensor.ileti_merkezi_sent_sms",
    *("notify.anne", "button.anne_send_test_message", "event.anne_messages"),
    *("notify.baba", "button.baba_send_test_message", "event.baba_messages"),
    *("notify.butun_aile", "button.butun_aile_send_test_message"),
    "event.butun_aile_messages",
}
ACCOUNT_2 = {
    "binary_sensor.ileti_merkezi_yazlik_problem",
    "button.ileti_merkezi_yazlik_discard_waiting_messages",
    "event.ileti_merkezi_yazlik_messages",
    "sensor.ileti_merkezi_yazlik_balance",
    "sensor.ileti_merkezi_yazlik_sms_credits",
    "sensor.ileti_merkezi_yazlik_pending_messages",
    "sensor.ileti_merkezi_yazlik_sent_sms",
    *("notify.komsu", "button.komsu_send_test_message", "event.komsu_messages"),
    *("notify.bekci", "button.bekci_send_test_message", "event.bekci_messages"),
}


@pytest.fixture
def other(simulator: Simulator) -> Account:
    """Return a second account at the provider."""
    return simulator.add_account(
        Account(
            key="key-2",
            hash="hash-2",
            balance=Decimal(20),
            senders=["YAZLIK", "APITEST"],
        )
    )


# What a user clicks


async def add_account(
    hass: HomeAssistant, simulator: Simulator, account: Account, sender: str
) -> tuple[ConfigEntry[Any], str]:
    """Add an account; return it and the form of its first recipient."""
    flows = hass.config_entries.flow
    form = await flows.async_init(DOMAIN, context={"source": SOURCE_USER})
    form = await flows.async_configure(form["flow_id"], credentials(simulator, account))
    assert form["step_id"] == "sender", form
    done = await flows.async_configure(form["flow_id"], {"sender": sender})
    await hass.async_block_till_done()
    return done["result"], done["next_flow"][1]


def credentials(
    simulator: Simulator, account: Account, slash: str = ""
) -> dict[str, Any]:
    """Return what is typed into the form of an account."""
    return {
        "api_key": account.key,
        "api_hash": account.hash,
        "advanced": {"url": f"{simulator.url}{slash}"},
    }


async def add_recipient(
    hass: HomeAssistant,
    entry: ConfigEntry[Any],
    name: str,
    *numbers: str,
    form: str | None = None,
) -> None:
    """Add a recipient."""
    flows = hass.config_entries.subentries
    if form is None:
        form = (
            await flows.async_init(
                (entry.entry_id, SUBENTRY_TYPE_RECIPIENT),
                context={"source": SOURCE_USER},
            )
        )["flow_id"]
    done = await flows.async_configure(form, {"name": name, "numbers": list(numbers)})
    assert done["type"] == "create_entry", done
    await hass.async_block_till_done()


async def change_recipient(
    hass: HomeAssistant,
    entry: ConfigEntry[Any],
    before: str,
    name: str,
    *numbers: str,
) -> None:
    """Change name and numbers of a recipient."""
    flows = hass.config_entries.subentries
    form = await flows.async_init(
        (entry.entry_id, SUBENTRY_TYPE_RECIPIENT),
        context={
            "source": SOURCE_RECONFIGURE,
            "subentry_id": subentry_id(entry, before),
        },
    )
    done = await flows.async_configure(
        form["flow_id"], {"name": name, "numbers": list(numbers)}
    )
    assert done["reason"] == "reconfigure_successful", done
    await hass.async_block_till_done()


def subentry_id(entry: ConfigEntry[Any], name: str) -> str:
    """Return the id of a recipient."""
    return next(
        subentry.subentry_id
        for subentry in entry.subentries.values()
        if subentry.title == name
    )


# What is there


def identities(hass: HomeAssistant) -> dict[str, tuple[str, str | None, str | None]]:
    """Return entity id, device and recipient of everything, by unique id."""
    return {
        found.unique_id: (found.entity_id, found.device_id, found.config_subentry_id)
        for found in er.async_get(hass).entities.values()
        if found.platform == DOMAIN
    }


def devices(hass: HomeAssistant, entry: ConfigEntry[Any]) -> dict[str, str]:
    """Return the names of an account's devices, by identifier."""
    return {
        identifier: str(device.name)
        for device in dr.async_entries_for_config_entry(
            dr.async_get(hass), entry.entry_id
        )
        for _, identifier in device.identifiers
    }


def actions(hass: HomeAssistant) -> set[str]:
    """Return our notify actions."""
    return {
        name
        for name in hass.services.async_services_for_domain("notify")
        if name.startswith(DOMAIN)
    }


def stored(hass: HomeAssistant) -> set[str]:
    """Return our files in the storage folder."""
    folder = Path(hass.config.path(".storage"))
    return {path.name for path in folder.iterdir() if DOMAIN in path.name}


def state(hass: HomeAssistant, entity_id: str) -> str:
    """Return a state."""
    found = hass.states.get(entity_id)
    assert found is not None
    return found.state


def nothing_left(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Check that an account has left nothing behind."""
    registry = er.async_get(hass)
    assert er.async_entries_for_config_entry(registry, entry.entry_id) == []
    # Not even what Home Assistant keeps of deleted entities hangs on the account.
    assert not [
        found
        for found in registry.deleted_entities.values()
        if found.config_entry_id == entry.entry_id
    ]
    assert dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id) == []
    assert not [
        found for _, found in ir.async_get(hass).issues if entry.entry_id in found
    ]
    assert not [found for found in stored(hass) if entry.entry_id in found]
    assert not [found for found in notifications(hass) if entry.entry_id in found]
    assert not [
        flow
        for flow in hass.config_entries.flow.async_progress()
        if flow["context"].get("entry_id") == entry.entry_id
    ]


async def test_life_of_two_accounts(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, other: Account
) -> None:
    """Five recipients through everything that can happen to them."""
    simulator.account.senders = ["EVIM", "YUVAM"]

    # Add
    first, form = await add_account(hass, simulator, simulator.account, "EVIM")
    await add_recipient(hass, first, "Anne", "0530 123 45 67", form=form)
    await add_recipient(hass, first, "Baba", f"+90{BABA}")
    await add_recipient(hass, first, "Bütün aile", ANNE, BABA, KIZ)
    clock.tick(1)
    second, form = await add_account(hass, simulator, other, "YAZLIK")
    await add_recipient(hass, second, "Komşu", KOMSU, form=form)
    await add_recipient(hass, second, "Bekçi", BEKCI)
    assert (first.title, second.title) == ("İleti Merkezi", "İleti Merkezi (YAZLIK)")
    known = identities(hass)
    assert {entity_id for entity_id, _, _ in known.values()} == ACCOUNT_1 | ACCOUNT_2
    assert actions(hass) == {"iletimerkezi", "iletimerkezi_ileti_merkezi_yazlik"}
    assert devices(hass, first) == {
        first.entry_id: "İleti Merkezi",
        subentry_id(first, "Anne"): "Anne",
        subentry_id(first, "Baba"): "Baba",
        subentry_id(first, "Bütün aile"): "Bütün aile",
    }
    await clock.until(lambda: state(hass, "sensor.ileti_merkezi_sms_credits") == "400")
    await clock.until(
        lambda: state(hass, "sensor.ileti_merkezi_yazlik_sms_credits") == "80"
    )
    await notify(hass, ["notify.anne", "notify.komsu"], "Merhaba")
    assert {
        request.query["receipents"]: request.query["key"] for request in simulator.sends
    } == {ANNE: simulator.account.key, KOMSU: "key-2"}
    await clock.until(lambda: state(hass, "notify.anne") != "unknown")
    past = {name: state(hass, f"notify.{name}") for name in ("anne", "komsu")}
    clock.tick(60)

    async def unchanged() -> None:
        """Check that identity and history are what they were."""
        await settle()
        assert identities(hass) == known
        assert {name: state(hass, f"notify.{name}") for name in past} == past
        for entry in (first, second):
            assert entry.state is ConfigEntryState.LOADED

    # Rename
    await change_recipient(hass, first, "Anne", "Annem", ANNE)
    await unchanged()
    assert devices(hass, first)[subentry_id(first, "Annem")] == "Annem"
    simulator.clear()
    await act(hass, "Yeni adınla", target=["annem"])
    assert texts(simulator) == [(ANNE, "Yeni adınla")]
    # Whichever way a message came, its time is noted.
    assert state(hass, "notify.anne") > past["anne"]
    past["anne"] = state(hass, "notify.anne")
    with pytest.raises(ServiceValidationError):
        await act(hass, "Eski adınla", target=["anne"])

    # Renumber
    await change_recipient(hass, first, "Baba", "Baba", YENI)
    await unchanged()
    simulator.clear()
    await notify(hass, "notify.baba", "Yeni numarana")
    assert texts(simulator) == [(YENI, "Yeni numarana")]
    assert (await add_same_numbers(hass, first, YENI))["reason"] == "already_configured"

    # Reload
    for entry in (first, second):
        assert await hass.config_entries.async_reload(entry.entry_id)
    await unchanged()

    # Reauthenticate
    other.hash = "hash-3"
    simulator.clear()
    with pytest.raises(HomeAssistantError, match="401"):
        await notify(hass, "notify.bekci", "Kapı")
    [flow] = hass.config_entries.flow.async_progress()
    assert flow["context"]["entry_id"] == second.entry_id
    done = await hass.config_entries.flow.async_configure(
        flow["flow_id"], {"api_key": other.key, "api_hash": other.hash}
    )
    assert done["reason"] == "reauth_successful"
    await hass.async_block_till_done()
    # What was refused is sent with the new hash, and only then.
    await clock.until(lambda: texts(simulator) == [(BEKCI, "Kapı")], within=15)
    assert [request.query["hash"] for request in simulator.sends] == [
        "hash-2",
        "hash-3",
    ]
    await unchanged()
    simulator.clear()
    await notify(hass, "notify.bekci", "Bahçe kapısı")
    assert simulator.sends[0].query["hash"] == "hash-3"
    await settle()
    # Of the other account, and not over: the call with the old name.
    assert notifications(hass).keys() == {f"{DOMAIN}_{first.entry_id}_mistake"}

    # Reconfigure
    flows = hass.config_entries.flow
    form_1 = await flows.async_init(
        DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": first.entry_id}
    )
    form_1 = await flows.async_configure(
        form_1["flow_id"], credentials(simulator, simulator.account, slash="/")
    )
    done = await flows.async_configure(form_1["flow_id"], {"sender": "YUVAM"})
    assert done["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    await unchanged()
    simulator.clear()
    await act(hass, "Herkese")
    assert sorted(texts(simulator)) == sorted(
        (number, "Herkese") for number in (ANNE, YENI, BABA, KIZ)
    )
    assert {request.query["sender"] for request in simulator.sends} == {"YUVAM"}
    assert simulator.sends[0].path == "/v1/send-sms/get/"
    past["anne"] = state(hass, "notify.anne")

    # Rename an account
    hass.config_entries.async_update_entry(second, title="Sahil")
    await hass.async_block_till_done()
    await unchanged()
    assert devices(hass, second)[second.entry_id] == "Sahil"
    assert actions(hass) == {"iletimerkezi", "iletimerkezi_sahil"}

    # Remove a recipient
    gone = subentry_id(first, "Bütün aile")
    assert hass.config_entries.async_remove_subentry(first, gone)
    await hass.async_block_till_done()
    known = {unique_id: found for unique_id, found in known.items() if found[2] != gone}
    assert len(known) == len(ACCOUNT_1 | ACCOUNT_2) - 3
    await unchanged()
    assert gone not in devices(hass, first)
    assert hass.states.get("notify.butun_aile") is None
    simulator.clear()
    await act(hass, "Kalanlara")
    assert sorted(texts(simulator)) == [(YENI, "Kalanlara"), (ANNE, "Kalanlara")]

    # Remove the oldest account
    await hass.config_entries.async_remove(first.entry_id)
    await hass.async_block_till_done()
    nothing_left(hass, first)
    del past["anne"]
    known = {
        unique_id: found for unique_id, found in known.items() if found[0] in ACCOUNT_2
    }
    assert identities(hass) == known
    assert state(hass, "notify.komsu") == past["komsu"]
    assert actions(hass) == {"iletimerkezi"}
    simulator.clear()
    await act(hass, "Mirasçıdan")
    assert sorted(texts(simulator)) == [(KOMSU, "Mirasçıdan"), (BEKCI, "Mirasçıdan")]
    assert {request.query["key"] for request in simulator.sends} == {"key-2"}

    # Remove the last one
    await hass.config_entries.async_remove(second.entry_id)
    await hass.async_block_till_done()
    nothing_left(hass, second)
    assert identities(hass) == {}
    assert actions(hass) == stored(hass) == set()
    assert hass.states.async_entity_ids() == []
    simulator.clear()
    await clock.move(3 * 3600)
    assert simulator.requests == []
    with pytest.raises(ServiceValidationError) as raised:
        await hass.services.async_call(
            DOMAIN, "send_message", {"message": "Kimse?", "number": ANNE}, blocking=True
        )
    assert raised.value.translation_key == "account_not_found"


async def add_same_numbers(
    hass: HomeAssistant, entry: ConfigEntry[Any], *numbers: str
) -> dict[str, Any]:
    """Try to add a recipient that is there already."""
    flows = hass.config_entries.subentries
    form = await flows.async_init(
        (entry.entry_id, SUBENTRY_TYPE_RECIPIENT), context={"source": SOURCE_USER}
    )
    return dict(
        await flows.async_configure(
            form["flow_id"], {"name": "Bir daha", "numbers": list(numbers)}
        )
    )


async def test_removal_with_everything_open(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Waiting messages, followed orders, repairs, notifications, forms: all gone."""
    simulator.account.senders.append("APITEST")
    entry = account_entry(simulator, low_credit=1000)
    await set_up(hass, entry)
    await notify(hass, ["notify.anne", "notify.baba"], "Takip edilen")
    simulator.fail_delivery(number=BABA)
    undelivered = f"{DOMAIN}_{entry.entry_id}_undelivered"
    await clock.until(lambda: undelivered in notifications(hass), within=90)
    # A good balance would have what is kept for the account tried again.
    simulator.faults.add(Fault(FaultKind.CODE, code=503, endpoint="balance"))
    for code in (401, 402, 450, 470):
        simulator.faults.add(Fault(FaultKind.CODE, code=code, times=1))
        with pytest.raises(HomeAssistantError, match=str(code)):
            await notify(hass, "notify.anne", f"Su kaçağı {code}")
    await simulator.cut_line()
    caller = hass.async_create_task(notify(hass, "notify.anne", "Bekleyen"))
    await clock.until(caller.done, within=12)
    await settle()
    assert hass.config_entries.flow.async_progress()
    assert {found.split("_", 2)[2] for found in notifications(hass)} == {
        *("undelivered", "401", "402", "450", "470", "unreachable")
    }
    assert {
        found for _, found in ir.async_get(hass).issues if "reauth" not in found
    } == {
        f"{entry.entry_id}_{name}"
        for name in (
            *("low_credit", "no_credit", "sender_not_approved", "iys_not_set_up"),
        )
    }
    assert stored(hass)

    await hass.config_entries.async_remove(entry.entry_id)
    await simulator.restore_line()
    simulator.clear()
    await settle()
    nothing_left(hass, entry)
    assert notifications(hass) == {}
    assert ir.async_get(hass).issues == {}
    await clock.move(3600)
    assert simulator.requests == []
    nothing_left(hass, entry)


async def test_removal_during_a_request(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """An answer that comes after the end finds nobody and disturbs nobody."""
    entry = await set_up(hass, account_entry(simulator))
    with simulator.hold("any") as gate:
        caller = hass.async_create_task(notify(hass, "notify.anne", "Su kaçağı!"))
        await simulator.wait_for_sends(1)
        removal = hass.async_create_task(
            hass.config_entries.async_remove(entry.entry_id)
        )
        await clock.until(lambda: removal.done() and caller.done(), within=15)
        assert (await removal) == {"require_restart": False}
        assert gate.waiting
    await settle()
    nothing_left(hass, entry)
    assert len(simulator.sends) == 1


async def test_removing_an_account_that_is_not_loaded(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """What it could not keep, it leaves behind as little."""
    entry = await set_up(hass, account_entry(simulator))
    assert await hass.config_entries.async_unload(entry.entry_id)
    call = hass.async_create_task(act(hass, "Alarm"))
    await clock.until(call.done, within=15)
    assert isinstance(call.exception(), HomeAssistantError)
    assert notifications(hass).keys() == {f"{DOMAIN}_{entry.entry_id}_mistake"}
    await hass.config_entries.async_remove(entry.entry_id)
    await settle()
    nothing_left(hass, entry)


async def test_removing_a_younger_account_leaves_the_older_alone(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, other: Account
) -> None:
    """An entity that is away for a moment is an alarm that goes nowhere."""
    await set_up(hass, account_entry(simulator))
    clock.tick(1)
    younger = await set_up(
        hass,
        account_entry(
            simulator,
            recipient("Komşu", KOMSU),
            account=other,
            title="İleti Merkezi (YAZLIK)",
        ),
    )
    seen: list[str] = []

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        if event.data["entity_id"] == "notify.anne":
            new = event.data["new_state"]
            seen.append(new.state if new else "removed")

    hass.bus.async_listen("state_changed", note)
    await hass.config_entries.async_remove(younger.entry_id)
    await hass.async_block_till_done()
    await settle()
    assert seen == []
    assert actions(hass) == {"iletimerkezi"}
    nothing_left(hass, younger)


async def test_accounts_do_not_mix(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, other: Account
) -> None:
    """Credit, failures and successes of one account are not those of another."""
    first = await set_up(hass, account_entry(simulator))
    clock.tick(1)
    second = await set_up(
        hass,
        account_entry(
            simulator,
            recipient("Anne", ANNE),
            recipient("Komşu", KOMSU),
            account=other,
            title="İleti Merkezi (YAZLIK)",
        ),
    )
    other.senders.append("EVIM")
    # The same name twice: Home Assistant distinguishes the entities.
    assert state(hass, "notify.anne") == state(hass, "notify.anne_2") == "unknown"
    other.balance = Decimal(0)
    with pytest.raises(HomeAssistantError, match="402"):
        await notify(hass, "notify.anne_2", "Su kaçağı!")
    await hass.async_block_till_done()
    await notify(hass, "notify.anne", "Su kaçağı!")
    await clock.move(15)
    await settle()
    assert notifications(hass).keys() == {f"{DOMAIN}_{second.entry_id}_402"}
    assert {found for _, found in ir.async_get(hass).issues} == {
        f"{second.entry_id}_no_credit",
        f"{second.entry_id}_low_credit",
    }
    assert state(hass, "sensor.ileti_merkezi_sms_credits") == "399"
    assert state(hass, "sensor.ileti_merkezi_yazlik_sms_credits") == "0"
    with pytest.raises(ServiceValidationError) as raised:
        await hass.services.async_call(
            DOMAIN,
            "send_message",
            {"message": "Hangisi?", "number": ANNE},
            blocking=True,
        )
    assert raised.value.translation_key == "several_accounts"
    # One call, recipients of both accounts: each gets it from its own.
    other.balance = Decimal(1)
    simulator.clear()
    await hass.services.async_call(
        DOMAIN,
        "send_message",
        {"message": "İkinize", "recipient": ["notify.anne", "notify.komsu"]},
        blocking=True,
    )
    assert {request.query["key"] for request in simulator.sends} == {
        simulator.account.key,
        other.key,
    }
    assert (
        len(
            {first.entry_id, second.entry_id}
            & {name.split(".")[1] for name in stored(hass)}
        )
        == 2
    )


async def test_disabled_account_does_nothing(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """It asks nothing, sends nothing, and is whole again when enabled."""
    entry = await set_up(hass, account_entry(simulator))
    await notify(hass, "notify.anne", "Takip edilen")
    known = identities(hass)
    await hass.config_entries.async_set_disabled_by(
        entry.entry_id, ConfigEntryDisabler.USER
    )
    await settle()
    assert entry.state is ConfigEntryState.NOT_LOADED
    assert actions(hass) == set()
    assert state(hass, "notify.anne") == "unavailable"
    simulator.clear()
    await clock.move(2 * 3600)
    assert simulator.requests == []
    await hass.config_entries.async_set_disabled_by(entry.entry_id, None)
    await hass.async_block_till_done()
    assert identities(hass) == known
    assert actions(hass) == {"iletimerkezi"}
    await notify(hass, "notify.anne", "Yine burada")
    assert texts(simulator) == [(ANNE, "Yine burada")]


async def test_removed_recipient_takes_device_and_entities_along(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Also while a message to them waits; the others stay as they are."""
    entry = await set_up(hass, account_entry(simulator))
    anne, baba = (subentry_id(entry, name) for name in ("Anne", "Baba"))
    await simulator.cut_line()
    caller = hass.async_create_task(notify(hass, "notify.baba", "Bekleyen"))
    await clock.until(caller.done, within=12)
    assert hass.config_entries.async_remove_subentry(entry, baba)
    await hass.async_block_till_done()
    assert set(devices(hass, entry)) == {entry.entry_id, anne}
    assert {found[2] for found in identities(hass).values()} == {None, anne}
    # Two events of one millisecond fire one after the other.
    await clock.move(0.01)
    # Who is removed on purpose gets nothing any more, and nobody is left to guess.
    [(key, expired)] = notifications(hass).items()
    assert key == f"{DOMAIN}_{entry.entry_id}_expired"
    assert "Baba" in expired["message"] and "Bekleyen" in expired["message"]
    last = hass.states.get("event.ileti_merkezi_messages")
    assert last is not None and last.attributes["event_type"] == "expired"
    assert last.attributes["recipient"] == "Baba"
    assert state(hass, "sensor.ileti_merkezi_pending_messages") == "0"
    await simulator.restore_line()
    await clock.move(75)
    assert simulator.sends == []
    with pytest.raises(ServiceValidationError):
        await act(hass, "Baba?", target=["Baba"])
    # Whoever is added again is somebody new.
    await add_recipient(hass, entry, "Baba", BABA)
    assert subentry_id(entry, "Baba") != baba
    assert entry.subentries[subentry_id(entry, "Baba")].data[CONF_NUMBERS] == [BABA]
    await notify(hass, "notify.baba", "Yeniden")
    assert texts(simulator) == [(BABA, "Yeniden")]
