"""A real Home Assistant and the provider's simulator."""

from collections.abc import AsyncGenerator, Generator

import pytest

# Makes Home Assistant look for the integration here, not among the plugin's own.
import custom_components.iletimerkezi  # noqa: F401
from simulator import Simulator

from .helpers import complaints

# Has an environment and a run of its own: scripts/test --e2e.
collect_ignore = ["e2e"]


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


@pytest.fixture(autouse=True)
def custom_integrations(enable_custom_integrations: None) -> None:
    """Let Home Assistant find the integration."""


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir: str) -> str:
    """Give each test a configuration folder of its own: journals are real files."""
    return hass_tmp_config_dir


@pytest.fixture
async def simulator(socket_enabled: None) -> AsyncGenerator[Simulator]:
    """Return a running provider."""
    async with Simulator() as running:
        yield running


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture) -> Generator[None]:
    """Fail if Home Assistant complains: a warning is a bug to come."""
    yield
    assert not complaints(caplog.get_records("call"))
