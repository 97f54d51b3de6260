"""Adding, changing and removing recipients."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    SubentryFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.translation import async_get_translations

from custom_components.iletimerkezi.const import DOMAIN
from simulator import Account, Simulator

from .helpers import (
    ANNE,
    BABA,
    EXAMPLE,
    KIZ,
    account_entry,
    act,
    notify,
    numbers,
    recipient,
    send_message,
    set_up,
    subentry_id,
    texts,
)

pytestmark = pytest.mark.usefixtures("quiet")


async def begin(hass: HomeAssistant, entry: MockConfigEntry) -> SubentryFlowResult:
    """Open the form of a new recipient."""
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, "recipient"), context={"source": SOURCE_USER}
    )


async def begin_change(
    hass: HomeAssistant, entry: MockConfigEntry, name: str
) -> SubentryFlowResult:
    """Open the form of a recipient."""
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, "recipient"),
        context={
            "source": SOURCE_RECONFIGURE,
            "subentry_id": subentry_id(entry, name),
        },
    )


async def submit(
    hass: HomeAssistant, result: SubentryFlowResult, **typed: Any
) -> SubentryFlowResult:
    """Submit a form."""
    result = await hass.config_entries.subentries.async_configure(
        result["flow_id"], typed
    )
    await hass.async_block_till_done()
    return result


def is_form(
    result: SubentryFlowResult, step_id: str, errors: dict[str, str] | None = None
) -> bool:
    """Return whether a result is this form with exactly these errors."""
    return (result["type"], result.get("step_id"), result.get("errors")) == (
        FlowResultType.FORM,
        step_id,
        errors or {},
    )


def is_abort(result: SubentryFlowResult, reason: str) -> bool:
    """Return whether a flow has ended for this reason."""
    return (result["type"], result.get("reason")) == (FlowResultType.ABORT, reason)


def suggestions(result: SubentryFlowResult) -> dict[str, Any]:
    """Return what a form has already filled in."""
    schema = result["data_schema"]
    assert schema is not None
    return {
        str(marker): marker.description["suggested_value"]
        for marker in schema.schema
        if marker.description
    }


async def error_shown(hass: HomeAssistant, result: SubentryFlowResult) -> str:
    """Return the error at the field of the numbers as a user reads it."""
    translations = await async_get_translations(
        hass, hass.config.language, "config_subentries", [DOMAIN]
    )
    errors = result["errors"]
    assert errors
    key = f"component.{DOMAIN}.config_subentries.recipient.error.{errors['numbers']}"
    return translations[key].format(**(result["description_placeholders"] or {}))


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Return an account with the recipients Anne and Baba."""
    return await set_up(hass, account_entry(simulator))


