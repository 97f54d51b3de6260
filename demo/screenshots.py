"""Pictures of the integration in a real frontend, for its documentation."""

from pathlib import Path
from typing import Any

from .browser import open_page
from .scenes.refusal import make_up, provoke
from .stage import Stage

_WIDTH, _HEIGHT = 1280, 800
# Until nothing moves any more.
_SETTLE_MILLISECONDS = 1500


async def async_take_screenshots(stage: Stage, folder: Path) -> None:
    """Take all of them, in the language of the demo."""
    async with open_page(stage.words.language, _WIDTH, _HEIGHT) as page:
        for name, scene in (
            ("phone", _phones),
            ("dashboard", _dashboard),
            ("config-flow", _config_flow),
            ("recipients", _recipients),
            ("device", _device),
            ("options", _options),
        ):
            await scene(stage, page)
            await _save(stage, page, folder, name)
        await provoke(stage, stage.words.refusal_sms)
        await _notification(stage, page)
        await _save(stage, page, folder, "notification")
        await _repair(stage, page)
        await _save(stage, page, folder, "repair")
        await make_up(stage, stage.words.screenshot_sms)


async def _phones(stage: Stage, page: Any) -> None:
    """Open the page of the simulated provider, with one of the phones."""
    await page.goto(stage.phones.url)
    await page.locator("#chips button").nth(1).click()


async def _dashboard(stage: Stage, page: Any) -> None:
    """Open Home Assistant, which logs in by itself."""
    await page.goto(stage.home.url)
    await page.locator("hui-alarm-panel-card").wait_for()


async def _config_flow(stage: Stage, page: Any) -> None:
    """Open the form that asks for key and hash."""
    await page.goto(
        f"{stage.home.url}/config/integrations/dashboard/add?domain=iletimerkezi"
    )
    await page.locator("dialog-box ha-button[slot=primaryAction]").click()
    await page.locator("step-flow-form ha-form").first.wait_for()


async def _recipients(stage: Stage, page: Any) -> None:
    """Open the page of the integration, the account's own device folded."""
    await page.goto(f"{stage.home.url}/config/integrations/integration/iletimerkezi")
    await page.locator(".toggle-devices-row").click()
    await page.locator("ha-config-sub-entry-row").last.wait_for()


async def _device(stage: Stage, page: Any) -> None:
    """Open the page of the account's device."""
    devices = await stage.home.command("config/device_registry/list")
    account = next(
        device
        for device in devices
        if device["config_entries_subentries"].values()
        and [None] in device["config_entries_subentries"].values()
        and any(domain == "iletimerkezi" for domain, _ in device["identifiers"])
    )
    await page.goto(f"{stage.home.url}/config/devices/device/{account['id']}")
    await page.locator("ha-device-entities-card").first.wait_for()


async def _options(stage: Stage, page: Any) -> None:
    """Open the form of the options."""
    await page.goto(f"{stage.home.url}/config/integrations/integration/iletimerkezi")
    await page.locator("ha-config-entry-row ha-icon-button").nth(1).click()
    await page.locator("step-flow-form ha-form").first.wait_for()


async def _repair(stage: Stage, page: Any) -> None:
    """Open the repair that lets one choose another sender."""
    await page.goto(f"{stage.home.url}/config/repairs")
    await page.locator("ha-config-repairs").get_by_text("İleti Merkezi").first.click()
    await page.locator("step-flow-form ha-form").first.wait_for()


async def _notification(stage: Stage, page: Any) -> None:
    """Open the notifications beside the dashboard."""
    await _dashboard(stage, page)
    await page.locator("#sidebar-notifications").click()
    await page.locator("persistent-notification-item").wait_for()


async def _save(stage: Stage, page: Any, folder: Path, name: str) -> None:
    """Save what is seen."""
    await page.mouse.move(_WIDTH // 2, _HEIGHT - 1)  # so that nothing is hovered
    await page.wait_for_timeout(_SETTLE_MILLISECONDS)
    suffix = "" if stage.words.language == "en" else f"-{stage.words.language}"
    path = folder / f"{name}{suffix}.png"
    await page.screenshot(path=path)
    stage.screen.note(stage.words.screenshot_saved.format(path=path))
