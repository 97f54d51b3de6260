"""Recipients come, change and go while everything else runs on."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryDisabler, ConfigSubentry
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from custom_components.iletimerkezi.const import (
    CONF_NUMBERS,
    DOMAIN,
    SUBENTRY_TYPE_RECIPIENT,
)
from custom_components.iletimerkezi.platforms import notify_entities
from simulator import Simulator

from .helpers import (
    ANNE,
    BABA,
    KIZ,
    account_entry,
    notify,
    recipient,
    set_up,
    subentry_id,
    texts,
)

pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Return an account with the recipients Anne and Baba."""
    return await set_up(hass, account_entry(simulator))


class Written(list[str]):
    """The entities whose states are written, or reported unchanged."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Listen."""
        super().__init__()
        hass.bus.async_listen("state_changed", self._note)
        # The bus hands these out only to who has a filter.
        hass.bus.async_listen(
            "state_reported", self._note, event_filter=callback(lambda _: True)
        )

    @callback
    def _note(self, event: Event[EventStateChangedData]) -> None:
        """Note an entity."""
        self.append(event.data["entity_id"])


def add(hass: HomeAssistant, entry: MockConfigEntry, name: str, *numbers: str) -> str:
    """Add a recipient and return its id."""
    subentry = ConfigSubentry(
        data=MappingProxyType({CONF_NUMBERS: list(numbers)}),
        subentry_type=SUBENTRY_TYPE_RECIPIENT,
        title=name,
        unique_id=None,
    )
    hass.config_entries.async_add_subentry(entry, subentry)
    return subentry.subentry_id


def change(
    hass: HomeAssistant, entry: MockConfigEntry, name: str, **changes: Any
) -> None:
    """Change a recipient."""
    subentry = entry.subentries[subentry_id(entry, name)]
    hass.config_entries.async_update_subentry(entry, subentry, **changes)


def entities(
    hass: HomeAssistant, entry: MockConfigEntry, recipient_id: str
) -> set[str]:
    """Return the entities of a recipient."""
    return {
        registered.entity_id
        for registered in er.async_entries_for_config_entry(
            er.async_get(hass), entry.entry_id
        )
        if registered.config_subentry_id == recipient_id
    }


def device(
    hass: HomeAssistant, entry: MockConfigEntry, key: str
) -> dr.DeviceEntry | None:
    """Return the device of a recipient, or of the account by its entry id."""
    for found in dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id):
        if (DOMAIN, key) in found.identifiers:
            assert isinstance(found, dr.DeviceEntry)
            return found
    return None


def objects(entry: MockConfigEntry) -> Mapping[str, object]:
    """Return what a reload would replace."""
    return {"data": entry.runtime_data, "outbox": entry.runtime_data.outbox}


