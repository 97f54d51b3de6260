"""Whether what is seen is in one language and whole."""

from pathlib import Path
import re
from typing import Final

from playwright.async_api import Locator, Page

from demo.polling import until

from .texts import Texts, plain

_SCRIPT: Final = (Path(__file__).parent / "page_texts.js").read_text("utf-8")

_UNTRANSLATED: Final = re.compile(
    r"\b(?:component\.\w+\.|ui\.(?:card|common|components|dialogs|panel)\.)[\w.]+"
    r"|\{\w+\}"  # a gap that nobody has filled in
)
_MARKDOWN: Final = re.compile(r"\*[^*]+\*")
# Shorter ones may be Home Assistant's own: "Account", "Code".
_A_SENTENCE: Final = 25


class Looks:
    """Looks through the eyes of somebody who reads one language."""

    def __init__(self, language: str) -> None:
        """Initialize."""
        own, other = Texts(language), Texts("en" if language == "tr" else "tr")
        self._names = own.names()
        self._foreign = other.not_in(own)

    async def check(self, page: Page, form: Locator | None = None) -> None:
        """Fail for what stays untranslated on a page, or cut off in a form of ours."""
        problems: list[str] = []

        async def is_fine() -> bool:
            nonlocal problems
            problems = await self.problems(page, form)
            return not problems

        # Something may still unfold, or be on its way.
        assert await until(is_fine), f"{page.url} shows {problems}"

    async def problems(self, page: Page, form: Locator | None = None) -> list[str]:
        """Return what is seen now and should not be."""
        seen = [item["text"] for item in await page.locator("body").evaluate(_SCRIPT)]
        texts = [" ".join(text.split()) for text in seen]
        everything = plain("".join(seen))
        problems = [
            *(f"a key: {key}" for key in _UNTRANSLATED.findall(everything)),
            *(f"a name: {text}" for text in texts if text in self._names),
            *(f"Markdown: {text}" for text in texts if _MARKDOWN.search(text)),
            *(f"another language: {text}" for text in texts if text in self._foreign),
            *(
                f"another language: {text}"
                for text in self._foreign
                if len(text) >= _A_SENTENCE and text in everything
            ),
        ]
        if form is not None:
            problems += [
                f"cut off: {' '.join(item['text'].split())}"
                for item in await form.evaluate(_SCRIPT)
                if item["cut"]
            ]
        return problems
