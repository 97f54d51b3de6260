"""Whether the eyes of the person see what they are there to see."""

from collections.abc import AsyncGenerator

from playwright.async_api import Page
import pytest
import pytest_asyncio

from .browser import open_page
from .looks import Looks
from .texts import Texts

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHADOW = """<div id="host"></div><script>
document.getElementById("host").attachShadow({{ mode: "open" }}).innerHTML =
  '<div style="{style}"><slot>{text}</slot></div>';
</script>"""
NARROW = "width: 4em; overflow: hidden; white-space: nowrap;"
LOW = "height: 1em; overflow: hidden; width: 4em;"
SCROLLS = "height: 1em; overflow: auto; width: 8em;"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def page() -> AsyncGenerator[Page]:
    """Return a page for somebody who reads Turkish."""
    async with open_page("tr") as opened:
        yield opened


@pytest.mark.parametrize(
    ("style", "text", "problem"),
    [
        ("", "component.iletimerkezi.title", "a key"),
        ("", "ui.panel.config.repairs.title", "a key"),
        ("", "Merhaba {account}", "a key"),
        ("", "plain_letters", "a name"),
        ("", "*API*", "Markdown"),
        ("", Texts("en")("options.step.init.data.max_parts"), "another language"),
        ("", Texts("en")("config.step.user.description"), "another language"),
        (NARROW, "Uzun bir etiket", "cut off"),
        (LOW, "Uzun bir etiket", "cut off"),
    ],
)
async def test_a_flaw_is_seen(page: Page, style: str, text: str, problem: str) -> None:
    await page.set_content(SHADOW.format(style=style, text=text))
    (seen, *_) = await Looks("tr").problems(page, page.locator("body"))
    assert seen.startswith(f"{problem}: ")


@pytest.mark.parametrize("style", ["", SCROLLS, f"display: none; {NARROW}"])
async def test_what_is_fine_is_left_alone(page: Page, style: str) -> None:
    text = Texts("tr")("options.step.init.data.max_parts")
    await page.set_content(SHADOW.format(style=style, text=text))
    assert await Looks("tr").problems(page, page.locator("body")) == []
