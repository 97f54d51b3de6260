"""A headless browser for screenshots; everything else does without it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import importlib
import importlib.util
import shutil
from typing import Any, Final

from .errors import DemoError
from .words import Words

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
_FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def check(words: Words) -> None:
    """Raise DemoError if something is missing."""
    if _program() is None:
        raise DemoError(words.no_chromium)
    if importlib.util.find_spec("playwright") is None:
        raise DemoError(words.no_playwright)


@asynccontextmanager
async def open_page(language: str, width: int, height: int) -> AsyncIterator[Any]:
    """Open a light page in a browser of that language.

    It is untyped because Playwright is not there when types are checked.
    Raises DemoError when the page is not what is expected.
    """
    playwright = importlib.import_module("playwright.async_api")
    try:
        async with playwright.async_playwright() as running:
            browser = await running.chromium.launch(
                executable_path=_program(), args=_FLAGS, handle_sigint=False
            )
            try:
                yield await browser.new_page(
                    viewport={"width": width, "height": height},
                    device_scale_factor=1,
                    color_scheme="light",
                    locale="tr-TR" if language == "tr" else "en-GB",
                    timezone_id="Europe/Istanbul",
                    reduced_motion="reduce",
                )
            finally:
                await browser.close()
    except playwright.Error as error:
        raise DemoError(" ".join(str(error).split())[:300]) from None


def _program() -> str | None:
    """Return the browser of this machine."""
    return next(filter(None, map(shutil.which, _NAMES)), None)
