"""Performing an action in the developer tools."""

from playwright.async_api import Locator, expect

from .person import Person, exactly


class Action:
    """The page where any action can be tried, in the mode of forms."""

    def __init__(self, person: Person) -> None:
        """Initialize."""
        self._person = person
        self._control = person.page.locator("ha-service-control")

    @property
    def answer(self) -> Locator:
        """Return where the response is shown."""
        return self._person.page.locator("ha-yaml-editor")

    @property
    def error(self) -> Locator:
        """Return where an error is shown."""
        return self._person.page.locator("ha-alert")

    async def chooses(self, name: str) -> None:
        """Open the page and choose an action."""
        await self._person.go("/developer-tools/action")
        await self._person.picks(self._control.locator("ha-service-picker"), name)

    def row(self, label: str) -> Locator:
        """Return a field by its label."""
        heading = self._person.page.get_by_text(exactly(label))
        return self._control.locator("ha-settings-row", has=heading)

    async def wants(self, label: str) -> Locator:
        """Tick an optional field and return it."""
        row = self.row(label)
        await row.locator("ha-checkbox").click()
        await expect(row.locator(".disabled, :disabled")).to_have_count(0)
        return row

    async def writes(self, message: str) -> None:
        """Fill in the message: the first field that every message needs."""
        rows = self._control.locator("ha-settings-row")
        required = rows.filter(has_not=self._person.page.locator("ha-checkbox"))
        await required.first.locator("input, textarea").first.fill(message)

    async def performs(self) -> None:
        """Perform it."""
        await self._person.page.locator(
            "tools-action .card-actions ha-progress-button"
        ).click()
