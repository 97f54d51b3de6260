"""Which shipment is tried when, with attempts that end as a test wants it."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from homeassistant.core import HomeAssistant

from custom_components.iletimerkezi.outbox.clock import steady
from custom_components.iletimerkezi.outbox.model import Addressee, Shipment
from custom_components.iletimerkezi.outbox.scheduler import (
    MAX_REQUESTS,
    Dispatcher,
    Verdict,
)

from ..helpers import ANNE


class Line:
    """Takes attempts and lets a test end them."""

    def __init__(self) -> None:
        """Have a dispatcher without shipments."""
        self.dispatcher = Dispatcher(self._attempt)
        self.tried: list[str] = []
        self.open: dict[str, asyncio.Future[Verdict]] = {}
        self._created = 0
        self._started = asyncio.Event()

    async def _attempt(self, shipment: Shipment) -> Verdict:
        """Wait for the test."""
        shipment.attempts += 1
        self.tried.append(shipment.text)
        answer: asyncio.Future[Verdict] = asyncio.get_running_loop().create_future()
        self.open[shipment.text] = answer
        self._started.set()
        verdict = await answer
        if verdict is Verdict.ANSWERED:
            shipment.done = True
        return verdict

    def shipment(self, text: str) -> Shipment:
        """Return a shipment, each younger than the one before."""
        self._created += 1
        return Shipment(
            text=text,
            recipients={ANNE: Addressee()},
            sender="EVIM",
            commercial_list=None,
            created=steady() - 1000 + self._created,
        )

    def add(self, *texts: str) -> None:
        """Line shipments up."""
        self.dispatcher.add([self.shipment(text) for text in texts])

    async def next_tried(self, *texts: str) -> str:
        """Wait until one of them is being tried; return which."""
        async with asyncio.timeout(5):
            while not self.open.keys() & set(texts):
                self._started.clear()
                await self._started.wait()
        return next(text for text in texts if text in self.open)

    async def end(self, text: str, verdict: Verdict = Verdict.ANSWERED) -> None:
        """End an attempt."""
        self.open.pop(text).set_result(verdict)
        await turn()

    async def fail(self, text: str, error: Exception) -> None:
        """End an attempt with a mistake of ours."""
        self.open.pop(text).set_exception(error)
        await turn()


async def turn() -> None:
    """Let what is due happen."""
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.fixture
async def line(hass: HomeAssistant) -> AsyncGenerator[Line]:
    """Return a line that is up."""
    made = Line()
    yield made
    for answer in made.open.values():
        answer.set_result(Verdict.ANSWERED)
    await made.dispatcher.async_close()


async def test_bounded_and_in_order(line: Line) -> None:
    """As many as allowed, the next when one is answered."""
    texts = [f"{n}" for n in range(20)]
    line.add(*texts)
    await turn()
    assert line.tried == texts[:MAX_REQUESTS]
    await line.end("7")
    await line.end("3")
    assert line.tried == texts[: MAX_REQUESTS + 2]


async def test_line_is_down_after_no_answer(line: Line) -> None:
    """Nothing new is started until a look; then the oldest."""
    line.add("a", "b")
    await turn()
    await line.end("a", Verdict.NO_ANSWER)
    line.add("c")
    await turn()
    assert line.tried == ["a", "b"]
    await line.end("b", Verdict.NO_ANSWER)
    await line.next_tried("a")
    assert line.tried == ["a", "b", "a"]
    await line.end("a")
    assert not line.dispatcher.line_down
    assert line.tried == ["a", "b", "a", "b", "c"]


@pytest.mark.parametrize("turns", range(4))
async def test_line_is_looked_at_whenever_attempts_end(line: Line, turns: int) -> None:
    """A look that comes due while the last of them is just ending is not lost."""
    texts = [f"{n}" for n in range(MAX_REQUESTS + 1)]
    line.add(*texts)
    await turn()
    for text in list(line.open):
        line.open.pop(text).set_result(Verdict.NO_ANSWER)
        for _ in range(turns):
            await asyncio.sleep(0)
    await line.next_tried(*texts)


async def test_any_answer_brings_the_line_up(line: Line) -> None:
    """Whoever gets it: the others are tried at once."""
    line.add("a", "b")
    await turn()
    await line.end("a", Verdict.NO_ANSWER)
    assert line.tried == ["a", "b"]
    await line.end("b")
    assert line.tried == ["a", "b", "a"]


async def test_again_comes_first(line: Line) -> None:
    """What has another text now does not lose its place."""
    line.add(*(f"{n}" for n in range(20)))
    await turn()
    await line.end("0", Verdict.AGAIN)
    assert line.tried[MAX_REQUESTS:] == ["0"]


async def test_what_is_over_is_not_tried(line: Line) -> None:
    """Given up while it waited."""
    shipments = [line.shipment(text) for text in ("a", "b", "c")]
    line.dispatcher.add(shipments[:1])
    await turn()
    await line.end("a", Verdict.NO_ANSWER)
    line.dispatcher.add(shipments[1:])
    shipments[0].done = True
    shipments[1].done = True
    await line.next_tried("c")
    assert line.tried == ["a", "c"]


async def test_line_is_looked_at_after_one_that_fails_alone(line: Line) -> None:
    """Its attempt outlasts the pause of the others: they do not wait for its own."""
    line.add("x")
    await turn()
    for text in ("a", "b", "c"):
        line.add(text)
        await turn()
        await line.end("x", Verdict.NO_ANSWER)
        await line.end(text)
    line.add("d")
    await turn()
    await line.end("d", Verdict.NO_ANSWER)
    await asyncio.sleep(1.1)
    assert line.tried.count("d") == 1
    await line.end("x", Verdict.NO_ANSWER)
    assert await line.next_tried("x", "d") == "d"


async def test_mistake_of_ours_is_no_answer(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    """The message is kept and tried again."""
    line.add("a")
    await turn()
    await line.fail("a", ZeroDivisionError("ours"))
    assert line.dispatcher.line_down
    assert "ZeroDivisionError: ours" in caplog.text
    await line.next_tried("a")
    await line.end("a")
    assert line.tried == ["a", "a"]


async def test_closing_leaves_nothing(line: Line) -> None:
    """Neither an attempt nor a timer, whatever shipments are doing."""
    line.add("a", "b")
    await turn()
    await line.end("a", Verdict.NO_ANSWER)
    closing = asyncio.ensure_future(line.dispatcher.async_close())
    await turn()
    assert not closing.done()
    await line.end("b", Verdict.NO_ANSWER)
    await closing
    line.add("c")
    await turn()
    assert line.tried == ["a", "b"]
