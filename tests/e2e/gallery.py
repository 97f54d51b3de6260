"""Pictures for the documentation, taken on the way."""

from pathlib import Path

from playwright.async_api import Locator, Page

# Long enough for animations; only pictures wait, no test does.
_SETTLE_MILLISECONDS = 1000

_TRANSPARENT = """() => {
    for (const each of [document.documentElement, document.body])
        each.style.background = "transparent";
}"""


class Gallery:
    """The pictures of one language, or none at all."""

    def __init__(self, language: str, folder: Path | None) -> None:
        """Take pictures into a folder, where there is one."""
        self._suffix = "" if language == "en" else f"-{language}"
        self._folder = folder

    async def add(
        self, page: Page, name: str, height: int | None, part: Locator | None = None
    ) -> None:
        """Save what is seen, on a screen of another height if need be, or a part of it."""
        if self._folder is None:
            return
        usual = page.viewport_size
        await page.set_viewport_size({**usual, "height": height or usual["height"]})
        await page.mouse.move(
            usual["width"] // 2, usual["height"] - 1
        )  # hovers nowhere
        await page.wait_for_timeout(_SETTLE_MILLISECONDS)
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{name}{self._suffix}.png"
        if part is None:
            await page.screenshot(path=path)
        else:
            await page.evaluate(_TRANSPARENT)
            await part.screenshot(path=path, omit_background=True)
        await page.set_viewport_size(usual)
