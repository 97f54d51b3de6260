"""A real Home Assistant and the provider's simulator."""

import asyncio
from asyncio import constants
from collections.abc import AsyncGenerator, Generator
from pathlib import Path
import time
import traceback
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
from hypothesis import settings
import pytest

from homeassistant.core import HomeAssistant
from homeassistant.loader import DATA_CUSTOM_COMPONENTS

# Makes Home Assistant look for the integration here, not among the plugin's own.
import custom_components.iletimerkezi  # noqa: F401
from simulator import Simulator

from .clock import Clock, track_executor
from .helpers import complaints
from .secret_monitor import SecretMonitor
from .secret_monitor.errors import Unwinding

# Has an environment and a run of its own: scripts/test --e2e.
collect_ignore = ["e2e"]

# The same examples in every run: what fails was broken by the change. Each night
# has others (scripts/test --newest).
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("random", deadline=None, print_blob=True)
settings.load_profile("repeatable")

_TESTS: Final = Path(__file__).parent

# What is tested here is not the component but what surrounds it.
_META: Final = {
    *("demo", "probe", "secret_monitor", "simulator"),
    *("test_architecture.py", "test_clock.py", "test_docs.py", "test_github.py"),
    "test_package.py",
    *("test_quality_scale.py", "test_release.py", "test_translations.py"),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a part stand for the whole."""
    parser.addoption(
        "--sample",
        action="store_true",
        help="leave out slow and meta tests, and try one case of each parametrized test",
    )


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Mark tests by where they are, put slow ones first, and draw the sample."""
    for item in items:
        if _META.intersection(item.path.relative_to(_TESTS).parts):
            item.add_marker("meta")
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("slow")
    # A slow test that begins last would keep one core busy and the others idle.
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    if not config.getoption("sample"):
        return
    kept: dict[tuple[Path, str], pytest.Item] = {}
    for item in items:
        if not (item.get_closest_marker("slow") or item.get_closest_marker("meta")):
            kept.setdefault((item.path, getattr(item, "originalname", item.name)), item)
    chosen = set(kept.values())
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = kept.values()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[
    None, pytest.TestReport, pytest.TestReport
]:
    """Let every log travel between processes, half characters and all."""
    report = yield
    report.sections = [
        (name, text.encode(errors="backslashreplace").decode())
        for name, text in report.sections
    ]
    return report


@pytest.fixture(scope="session", autouse=True)
def no_stacks() -> Generator[None]:
    """Leave out the stacks that debug mode notes, of each task and callback.

    The checks of debug mode stay; these stacks alone took a third of the time.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(constants, "DEBUG_STACK_DEPTH", 0)
        # Futures made in C call this one, by what it was when asyncio was imported.
        patch.setattr(traceback.extract_stack, "__defaults__", (None, 0))
        yield


@pytest.fixture
async def clock(freezer: FrozenDateTimeFactory) -> AsyncGenerator[Clock]:
    """Stop the clocks at 14:34 in Istanbul, on a Saturday."""
    freezer.move_to("2026-11-21T11:34:00Z")
    stopped = Clock(freezer)
    loop = asyncio.get_running_loop()
    track_executor(loop)
    # Debug mode takes a moved clock for a slow callback.
    loop.slow_callback_duration = float("inf")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "monotonic", stopped.monotonic)
        patch.setattr(time, "clock_gettime", stopped.clock_gettime)
        yield stopped


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir: str) -> str:
    """Give each test a configuration folder of its own: journals are real files."""
    return hass_tmp_config_dir


@pytest.fixture(scope="session")
def unwinding() -> Generator[Unwinding]:
    """Have every error reported that leaves a function of the component."""
    unwinding = Unwinding()
    unwinding.start()
    yield unwinding
    unwinding.stop()


@pytest.fixture
def secret_monitor(unwinding: Unwinding) -> Generator[SecretMonitor]:
    """Fail if anybody could have seen a key or a hash, wherever that was."""
    with (
        SecretMonitor() as secret_monitor,
        unwinding.told_to(secret_monitor.note_error),
    ):
        yield secret_monitor
    if leaks := secret_monitor.leaks():
        seen = (f"A secret was seen ({place}): {text}" for place, text in leaks.items())
        pytest.fail("\n".join(seen), pytrace=False)


@pytest.fixture
def stopped_clock(request: pytest.FixtureRequest) -> Clock | None:
    """Stop the clocks of a test that moves them before anything reads them."""
    if "clock" not in request.fixturenames:
        return None
    clock: Clock = request.getfixturevalue("clock")
    return clock


@pytest.fixture
def watched_storage(
    stopped_clock: Clock | None,
    hass_config_dir: str,
    hass_storage: dict[str, Any],
    secret_monitor: SecretMonitor,
) -> Generator[None]:
    """Check what is stored once the home has been stopped."""
    yield
    secret_monitor.note_storage(Path(hass_config_dir), hass_storage)


@pytest.fixture
async def hass(
    watched_storage: None,
    stopped_clock: Clock | None,
    hass: HomeAssistant,
    secret_monitor: SecretMonitor,
) -> AsyncGenerator[HomeAssistant]:
    """Return a home that finds the integration and is watched."""
    hass.data.pop(DATA_CUSTOM_COMPONENTS)
    track_executor(hass.loop)
    home = secret_monitor.watch_home(hass)
    yield hass
    await home.async_look_around()
    if stopped_clock:
        stopped_clock.run()


@pytest.fixture
async def simulator(
    socket_enabled: None, secret_monitor: SecretMonitor
) -> AsyncGenerator[Simulator]:
    """Return a running provider."""
    async with Simulator() as running:
        secret_monitor.watch_provider(running)
        yield running


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture) -> Generator[None]:
    """Fail if Home Assistant complains: a warning is a bug to come."""
    yield
    assert not complaints(caplog.get_records("call"))
