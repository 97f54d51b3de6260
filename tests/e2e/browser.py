"""A browser of the person's language."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from playwright.async_api import Page, async_playwright, expect

from . import chromium

# A busy machine may take long.
_PATIENCE_MILLISECONDS = 30_000


@asynccontextmanager
async def open_page(
    language: str, *, width: int = 1280, height: int = 800, scale: int = 1
) -> AsyncGenerator[Page]:
    """Open a light page in a browser of that language."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium.program(), args=chromium.FLAGS
        )
        try:
            page = await browser.new_page(
                viewport={"width": width, "height": height},
                device_scale_factor=scale,
                color_scheme="light",
                locale="tr-TR" if language == "tr" else "en-GB",
                timezone_id="Europe/Istanbul",
                reduced_motion="reduce",
            )
            page.set_default_timeout(_PATIENCE_MILLISECONDS)
            expect.set_options(timeout=_PATIENCE_MILLISECONDS)
            yield page
        finally:
            await browser.close()
