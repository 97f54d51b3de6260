"""What somebody sees of a person whose phone is off: one test after the other."""

from typing import Any

from playwright.async_api import expect
import pytest
import pytest_asyncio

from demo.account import SENDER, async_create_account
from demo.errors import ActionError
from demo.home import Home
from demo.polling import until

from .action import Action
from .dashboard import Dashboard
from .editor import AutomationEditor
from .house import House
from .person import Person


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def account(house: House) -> None:
    """Have the account set up, and no other service next to it."""
    await async_create_account(house.home, house.words, house.simulator.url)
    await _async_disable_backup(house.home)


async def _async_disable_backup(home: Home) -> None:
    """Disable what has a picture that comes from the internet, which may not be there."""

    async def entries() -> list[dict[str, str]]:
        found: list[dict[str, str]] = await home.command(
            "config_entries/get", domain="backup"
        )
        return found

    # Home Assistant creates it by itself, once everything has started.
    [backup] = await until(entries)
    await home.command(
        "config_entries/disable", entry_id=backup["entry_id"], disabled_by="user"
    )


pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.usefixtures("account", "story"),
]

_NAMES = {"en": "Ayşe's SMS failed", "tr": "Ayşe'ye SMS ulaşmadı"}
_SENDING = {"en": "The alarm sends an SMS", "tr": "Alarm çalınca SMS gönder"}
_TEMPLATE = "{{ trigger.message }}"


async def core_text(house: House, domain: str, key: str) -> str:
    """Return what Home Assistant itself says in the person's language."""
    answer = await house.home.command(
        "frontend/get_translations",
        language=house.words.language,
        category=key.partition(".")[0],
        integration=[domain],
    )
    return str(answer["resources"][f"component.{domain}.{key}"])


async def test_another_way_is_built_by_clicking(house: House, person: Person) -> None:
    texts, words = person.texts, person.words
    editor = AutomationEditor(person)
    await editor.opens()
    offered = await editor.chooses_device(words.ayse.name)
    failed = offered.filter(has_text=texts("triggers.message_failed.name"))
    for trigger in ("accepted", "delivered", "waiting"):
        name = texts(f"triggers.message_{trigger}.name")
        await expect(offered.filter(has_text=name)).to_be_visible()
    await person.looks.check(person.page, editor.picker)
    await person.photographs("triggers")
    await editor.adds(failed)
    await person.reads(texts("triggers.message_failed.description"), editor.sidebar)
    await person.reads(words.ayse.name, editor.sidebar)
    await person.looks.check(person.page, editor.sidebar)

    name = await core_text(house, "persistent_notification", "services.create.name")
    await editor.adds_action(name)
    await editor.writes(_TEMPLATE)
    automation_id = await editor.saves(_NAMES[words.language])

    saved: dict[str, Any] = await house.home.get(
        f"config/automation/config/{automation_id}"
    )
    [trigger], [action] = saved["triggers"], saved["actions"]
    assert trigger["trigger"] == "iletimerkezi.message_failed"
    assert trigger["target"].keys() == {"device_id"}
    assert action["action"] == "persistent_notification.create"
    assert action["data"] == {"message": _TEMPLATE}
    assert saved["alias"] == _NAMES[words.language]


async def test_a_phone_is_switched_off(house: House, person: Person) -> None:
    texts, ayse = person.texts, person.words.ayse
    await person.opens_device(ayse.name)
    await person.page.locator("hui-button-entity-row ha-button").click()
    text = texts("common.test_message")
    await house.ledger.holds(text, ayse, sender=SENDER)

    await person.page.goto(house.simulator.url)
    # The first stands for all phones.
    await person.page.locator("#chips button").nth(1).click()
    await person.reads(text, person.page.locator("#thread"))
    await person.page.locator("#off").click()
    await expect(person.page.locator("#phone.switched-off")).to_be_visible()
    assert house.simulator.undeliverable == set(ayse.numbers)


async def test_the_same_text_comes_another_way(house: House, person: Person) -> None:
    texts, words = person.texts, person.words
    dashboard = Dashboard(person)
    await dashboard.opens()
    await dashboard.arms()
    await dashboard.front_door.click()
    await house.ledger.holds(words.burglary_sms, *words.recipients, sender=SENDER)

    shown = await person.opens_notifications()
    ours = shown.filter(has_text=texts("issues.notification_undelivered.title"))
    await expect(ours).to_contain_text(words.ayse.name)
    other = shown.filter(has_not_text=texts("title"))
    await expect(other).to_have_count(1)
    for line in words.burglary_sms.splitlines():
        await expect(other).to_contain_text(line)
    await person.looks.check(person.page, other)
    # Once, and not for the family, whose phones are on.
    assert [
        notification.text
        for notification in await house.home.notifications()
        if not notification.name.startswith("iletimerkezi_")
    ] == [words.burglary_sms]


async def test_activity_names_outcome_and_automation(
    house: House, person: Person
) -> None:
    texts, words = person.texts, person.words
    status = "entity.event.messages.state_attributes.event_type.state"
    undelivered = texts(f"{status}.undelivered")
    await person.opens_device(words.ayse.name)
    latest = person.page.locator("ha-logbook-entry").first
    await expect(latest).to_contain_text(texts("entity.event.messages.name"))
    await expect(latest).to_contain_text(undelivered)
    # At the icon of the cause, and in the details.
    await expect(latest.locator("ha-tooltip")).to_have_text(_SENDING[words.language])
    await person.looks.check(person.page)
    await latest.click()
    details = person.page.locator("dialog-logbook-detail")
    for text in (
        _SENDING[words.language],
        texts(f"{status}.accepted"),
        undelivered,
    ):
        await person.reads(text, details)
    await person.looks.check(person.page, details)
    await person.photographs("activity")


async def test_a_check_shows_what_a_message_costs(house: House, person: Person) -> None:
    texts, words = person.texts, person.words
    action = Action(person)
    await action.chooses("iletimerkezi.check_message")
    await person.reads(texts("services.check_message.description"))
    await action.writes(" ".join([words.leak_sms] * 3))
    row = await action.wants(texts("services.check_message.fields.recipient.name"))
    await person.picks(row, words.family.name)
    await person.looks.check(person.page, person.page.locator("ha-service-control"))
    await action.performs()
    # Two SMS for each of the family's two phones.
    for line in ("parts: 2", "numbers: 2", "sms: 4"):
        await expect(action.answer).to_contain_text(line)
    assert house.ledger.is_closed()


async def test_three_notifications_say_what_to_do(house: House, person: Person) -> None:
    texts, words, home = person.texts, person.words, house.home
    shown = await person.opens_notifications()
    # What the automation created.
    await shown.filter(has_not_text=texts("title")).locator("ha-button").click()
    with pytest.raises(ActionError):
        await home.call(
            "notify.iletimerkezi", message=words.leak_sms, target=["0212 555 44 33"]
        )
    house.simulator.account.senders.remove(SENDER)
    with pytest.raises(ActionError):
        await home.call(
            "notify.send_message", words.family.entity, message=words.refusal_sms
        )
    await house.ledger.holds(words.refusal_sms, words.family, sender=SENDER, code=450)
    await expect(shown).to_have_count(3)
    for kind in ("undelivered", "mistake", "450"):
        title = texts(f"issues.notification_{kind}.title")
        await expect(shown.filter(has_text=title)).to_be_visible()
    drawer = person.page.locator("notification-drawer .notifications")
    await person.looks.check(person.page, drawer)
    await person.photographs("notifications", height=1200, part=drawer)
    assert house.ledger.is_closed()
