"""From a home without SMS to one whose sender was replaced: one test after the other."""

import re

from playwright.async_api import expect
import pytest

from .action import Action
from .dashboard import Dashboard
from .house import House
from .person import Person

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.usefixtures("story"),
]

SENDER = "EVIM"
NEW_SENDER = "AILEM"


async def test_a_mistyped_hash_is_reported_on_the_form(
    house: House, person: Person
) -> None:
    account, texts = house.simulator.account, person.texts
    await person.go("/config/integrations/dashboard")
    await person.page.locator("ha-config-integrations-dashboard [slot=fab]").click()
    brands = person.page.locator("dialog-add-integration")
    await brands.locator("input").fill(texts("title"))
    await brands.locator("ha-integration-list-item").get_by_text(texts("title")).click()

    await person.sees_form("config.step.user")
    await person.photographs("config-flow")
    await person.fills(texts("config.step.user.data.api_key"), account.key)
    await person.fills(texts("config.step.user.data.api_hash"), account.hash[:-1])
    await person.form.get_by_text(
        texts("config.step.user.sections.advanced.name")
    ).click()
    await person.fills(
        texts("config.step.user.sections.advanced.data.url"), house.simulator.url
    )
    await person.looks.check(person.page, person.form)
    await person.submits()
    await person.reads(texts("config.error.invalid_auth"), person.form)
    await person.sees_form("config.step.user")
    # Not the usual one, so it stays in sight.
    address = person.field(texts("config.step.user.sections.advanced.data.url"))
    await expect(address.locator("input")).to_have_value(house.simulator.url)
    await expect(address).to_be_visible()
    assert [request.endpoint for request in house.simulator.requests] == ["balance"]


async def test_the_right_hash_leads_to_the_approved_senders(
    house: House, person: Person
) -> None:
    texts = person.texts
    await person.fills(
        texts("config.step.user.data.api_hash"), house.simulator.account.hash
    )
    await person.submits()
    await person.sees_form("config.step.sender")
    await person.chooses_sender(
        texts("config.step.sender.data.sender"),
        house.simulator.account.senders,
        SENDER,
    )
    await person.submits()
    await person.sees_form("config_subentries.recipient.step.user")
    assert house.simulator.sends == []


async def test_a_landline_is_rejected_and_the_first_recipient_added(
    house: House, person: Person
) -> None:
    texts, ayse = person.texts, person.words.ayse
    step = "config_subentries.recipient.step.user"
    landline = "0212 555 44 33"
    await person.fills(texts(f"{step}.data.name"), ayse.name)
    await person.enters_numbers(landline)
    await person.submits()
    await person.reads(
        texts("exceptions.invalid_number_landline.message", number=landline),
        person.form,
    )
    await person.sees_form(step)

    await person.enters_numbers(*ayse.typed)
    await person.submits()
    await person.finishes()


async def test_a_family_is_added_on_the_integrations_page(
    house: House, person: Person
) -> None:
    texts, family = person.texts, person.words.family
    step = "config_subentries.recipient.step.user"
    await person.go("/config/integrations/integration/iletimerkezi")
    await person.page.locator(
        "ha-button", has_text=texts("config_subentries.recipient.initiate_flow.user")
    ).click()
    await person.sees_form(step)
    await person.fills(texts(f"{step}.data.name"), family.name)
    await person.enters_numbers(*family.typed)
    await person.submits()
    await person.finishes()
    # The account's own device is folded in, for the picture's sake.
    await person.page.locator(".toggle-devices-row").click()
    rows = person.page.locator("ha-config-sub-entry-row")
    await expect(rows).to_have_count(2)
    await expect(rows.first).to_contain_text(
        texts("config_subentries.recipient.entry_type")
    )
    await person.looks.check(person.page)
    await person.photographs("recipients")


async def test_an_alarm_reaches_everybody_in_one_order(
    house: House, person: Person
) -> None:
    words = person.words
    dashboard = Dashboard(person)
    await dashboard.opens()
    await dashboard.arms()
    await person.looks.check(person.page, person.page.locator("hui-view"))
    await dashboard.front_door.click()
    await house.ledger.holds(words.burglary_sms, *words.recipients, sender=SENDER)
    await dashboard.disarms()
    await dashboard.kitchen_smoke.click()
    await house.ledger.holds(
        words.fire_sms, *words.recipients, words.neighbor, sender=SENDER
    )


async def test_a_message_is_sent_from_the_developer_tools(
    house: House, person: Person
) -> None:
    words = person.words
    action = Action(person)
    await action.chooses("notify.send_message")
    await person.picks(person.page.locator("ha-target-picker"), words.ayse.name)
    await action.writes(words.refusal_sms)
    await action.performs()
    await house.ledger.holds(words.refusal_sms, words.ayse, sender=SENDER)


