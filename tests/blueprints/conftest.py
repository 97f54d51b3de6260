"""A home for the ready-made automations."""

from collections.abc import AsyncGenerator, Generator
import logging

import pytest

from homeassistant.core import HomeAssistant

from simulator import Simulator
from tests.clock import Clock
from tests.helpers import ANNE, BABA, recipient

from .home import Home, move_in

LANGUAGES = ("en", "tr")


@pytest.fixture
def clock(clock: Clock) -> Clock:
    """Stop the clocks on a Friday at 14:34 in Istanbul."""
    clock.jump(days=-1)
    return clock


@pytest.fixture
async def hass(clock: Clock, hass: HomeAssistant) -> HomeAssistant:
    """Return a home in Istanbul."""
    await hass.config.async_set_time_zone("Europe/Istanbul")
    return hass


@pytest.fixture
async def home(
    hass: HomeAssistant, clock: Clock, simulator: Simulator
) -> AsyncGenerator[Home]:
    """Return a home that does not look after deliveries."""
    async with move_in(hass, clock, simulator, delivery_reports=False) as home:
        yield home


@pytest.fixture
async def attentive_home(
    hass: HomeAssistant, clock: Clock, simulator: Simulator
) -> AsyncGenerator[Home]:
    """Return a home that follows each message until it is delivered."""
    async with move_in(hass, clock, simulator) as home:
        yield home


@pytest.fixture
async def limited_home(
    hass: HomeAssistant, clock: Clock, simulator: Simulator
) -> AsyncGenerator[Home]:
    """Return a home that sends one SMS a day at most."""
    async with move_in(
        hass, clock, simulator, delivery_reports=False, daily_limit=1
    ) as home:
        yield home


@pytest.fixture
async def big_home(
    hass: HomeAssistant, clock: Clock, simulator: Simulator
) -> AsyncGenerator[Home]:
    """Return a home with a family that is one recipient, Aile."""
    async with move_in(
        hass, clock, simulator, recipient("Aile", ANNE, BABA), delivery_reports=False
    ) as home:
        yield home


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """Return the language of a blueprint."""
    language: str = request.param
    return language


@pytest.fixture
def refusals() -> None:
    """Say that the provider refuses something in a test, which is logged."""


@pytest.fixture(autouse=True)
def nothing_to_complain_about(
    caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest
) -> Generator[None]:
    """Fail when an automation or one of its templates logs a warning."""
    yield
    if "refusals" in request.fixturenames:
        return
    complaints = [
        record.getMessage()
        for record in caplog.get_records("call")
        if record.levelno >= logging.WARNING
        and record.name.startswith(
            (
                "homeassistant.components.automation",
                "homeassistant.helpers.script",
                "homeassistant.helpers.template",
                "homeassistant.components.blueprint",
            )
        )
    ]
    assert not complaints
