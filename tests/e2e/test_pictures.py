"""The pictures of the README: a door opens and an SMS arrives, three alarms on a phone."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack

from playwright.async_api import Page, expect
import pytest
import pytest_asyncio

from demo.account import async_create_account

from .browser import open_page
from .dashboard import Dashboard
from .film import Film
from .gallery import TRANSPARENT
from .house import House
from .person import Person

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.usefixtures("story"),
]

# Sharp where the README shows them.
SCALE = 2
# Without what only makes sense next to the simulator's switches, and what would be cut off.
PLAIN = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
        #off, .foot span:nth-of-type(2), .phone::before, .phone::after { display: none !important }
        .phone { box-shadow: inset 0 0 0 2px #5a6870, inset 0 0 0 4px #0b1013 }
    `);
    document.adoptedStyleSheets.push(sheet);
}"""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def phone(house: House) -> AsyncGenerator[Page]:
    """Return the phone of somebody who got an SMS before."""
    words = house.words
    await async_create_account(house.home, words, house.simulator.url)
    await house.home.call(
        "notify.send_message", words.ayse.entity, message=words.refusal_sms
    )
    async with open_page(words.language, height=730, scale=SCALE) as page:
        await page.goto(house.simulator.url)
        await page.evaluate(TRANSPARENT)
        await page.evaluate(PLAIN)
        await page.locator("#chips button").nth(1).click()
        await expect(page.locator("#thread .text")).to_have_text([words.refusal_sms])
        yield page


async def test_a_door_opens_and_an_sms_arrives(
    house: House, person: Person, phone: Page
) -> None:
    words = house.words
    async with AsyncExitStack() as stack:
        page = await stack.enter_async_context(
            open_page(words.language, width=460, height=594, scale=SCALE)
        )
        dashboard = Dashboard(person.at(page))
        await dashboard.opens()
        await dashboard.arms()
        house.simulator.deliver_after = 1
        film = Film(page, phone.locator("#phone"), SCALE)
        await person.gallery.settle(page)
        await film.frame()
        box = await dashboard.front_door.bounding_box()
        assert box is not None
        door = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        await film.hold(1200)
        await film.frame(tapped=door)
        await dashboard.front_door.click()
        for _ in range(8):
            await film.frame()
        await expect(phone.locator("#thread .ticks.s111")).to_have_count(2)
        await expect(phone.locator("#thread .text").last).to_have_text(
            words.burglary_sms
        )
        await person.gallery.settle(page)
        await film.frame(still=True)
        await dashboard.disarms()
        await dashboard.front_door.click()
    person.gallery.show(film, "alarm")


async def test_a_phone_shows_three_alarms(
    house: House, person: Person, phone: Page
) -> None:
    words, home = house.words, house.home
    house.simulator.deliver_after = 0
    await phone.locator("#clear").click()
    await home.call("alarm_control_panel.alarm_arm_away", words.panel)
    texts = []
    for what, text in (
        (words.balcony_door, words.outage_door_sms),
        (words.kitchen_smoke, words.fire_sms),
        (words.water, words.leak_sms),
    ):
        await home.call("input_boolean.turn_on", what)
        texts.append(text)
        await house.simulator.wait_for_sends(len(texts), 30)
    await expect(phone.locator("#thread")).to_be_visible()
    await phone.locator("#chips button").nth(1).click()
    await expect(phone.locator("#thread .text")).to_have_text(texts)
    await expect(phone.locator("#thread .ticks.s111")).to_have_count(len(texts))
    await person.gallery.add(phone, "phone", None, phone.locator("#phone"))