async def test_added_recipient(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """All of its entities are there at once, and nobody else's are touched."""
    before, written = objects(entry), Written(hass)
    recipient_id = add(hass, entry, "Kız", KIZ)
    await hass.async_block_till_done()
    assert set(written) == {
        "notify.kiz",
        "button.kiz_send_test_message",
        "event.kiz_messages",
    }
    assert set(written) == entities(hass, entry, recipient_id)
    assert objects(entry) == before
    await notify(hass, ["notify.anne", "notify.kiz"], "Su kaçağı!")
    assert sorted(texts(simulator)) == [(ANNE, "Su kaçağı!"), (KIZ, "Su kaçağı!")]


async def test_several_added_at_once(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Each is added once, however close the changes are."""
    ids = [add(hass, entry, f"Kişi {n}", f"53012{n:05}") for n in range(5)]
    await hass.async_block_till_done()
    for recipient_id in ids:
        assert len(entities(hass, entry, recipient_id)) == 3


async def test_removed_recipient(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Its entities and its device go, and nothing else does."""
    anne = subentry_id(entry, "Anne")
    before, written = objects(entry), Written(hass)
    gone = entities(hass, entry, anne)
    assert len(gone) == 3
    hass.config_entries.async_remove_subentry(entry, anne)
    await hass.async_block_till_done()
    assert set(written) == gone
    assert all(hass.states.get(entity_id) is None for entity_id in gone)
    assert entities(hass, entry, anne) == set()
    assert device(hass, entry, anne) is None
    assert objects(entry) == before
    await notify(hass, "notify.baba", "Su kaçağı!")
    assert texts(simulator) == [(BABA, "Su kaçağı!")]
    assert anne not in notify_entities(hass, entry)


async def test_renamed_recipient(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """The device has the new name, the entities keep their ids."""
    anne = subentry_id(entry, "Anne")
    own = entities(hass, entry, anne)
    before, written = objects(entry), Written(hass)
    change(hass, entry, "Anne", title="Annem")
    await hass.async_block_till_done()
    found = device(hass, entry, anne)
    assert found is not None and found.name == "Annem"
    assert entities(hass, entry, anne) == own
    assert set(written) <= own
    state = hass.states.get("event.anne_messages")
    assert state is not None
    assert state.attributes["friendly_name"] == "Annem Messages"
    assert objects(entry) == before


async def test_changed_number(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """The next message goes to the new number; no state is written for it."""
    before, written = objects(entry), Written(hass)
    change(hass, entry, "Anne", data={CONF_NUMBERS: [KIZ]})
    await hass.async_block_till_done()
    assert written == []
    assert objects(entry) == before
    await notify(hass, "notify.anne", "Su kaçağı!")
    assert texts(simulator) == [(KIZ, "Su kaçağı!")]


async def test_renamed_account(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Its device follows, without a reload."""
    before = objects(entry)
    hass.config_entries.async_update_entry(entry, title="Yazlık")
    await hass.async_block_till_done()
    found = device(hass, entry, entry.entry_id)
    assert found is not None and found.name == "Yazlık"
    assert objects(entry) == before


async def test_recipient_added_after_a_reload(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """What outlives the reload still adds, and nothing adds a second time."""
    assert await hass.config_entries.async_reload(entry.entry_id)
    recipient_id = add(hass, entry, "Kız", KIZ)
    await hass.async_block_till_done()
    assert len(entities(hass, entry, recipient_id)) == 3
    assert hass.states.get("notify.kiz") is not None


async def test_recipient_added_while_the_account_is_unloaded(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Nobody is forgotten who was added in between."""
    assert await hass.config_entries.async_unload(entry.entry_id)
    recipient_id = add(hass, entry, "Kız", KIZ)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert len(entities(hass, entry, recipient_id)) == 3


async def test_recipient_added_to_an_account_that_was_disabled(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Everything of a disabled account goes, and all comes back with it."""
    await hass.config_entries.async_set_disabled_by(
        entry.entry_id, ConfigEntryDisabler.USER
    )
    assert notify_entities(hass, entry) == {}
    recipient_id = add(hass, entry, "Kız", KIZ)
    await hass.config_entries.async_set_disabled_by(entry.entry_id, None)
    await hass.async_block_till_done()
    assert len(entities(hass, entry, recipient_id)) == 3
    assert notify_entities(hass, entry).keys() == entry.subentries.keys()


@pytest.mark.parametrize(
    ("language", "one", "several"),
    [
        ("en", "1 phone number", "3 phone numbers"),
        ("tr", "1 telefon numarası", "3 telefon numarası"),
        # A language that we do not speak.
        ("de", "1 phone number", "3 phone numbers"),
    ],
)
async def test_what_the_devices_show(
    hass: HomeAssistant, simulator: Simulator, language: str, one: str, several: str
) -> None:
    """How many numbers a recipient has, and where it is changed."""
    hass.config.language = language
    entry = await set_up(
        hass,
        account_entry(simulator, recipient("Anne", ANNE), recipient("Ev", ANNE, BABA)),
    )
    anne = device(hass, entry, subentry_id(entry, "Anne"))
    assert anne is not None
    assert anne.model == one
    assert anne.configuration_url == (
        "homeassistant://config/integrations/integration/iletimerkezi"
        f"#config_entry={entry.entry_id}"
    )
    change(hass, entry, "Ev", data={CONF_NUMBERS: [ANNE, BABA, KIZ]})
    await hass.async_block_till_done()
    ev = device(hass, entry, subentry_id(entry, "Ev"))
    assert ev is not None and ev.model == several
    account = device(hass, entry, entry.entry_id)
    assert account is not None
    assert account.model is None
    assert account.configuration_url == "https://panel.iletimerkezi.com"
    for found in (anne, ev, account):
        assert found.entry_type is dr.DeviceEntryType.SERVICE
        assert ANNE not in str(found.dict_repr)
