"""The form of notify.iletimerkezi, as the action editor shows it."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import validate_selector
from homeassistant.helpers.service import SERVICE_DESCRIPTION_CACHE

from custom_components.iletimerkezi.const import DOMAIN
from simulator import Account, Simulator

from .helpers import ANNE, KIZ, account_entry, recipient, set_up


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Return an account with the recipients Anne and Baba."""
    return await set_up(hass, account_entry(simulator))


def form(hass: HomeAssistant, action: str = DOMAIN) -> dict[str, Any]:
    """Return how an action is described."""
    described = hass.data[SERVICE_DESCRIPTION_CACHE]["notify", action]
    assert described is not None
    return described


def labels(described: dict[str, Any]) -> list[str]:
    """Return all that is written on a form."""
    options = described["fields"]["data"]["selector"]["object"]["fields"]
    return [
        described["name"],
        *(field["name"] for field in described["fields"].values()),
        *(option["label"] for option in options.values()),
        options["commercial_list"]["selector"]["select"]["options"][0]["label"],
    ]


ENGLISH = [
    "Send SMS via İleti Merkezi",
    "Message",
    "Title",
    "Recipients",
    "Options",
    "Urgent: ignore the daily limit",
    "Sender",
    "Commercial messages (İYS list)",
]
TURKISH = [
    "İleti Merkezi ile SMS gönder",
    "Mesaj",
    "SMS'in ilk satırı",
    "Alıcılar",
    "Seçenekler",
    "Acil: günlük limiti yok say",
    "Gönderici adı (SMS başlığı)",
    "Ticari mesajlar (İYS listesi)",
]


@pytest.mark.parametrize(
    ("language", "expected"), [("en", ENGLISH), ("tr", TURKISH), ("de", ENGLISH)]
)
async def test_language(
    hass: HomeAssistant, simulator: Simulator, language: str, expected: list[str]
) -> None:
    """The home's own, else English."""
    hass.config.language = language
    await set_up(hass, account_entry(simulator))
    assert labels(form(hass))[:-1] == expected
    assert all(field["description"] for field in form(hass)["fields"].values())


@pytest.mark.usefixtures("entry")
async def test_changed_language(hass: HomeAssistant) -> None:
    """The form speaks it at once."""
    english = labels(form(hass))
    await hass.config.async_update(language="tr")
    await hass.async_block_till_done()
    turkish = labels(form(hass))
    assert turkish[:-1] == TURKISH
    assert all(one != other for one, other in zip(english, turkish, strict=True))


@pytest.mark.usefixtures("entry")
async def test_selectors(hass: HomeAssistant) -> None:
    """Fields that Home Assistant knows; one message has several lines."""
    fields = form(hass)["fields"]
    for field in fields.values():
        validate_selector(field["selector"])
    assert list(fields) == ["message", "title", "target", "data"]
    assert fields["message"]["required"]
    assert fields["target"]["selector"] == {
        "select": {"options": ["Anne", "Baba"], "multiple": True, "custom_value": True}
    }
    options = fields["data"]["selector"]["object"]["fields"]
    assert list(options) == ["urgent", "sender", "commercial_list"]


async def test_recipients_to_choose_from(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Those there are; without any, numbers can be typed."""
    anne, baba = entry.subentries
    hass.config_entries.async_remove_subentry(entry, anne)
    await hass.async_block_till_done()
    assert form(hass)["fields"]["target"]["selector"]["select"]["options"] == ["Baba"]
    hass.config_entries.async_remove_subentry(entry, baba)
    await hass.async_block_till_done()
    assert form(hass)["fields"]["target"]["selector"] == {"text": {"multiple": True}}


@pytest.mark.usefixtures("entry")
async def test_further_account(hass: HomeAssistant, simulator: Simulator) -> None:
    """Says which account it is, and offers that one's recipients."""
    account = simulator.add_account(Account(key="second-key", hash="second-hash"))
    second = await set_up(
        hass,
        account_entry(
            simulator,
            recipient("Kız", KIZ),
            recipient("Kız", ANNE),
            account=account,
            title="Yazlık",
        ),
    )
    described = form(hass, "iletimerkezi_yazlik")
    assert described["name"] == "Send SMS via Yazlık"
    assert described["fields"]["target"]["selector"]["select"]["options"] == ["Kız"]

    hass.config_entries.async_update_entry(second, title="Kışlık")
    await hass.async_block_till_done()
    assert form(hass, "iletimerkezi_kislik")["name"] == "Send SMS via Kışlık"