async def test_recipient_becomes_an_entity(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """A family is one entity and one order."""
    result = await begin(hass, entry)
    assert is_form(result, "user")
    # An empty line to type into, where there would be only a button.
    assert suggestions(result) == {"numbers": [""]}
    result = await submit(
        hass,
        result,
        name=" Bütün aile ",
        # One field each, several in one field, one of them twice.
        numbers=["0530 123 45 67", "(532) 111-22-33, +905359998877", "5301234567"],
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Bütün aile"
    assert result["data"] == {"numbers": [ANNE, BABA, KIZ]}
    # The last page says how to try it, and what that costs.
    assert result["description_placeholders"] == {"name": "Bütün aile"}
    assert simulator.sends == []

    await notify(hass, "notify.butun_aile", "Yemek hazır")
    [sent] = simulator.sends
    assert numbers(sent) == [ANNE, BABA, KIZ]


@pytest.mark.parametrize(
    ("typed", "english", "turkish"),
    [
        (
            "Ayşe",
            (
                "The phone number Ayşe contains characters other than digits. Enter"
                f" digits only, such as {EXAMPLE}."
            ),
            (
                "Ayşe telefon numarası rakam dışında karakterler içeriyor. Yalnızca"
                f" rakamları yazın, örneğin {EXAMPLE}."
            ),
        ),
        (
            "0530 123 45 6x",
            (
                "The phone number 0530 123 45 6x contains characters other than digits. Enter"
                f" digits only, such as {EXAMPLE}."
            ),
            (
                "0530 123 45 6x telefon numarası rakam dışında karakterler içeriyor. Yalnızca"
                f" rakamları yazın, örneğin {EXAMPLE}."
            ),
        ),
        (
            "0530 123 45",
            (
                "The phone number 0530 123 45 is too short: Turkish mobile"
                " numbers have ten digits and start with 5, such as"
                f" {EXAMPLE[1:]}."
            ),
            (
                "0530 123 45 telefon numarası çok kısa: Türkiye'de cep telefonu"
                " numaraları 10 hanelidir ve 5 ile başlar, örneğin"
                f" {EXAMPLE[1:]}."
            ),
        ),
        (
            "0530 123 45 678",
            (
                "The phone number 0530 123 45 678 is too long: Turkish mobile"
                " numbers have ten digits and start with 5, such as"
                f" {EXAMPLE[1:]}."
            ),
            (
                "0530 123 45 678 telefon numarası çok uzun: Türkiye'de cep"
                " telefonu numaraları 10 hanelidir ve 5 ile başlar, örneğin"
                f" {EXAMPLE[1:]}."
            ),
        ),
        (
            "0212 345 67 89",
            (
                "The phone number 0212 345 67 89 is not a mobile number: Turkish"
                " mobile numbers start with 5 (05…). Enter a mobile number."
            ),
            (
                "0212 345 67 89 bir cep telefonu numarası değil: Türkiye'de cep"
                " telefonu numaraları 5 (05…) ile başlar. Bir cep telefonu numarası yazın."
            ),
        ),
        (
            "+49 151 23456789",
            (
                "The phone number +49 151 23456789 is not Turkish: messages can only"
                " be sent to Turkish mobile numbers (+90 5…). Enter a Turkish number, or"
                " contact this person another way."
            ),
            (
                "+49 151 23456789 yurt dışı numarası: yalnızca Türkiye cep"
                " telefonu numaralarına (+90 5…) mesaj gönderilebilir. Bir Türkiye"
                " numarası yazın veya bu kişiye başka bir yoldan ulaşın."
            ),
        ),
        (
            "725956983",
            (
                "The phone number 725956983 was changed by YAML because it is not"
                ' quoted. Write it in quotes: "0530 123 45 67".'
            ),
            (
                "725956983 telefon numarası tırnak içinde olmadığı için YAML tarafından"
                ' değiştirilmiş. Tırnak içinde yazın: "0530 123 45 67".'
            ),
        ),
        (
            "-",
            f"The phone number is empty. Enter one, such as {EXAMPLE}.",
            f"Telefon numarası boş. Bir numara yazın, örneğin {EXAMPLE}.",
        ),
    ],
)
async def test_invalid_number(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    typed: str,
    english: str,
    turkish: str,
) -> None:
    """The field says what is wrong with which number, in the home's language."""
    result = await begin(hass, entry)
    for language, expected in (("en", english), ("tr", turkish)):
        hass.config.language = language
        result = await submit(hass, result, name="Kız", numbers=[KIZ, typed, "x"])
        assert is_form(result, "user", {"numbers": "invalid_number"})
        assert await error_shown(hass, result) == expected
        assert suggestions(result) == {"name": "Kız", "numbers": [KIZ, typed, "x"]}

    result = await submit(hass, result, name="Kız", numbers=[KIZ])
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    "typed", [{}, {"numbers": []}, {"numbers": ["", " "]}, {"numbers": [" , ;"]}]
)
async def test_no_number_at_all(
    hass: HomeAssistant, entry: MockConfigEntry, typed: dict[str, list[str]]
) -> None:
    """Somebody without a number cannot be reached."""
    result = await begin(hass, entry)
    for language, expected in (
        ("en", "Enter at least one phone number."),
        ("tr", "En az bir telefon numarası girin."),
    ):
        hass.config.language = language
        result = await submit(hass, result, name="Kız", **typed)
        assert is_form(result, "user", {"numbers": "no_numbers"})
        assert await error_shown(hass, result) == expected

    result = await submit(hass, result, name="Kız", numbers=[KIZ])
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_same_numbers_twice(hass: HomeAssistant, simulator: Simulator) -> None:
    """The same set in any order and spelling is the same recipient."""
    entry = await set_up(hass, account_entry(simulator, recipient("Ev", ANNE, BABA)))
    result = await begin(hass, entry)
    result = await submit(
        hass, result, name="Aile", numbers=[f"+90{BABA}", f"0{ANNE}", BABA]
    )
    assert is_abort(result, "already_configured")
    assert [subentry.title for subentry in entry.subentries.values()] == ["Ev"]


async def test_subset_of_the_numbers_is_another_recipient(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """One of a family may be a recipient of their own, and of another account."""
    account = simulator.add_account(Account(key="second-key", hash="second-hash"))
    entry = await set_up(hass, account_entry(simulator, recipient("Ev", ANNE, BABA)))
    other = await set_up(
        hass, account_entry(simulator, recipient("Kız", KIZ), account=account)
    )
    for owner, typed in ((entry, [ANNE]), (entry, [KIZ]), (other, [ANNE, BABA])):
        result = await begin(hass, owner)
        result = await submit(hass, result, name="Biri", numbers=typed)
        assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_recipient_without_a_name(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Who gets no name goes by the number, whose middle stays out of sight."""
    result = await begin(hass, entry)
    result = await submit(hass, result, name=" ", numbers=[KIZ])
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "535 *** ** 77"


async def test_changed_recipient_keeps_its_identity(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """A new name and a new number change neither entity id nor unique id."""
    registry = er.async_get(hass)
    before = registry.async_get("notify.anne")
    assert before is not None

    result = await begin_change(hass, entry, "Anne")
    assert is_form(result, "reconfigure")
    assert suggestions(result) == {"name": "Anne", "numbers": [f"0{ANNE}"]}
    result = await submit(hass, result, name="Annem", numbers=[f"0{KIZ}"])
    assert is_abort(result, "reconfigure_successful")
    assert simulator.sends == []

    after = registry.async_get("notify.anne")
    assert after is not None
    assert (after.id, after.unique_id) == (before.id, before.unique_id)
    assert after.device_id == before.device_id
    state = hass.states.get("notify.anne")
    assert state is not None
    assert state.name == "Annem"
    assert hass.states.async_entity_ids("notify") == ["notify.anne", "notify.baba"]

    await notify(hass, "notify.anne", "Alarm")
    assert texts(simulator) == [(KIZ, "Alarm")]
    with pytest.raises(ServiceValidationError):
        await act(hass, "Alarm", target="Anne")
    await act(hass, "Alarm!", target="Annem")
    assert texts(simulator)[1:] == [(KIZ, "Alarm!")]


async def test_change_after_an_error(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """An error leaves the form open and the recipient as it was."""
    anne = subentry_id(entry, "Anne")
    result = await begin_change(hass, entry, "Anne")
    result = await submit(hass, result, name="Anne", numbers=["0212 345 67 89"])
    assert is_form(result, "reconfigure", {"numbers": "invalid_number"})
    assert entry.subentries[anne].data == {"numbers": [ANNE]}

    # Its own numbers are not somebody else's.
    result = await submit(hass, result, name="Anne", numbers=[ANNE])
    assert is_abort(result, "reconfigure_successful")
    assert entry.subentries[anne].data == {"numbers": [ANNE]}


async def test_change_to_another_recipients_numbers(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Two recipients never have the same set of numbers."""
    anne = subentry_id(entry, "Anne")
    result = await begin_change(hass, entry, "Anne")
    result = await submit(hass, result, name="Anne", numbers=[f"+90{BABA}"])
    assert is_abort(result, "already_configured")
    assert entry.subentries[anne].data == {"numbers": [ANNE]}


async def test_removed_recipient_leaves_nothing_behind(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Entity and device go, everybody else stays."""

    def devices() -> list[str | None]:
        found = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
        return [device.name for device in found]

    anne = subentry_id(entry, "Anne")
    assert "Anne" in devices()
    assert er.async_get(hass).async_get("notify.anne")

    assert hass.config_entries.async_remove_subentry(entry, anne)
    await hass.async_block_till_done()
    assert "Anne" not in devices()
    assert "Baba" in devices()
    assert er.async_get(hass).async_get("notify.anne") is None
    assert hass.states.get("notify.anne") is None

    with pytest.raises(ServiceValidationError):
        await send_message(hass, "Alarm", recipient=["notify.anne"])
    await notify(hass, "notify.baba", "Alarm")
    assert texts(simulator) == [(BABA, "Alarm")]
