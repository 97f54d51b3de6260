"""The dashboard of the demo's house."""

from playwright.async_api import expect

from .person import Person


class Dashboard:
    """Where doors open and detectors see smoke."""

    def __init__(self, person: Person) -> None:
        """Initialize."""
        self._person = person
        panel = person.page.locator("hui-alarm-panel-card")
        self._armed = panel.locator(".armed_away")
        self._arm_or_disarm = panel.locator("#armActions ha-button")
        # In the order of demo/house/dashboard.*.yaml.
        self.front_door, _balcony_door, self.kitchen_smoke = (
            person.page.locator("hui-tile-card ha-tile-icon").nth(index)
            for index in range(3)
        )

    async def opens(self) -> None:
        """Open the page."""
        await self._person.go("/demo-house")

    async def arms(self) -> None:
        """Arm the alarm."""
        await self._arm_or_disarm.click()
        await expect(self._armed).to_be_visible()

    async def disarms(self) -> None:
        """Disarm the alarm."""
        await self._arm_or_disarm.click()
