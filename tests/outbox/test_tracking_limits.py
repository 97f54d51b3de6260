"""How often reports are asked for, and what is kept of followed orders."""

from collections.abc import AsyncGenerator
from typing import cast

import pytest

from homeassistant.core import HomeAssistant

from custom_components.iletimerkezi.api import (
    IletiMerkeziClient,
    ProviderUnreachableError,
    RefusedError,
    Report,
)
from custom_components.iletimerkezi.api.models import (
    MessageStatus,
    OrderStatus,
    ReportedMessage,
)
from custom_components.iletimerkezi.outbox import (
    Addressee,
    Journal,
    JournalEvents,
    Outcome,
    OutcomePublisher,
    Restored,
    Status,
    Tracking,
)
from custom_components.iletimerkezi.outbox.clock import steady
from custom_components.iletimerkezi.outbox.model import FollowedOrder

from ..clock import Clock
from ..helpers import ANNE

ENTRY_ID = "01TRACKING"
HOUR = 3600.0


class Reports:
    """A client that only gives reports."""

    def __init__(self) -> None:
        """Initialize; every phone is off."""
        self.asked: list[tuple[float, str]] = []
        self.answer: Exception | MessageStatus = MessageStatus.WAITING

    async def report(self, order_id: str) -> Report:
        """Return a report, or raise."""
        self.asked.append((steady(), order_id))
        if isinstance(self.answer, Exception):
            raise self.answer
        return Report(
            order_id,
            OrderStatus.SENDING,
            total=1,
            delivered=0,
            undelivered=0,
            waiting=1,
            messages=(ReportedMessage(ANNE, self.answer),),
        )

    def most_within(self, seconds: float) -> int:
        """Return the most queries that there were in any such time."""
        times = [at for at, _ in self.asked]
        return max(
            sum(start <= at < start + seconds for at in times) for start in times
        )


class Home:
    """A tracking with its journal."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Initialize."""
        self._hass = hass
        self.reports = Reports()
        self.outcomes: list[Outcome] = []
        self.publisher = OutcomePublisher(hass.loop)
        self.publisher.subscribe(self.outcomes.append)
        self.journal = self._journal()
        self.tracking = Tracking(
            hass,
            cast("IletiMerkeziClient", self.reports),
            self.journal,
            self.publisher,
        )
        self.tracking.enable(enabled=True)

    def _journal(self) -> Journal:
        """Return a journal that nobody is interested in."""
        events = JournalEvents(*[lambda *_: None] * 4)
        return Journal(self._hass, ENTRY_ID, events)

    async def stored(self) -> list[str]:
        """Return what a restart would go on with."""
        await self.tracking.async_close()
        await self.journal.async_close()
        journal = self._journal()
        restored: Restored = await journal.async_load()
        await journal.async_close()
        return [order.id for order in restored.followed]

    def accept(self, count: int) -> None:
        """Have orders accepted."""
        self.publisher.publish(
            Outcome(Status.ACCEPTED, ANNE, Addressee(), "Duman", n, f"{n}")
            for n in range(count)
        )


@pytest.fixture
async def home(hass: HomeAssistant, clock: Clock) -> AsyncGenerator[Home]:
    """Return a tracking that follows nothing yet."""
    made = Home(hass)
    await made.journal.async_load()
    yield made
    await made.tracking.async_close()
    await made.journal.async_close()


async def test_sixty_queries_a_minute(home: Home, clock: Clock) -> None:
    """However many orders are open; each has its turn."""
    home.accept(300)
    await clock.move(20 * 60)
    assert home.tracking.open_orders == 300
    assert home.reports.most_within(60.0) <= 60
    assert len({order_id for _, order_id in home.reports.asked}) == 300


@pytest.mark.parametrize(
    "answer",
    [
        ZeroDivisionError("ours"),
        ProviderUnreachableError("away", maybe_processed=False),
        RefusedError(456),
        RefusedError(401),
    ],
)
async def test_no_report_is_no_reason_to_hurry(
    home: Home,
    clock: Clock,
    answer: Exception,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A report that fails is asked for again after its pause, our mistake included."""
    home.reports.answer = answer
    home.accept(3)
    await clock.move(300)
    assert 3 <= len(home.reports.asked) <= 60
    home.reports.answer = MessageStatus.DELIVERED
    await clock.until(
        lambda: sum(o.status is Status.DELIVERED for o in home.outcomes) == 3,
        within=90,
    )
    assert home.tracking.open_orders == 0
    assert ("could not be processed" in caplog.text) == isinstance(
        answer, ZeroDivisionError
    )


async def test_switched_off_forgets(home: Home, clock: Clock) -> None:
    """Number and name are not kept for nothing."""
    home.accept(2)
    await clock.move(1)
    home.tracking.enable(enabled=False)
    assert home.tracking.open_orders == 0
    asked = len(home.reports.asked)
    await clock.move(HOUR)
    assert len(home.reports.asked) == asked
    assert await home.stored() == []


async def test_followed_survive(home: Home, clock: Clock) -> None:
    """As long as they are open."""
    home.accept(2)
    await clock.move(1)
    assert sorted(await home.stored()) == ["0", "1"]


@pytest.mark.parametrize(
    ("age", "enabled", "kept"),
    [(HOUR, True, True), (25 * HOUR, True, False), (HOUR, False, False)],
)
async def test_restored(
    home: Home, clock: Clock, age: float, enabled: bool, kept: bool
) -> None:
    """What is too old, or not to be followed any more, is deleted."""
    order = FollowedOrder("7", created=steady() - age, waiting={ANNE: Addressee()})
    home.journal.follow(order)
    home.tracking.enable(enabled=enabled)
    home.tracking.start([order])
    await clock.move(1)
    assert home.tracking.open_orders == kept
    assert await home.stored() == (["7"] if kept else [])


async def test_report_between_close_and_end(home: Home, clock: Clock) -> None:
    """Nothing is asked any more once it is closed."""
    home.accept(5)
    await clock.move(1)
    await home.tracking.async_close()
    asked = len(home.reports.asked)
    await clock.move(HOUR)
    assert len(home.reports.asked) == asked