async def test_the_integrations_own_action_answers(
    house: House, person: Person
) -> None:
    texts, words = person.texts, person.words
    action = Action(person)
    await action.chooses("iletimerkezi.send_message")
    fields = "services.send_message.fields"
    await expect(action.row(texts(f"{fields}.message.name"))).to_be_visible()
    await person.looks.check(person.page, person.page.locator("ha-service-control"))
    await action.writes(words.leak_sms)
    row = await action.wants(texts(f"{fields}.recipient.name"))
    await person.picks(row, words.family.name)
    row = await action.wants(texts(f"{fields}.number.name"))
    await row.locator(".add-row ha-button").click()
    await row.locator("ha-input-multi input").fill(*words.neighbor.typed)
    await action.performs()
    await house.ledger.holds(
        words.leak_sms, words.family, words.neighbor, sender=SENDER
    )
    for part in ("accepted", words.family.name, str(house.simulator.orders[-1].id)):
        await expect(action.answer).to_contain_text(part)


async def test_the_phone_shows_what_has_arrived(house: House, person: Person) -> None:
    words = person.words
    await person.page.goto(house.simulator.url)
    await person.page.locator("#chips button").nth(1).click()
    for text in (words.burglary_sms, words.refusal_sms):
        await expect(
            person.page.locator("#thread .text", has_text=text)
        ).to_be_visible()


async def test_a_refusal_is_an_error_and_a_notification(
    house: House, person: Person
) -> None:
    texts, words, account = person.texts, person.words, house.simulator.account
    account.senders.remove(SENDER)
    action = Action(person)
    await action.chooses("notify.send_message")
    await person.picks(person.page.locator("ha-target-picker"), words.ayse.name)
    await action.writes(words.refusal_over_sms)
    await action.performs()
    await house.ledger.holds(
        words.refusal_over_sms, words.ayse, sender=SENDER, code=450
    )
    kept = texts("exceptions.kept_450.message", recipients=words.ayse.name, until="|")
    await person.reads(kept.partition("|")[0].strip(), action.error)


async def test_the_notification_says_what_to_do(house: House, person: Person) -> None:
    texts = person.texts
    notification = await person.opens_notifications()
    title, text = (
        texts(f"issues.notification_450.{part}", repairs="#", panel="#")
        for part in ("title", "description")
    )
    await expect(notification).to_contain_text(title)
    # A link shows its text.
    for part in re.sub(r"\[(.*?)\]\(#\)", r"\1", text).split(". "):
        await expect(notification).to_contain_text(part)
    await expect(notification).to_contain_text(person.words.ayse.name)
    await person.looks.check(person.page, notification)
    await person.photographs("notification")


async def test_the_repair_offers_the_senders_that_are_left(
    house: House, person: Person
) -> None:
    texts = person.texts
    account = {"account": texts("title")}
    await person.go("/config/repairs")
    title = texts("issues.sender_not_approved.title", **account)
    await person.page.get_by_text(title).click()
    step = "issues.sender_not_approved.fix_flow.step.sender"
    await person.sees_form(step, sender=SENDER, **account)
    await person.photographs("repair")
    await person.chooses_sender(
        texts(f"{step}.data.sender"), house.simulator.account.senders, NEW_SENDER
    )
    await person.submits()
    await person.finishes()
    await expect(person.page.get_by_text(title)).to_be_hidden()
    # What was kept goes out by itself, from the new sender.
    await house.ledger.holds(
        person.words.refusal_over_sms, person.words.ayse, sender=NEW_SENDER
    )


async def test_a_test_message_comes_from_the_new_sender(
    house: House, person: Person
) -> None:
    texts, ayse = person.texts, person.words.ayse
    await person.opens_device(ayse.name)
    row = person.page.locator("hui-button-entity-row")
    await expect(row).to_contain_text(texts("entity.button.send_test_message.name"))
    await expect(row.locator(":disabled")).to_have_count(0)  # loaded anew by the repair
    await row.locator("ha-button").click()
    await house.ledger.holds(texts("common.test_message"), ayse, sender=NEW_SENDER)
    # The success has ended the notification, too.
    await expect(await person.opens_notifications()).to_have_count(0)


async def test_the_account_device_shows_its_state(house: House, person: Person) -> None:
    texts = person.texts
    await person.opens_device(texts("title"))
    for key in (
        "entity.event.messages",
        "entity.sensor.balance",
        "entity.sensor.sms_credits",
        "entity.sensor.pending_messages",
    ):
        await person.reads(texts(f"{key}.name"))
    await person.looks.check(person.page)
    await person.photographs("device")


async def test_options_take_effect(house: House, person: Person) -> None:
    texts = person.texts
    await person.go("/config/integrations/integration/iletimerkezi")
    await person.page.locator("ha-config-entry-row ha-icon-button").nth(1).click()
    step = "options.step.init"
    await person.sees_form(step)
    await person.photographs("options", height=1300)
    await person.fills(texts(f"{step}.data.max_parts"), "1")
    await person.field(texts(f"{step}.data.plain_letters")).locator("ha-switch").click()
    await person.submits()
    await person.finishes()

    action = Action(person)
    await action.chooses("iletimerkezi.send_message")
    await action.writes("Çığ düştü! " * 20)
    row = await action.wants(texts("services.send_message.fields.recipient.name"))
    await person.picks(row, person.words.ayse.name)
    await action.performs()
    # What fits into one SMS without Turkish letters: 155 characters, whole words.
    await house.ledger.holds(
        "Cig dustu! " * 13 + "Cig...", person.words.ayse, sender=NEW_SENDER
    )
    assert house.simulator.messages[-1].parts == 1
    assert house.ledger.is_closed()
