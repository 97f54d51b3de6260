"""Who uses it: sees a page, reads it, clicks and types."""

from dataclasses import dataclass, replace
import re
from typing import Self

from playwright.async_api import Locator, Page, expect

from demo.words import Words

from .gallery import Gallery
from .looks import Looks
from .texts import Texts


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the browser."""

    page: Page
    url: str
    words: Words
    texts: Texts
    looks: Looks
    gallery: Gallery

    @property
    def form(self) -> Locator:
        """Return the dialog of a flow."""
        return self.page.locator("dialog-data-entry-flow")

    def at(self, page: Page) -> Self:
        """Return the same person at another screen."""
        return replace(self, page=page)

    async def go(self, path: str) -> None:
        """Open a page of Home Assistant."""
        await self.page.goto(f"{self.url}{path}")

    async def sees_form(self, step: str, **values: object) -> None:
        """See a step of a flow: title, description, labels and help, all of it whole."""
        await expect(self.form.locator("[slot=headerTitle]")).to_have_text(
            self.texts(f"{step}.title", **values)
        )
        for text in self.texts.of_step(step, **values):
            await self.reads(text, self.form)
        await self.looks.check(self.page, self.form)

    async def reads(self, text: str, within: Locator | None = None) -> None:
        """See a text."""
        place = within or self.page.locator("body")
        await expect(place.get_by_text(text).first).to_be_visible()

    def field(self, label: str) -> Locator:
        """Return a field of a form by its label."""
        name = self.page.get_by_text(exactly(label))
        return self.form.locator("ha-selector", has=name)

    async def fills(self, label: str, text: str) -> None:
        """Fill in a field of a form."""
        await self.field(label).locator("input").fill(text)

    async def enters_numbers(self, *numbers: str) -> None:
        """Enter phone numbers, one below the other."""
        lines = self.form.locator("ha-input-multi").locator("input")
        for index, number in enumerate(numbers):
            if await lines.count() <= index:
                await self.form.locator("ha-input-multi .add-row ha-button").click()
            await lines.nth(index).fill(number)

    async def picks(self, picker: Locator, text: str) -> None:
        """Search a list and pick what is called so."""
        await (
            picker.locator("#picker")
            .locator("ha-picker-field, ha-button")
            .first.click()
        )
        await picker.locator("ha-picker-combo-box input").fill(text)
        await self._takes(picker, text)

    async def chooses_sender(self, label: str, offered: list[str], name: str) -> None:
        """See exactly the approved senders and choose one."""
        field = self.field(label)
        await field.locator("ha-picker-field").click()
        await expect(field.locator("ha-list-item-option")).to_have_text(offered)
        await self._takes(field, name)

    async def _takes(self, picker: Locator, text: str) -> None:
        """Take from a list that is open, and see it taken.

        The frontend takes it only once the list has closed, and until then
        forgets what else is entered.
        """
        name = picker.get_by_text(exactly(text))
        options = picker.locator("ha-list-item-option")
        await options.get_by_text(exactly(text)).first.click()
        await expect(options.filter(visible=True)).to_have_count(0)
        await expect(name.filter(visible=True).first).to_be_visible()

    async def submits(self) -> None:
        """Submit a form."""
        await self.form.locator("ha-button[slot=primaryAction]").click()

    async def opens_device(self, name: str) -> None:
        """Open the page of a device by way of the integration's."""
        await self.go("/config/integrations/integration/iletimerkezi")
        await (
            self.page.locator("ha-config-entry-device-row")
            .get_by_text(exactly(name))
            .first.click()
        )
        await self.page.locator("ha-device-entities-card").first.wait_for()

    async def opens_notifications(self) -> Locator:
        """Open the notifications and return them."""
        await self.go("/demo-house")
        await self.page.locator("#sidebar-notifications").click()
        return self.page.locator("persistent-notification-item")

    async def finishes(self) -> None:
        """Close the dialog of a flow that has succeeded."""
        await self.form.locator("step-flow-create-entry").wait_for()
        await self.submits()
        await expect(self.form.locator("[slot=headerTitle]")).to_be_hidden()

    async def photographs(
        self, name: str, height: int | None = None, part: Locator | None = None
    ) -> None:
        """Take a picture for the documentation, if somebody wants it."""
        await self.gallery.add(self.page, name, height, part)


def exactly(text: str) -> re.Pattern[str]:
    """Return what finds an element that says this and nothing else."""
    return re.compile(rf"^\s*{re.escape(text)}\s*\*?\s*$")  # a field may be required
