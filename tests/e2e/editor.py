"""Building an automation in its editor."""

import re
from typing import Final

from playwright.async_api import Locator, expect

from .person import Person, exactly

_SAVED: Final = re.compile(r"/config/automation/edit/\d+$")


class AutomationEditor:
    """A new automation, in the mode of forms."""

    def __init__(self, person: Person) -> None:
        """Initialize."""
        self._person = person
        self._page = person.page
        self.picker = person.page.locator("add-automation-element-dialog")
        self.sidebar = person.page.locator("ha-automation-sidebar")

    async def opens(self) -> None:
        """Begin a new automation."""
        await self._person.go("/config/automation/edit/new")

    async def chooses_device(self, name: str) -> Locator:
        """Choose a service's device under *When* and return the triggers offered."""
        await self._page.locator("ha-automation-trigger ha-button").click()
        tree = self.picker.locator("ha-automation-add-from-target")
        # What has no area comes last, and services are the last of that.
        await tree.locator("wa-tree > wa-tree-item").last.click()
        await tree.locator(
            "wa-tree-item wa-tree-item", has_text=exactly(name)
        ).first.click()
        return self.picker.locator("ha-automation-add-items ha-list-item-button")

    async def adds(self, item: Locator) -> None:
        """Add what is offered, and see its form."""
        await item.click()
        await expect(self.picker.locator("ha-dialog")).to_be_hidden()
        await expect(self.sidebar).to_be_visible()

    async def adds_action(self, name: str) -> None:
        """Search an action and add it."""
        await self._page.locator("ha-automation-action ha-button").click()
        await self.picker.locator("input").first.fill(name)
        found = self.picker.locator("ha-automation-add-search ha-list-item-button")
        await self.adds(found.filter(has_text=name).first)

    async def writes(self, template: str) -> None:
        """Fill in the first field of what was added last."""
        row = self.sidebar.locator("ha-settings-row").first
        await row.locator("input, textarea").first.fill(template)
        # What holds a template becomes an editor of its own.
        await expect(row.locator("ha-code-editor")).to_contain_text(template)

    async def saves(self, name: str) -> str:
        """Save it under a name and return its id."""
        await self._page.locator(".fab-positioner ha-button").click()
        dialog = self._page.locator("ha-dialog-automation-save")
        await dialog.locator("input").first.fill(name)
        await dialog.locator("ha-button[slot=primaryAction]").click()
        await expect(self._page).to_have_url(_SAVED)
        url: str = self._page.url
        return url.rpartition("/")[2]
