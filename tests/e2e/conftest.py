"""A home for each story and language, in which the tests follow one another."""

from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import pytest
import pytest_asyncio

from . import chromium
from .gallery import Gallery
from .house import House, open_house
from .looks import Looks
from .person import Person
from .texts import Texts

_REPORT = pytest.StashKey[pytest.TestReport]()
_BROKEN = pytest.StashKey[set[Path]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let pictures be taken."""
    parser.addoption(
        "--screenshots",
        type=Path,
        metavar="DIR",
        help="take the pictures of the documentation into this folder",
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out what is there for its pictures alone."""
    if config.getoption("screenshots", None) is None:
        return True if collection_path.name == "test_pictures.py" else None
    return None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep the report of a test for the fixtures that end after it."""
    report = yield
    if call.when == "call":
        item.stash[_REPORT] = report
    return report


@pytest.fixture(scope="session", autouse=True)
def browser() -> None:
    """Leave everything out where there is no browser."""
    if chromium.program() is None:
        pytest.skip("there is no Chromium (Debian: apt install chromium)")


@pytest_asyncio.fixture(loop_scope="module", scope="module", params=["en", "tr"])
async def house(request: pytest.FixtureRequest) -> AsyncGenerator[House]:
    """Return a new home, its provider and a browser."""
    story = request.path.stem.removeprefix("test_")
    async with open_house(request.param, story) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def person(house: House, pytestconfig: pytest.Config) -> Person:
    """Return who lives there."""
    language = house.words.language
    return Person(
        page=house.page,
        url=house.folder.url,
        words=house.words,
        texts=Texts(language),
        looks=Looks(language),
        gallery=Gallery(language, pytestconfig.getoption("screenshots")),
    )


@pytest_asyncio.fixture(loop_scope="module")
async def story(request: pytest.FixtureRequest, house: House) -> AsyncGenerator[None]:
    """End a language's story with the first test that fails, and keep what is seen."""
    broken = request.config.stash.setdefault(_BROKEN, set())
    if house.folder.path in broken:
        pytest.skip("an earlier step has failed")
    yield
    report = request.node.stash.get(_REPORT, None)
    if report is None or report.passed:
        return
    broken.add(house.folder.path)
    picture = house.folder.path / "failure.png"
    await house.page.screenshot(path=picture)
    text = await house.page.locator("body").aria_snapshot()
    (house.folder.path / "failure.txt").write_text(
        f"{house.page.url}\n\n{text}\n", encoding="utf-8"
    )
    _, log = house.folder.tail()
    report.sections += [
        ("What is seen", f"{picture}\n{house.page.url}\n{text}"),
        ("The end of Home Assistant's log", "\n".join(log)),
    ]
