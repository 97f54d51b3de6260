"""Pictures for the documentation, taken on the way."""

from pathlib import Path

from playwright.async_api import Locator, Page

from .film import Film

# Long enough for animations; only pictures wait, no test does.
_SETTLE_MILLISECONDS = 1000

TRANSPARENT = """() => {
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
        await self.settle(page)
        path = self._path(self._folder, name)
        if part is None:
            await page.screenshot(path=path)
        else:
            await page.evaluate(TRANSPARENT)
            await part.screenshot(path=path, omit_background=True)
        await page.set_viewport_size(usual)

    async def settle(self, page: Page) -> None:
        """Hover nowhere, and let animations end."""
        size = page.viewport_size
        await page.mouse.move(size["width"] // 2, size["height"] - 1)
        await page.wait_for_timeout(_SETTLE_MILLISECONDS)

    def show(self, film: Film, name: str) -> None:
        """Save a film."""
        if self._folder is not None:
            film.save(self._path(self._folder, name))

    def _path(self, folder: Path, name: str) -> Path:
        """Return where a picture of this language goes."""
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{name}{self._suffix}.png"
