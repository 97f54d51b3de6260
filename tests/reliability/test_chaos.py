"""Everything that can go wrong, mixed by dice that fall the same way every time."""

import asyncio
from collections import Counter
from decimal import Decimal
import random
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from simulator import Fault, FaultKind, RecordedRequest, Simulator, Stage
from tests.clock import Clock, breathe, settle
from tests.helpers import account_entry, notifications, recipient, set_up

from .home import (
    ACCEPTED,
    Outcomes,
    arrivals,
    call,
    journal_path,
    journaled,
    pending,
    reload,
    statuses,
)

pytestmark = pytest.mark.slow

MESSAGES = 520
NUMBERS = [f"53000000{n:02}" for n in range(12)]

# Half a minute each until they time out: rare, or no message is young any more.
SILENT = {FaultKind.HANG, FaultKind.DRIP}
CODES = {
    FaultKind.CODE: (429, 500, 503, 599),
    FaultKind.CODE_IN_200: (429, 500, 503),
    FaultKind.HTTP_STATUS: (429, 500, 502, 503, 504),
    FaultKind.ECHO_SECRET: (500, 503),
}
# The provider's own answer with the words garbled is an answer all the same.
HARMLESS = {
    (FaultKind.WRONG_CHARSET, Stage.AFTER),
    (FaultKind.BAD_ORDER_ID, Stage.AFTER),
}

type Trouble = tuple[FaultKind, Stage]
# A refusal that can be read is the truth: the provider did not process the request.
REFUSALS = {FaultKind.CODE, FaultKind.CODE_IN_200, FaultKind.ECHO_SECRET}
TROUBLES: list[Trouble] = [
    (kind, stage)
    for kind in FaultKind
    for stage in Stage
    if not (kind in REFUSALS and stage is Stage.AFTER)
]


class Dice:
    """Decides for each request what goes wrong with it."""

    def __init__(self, seed: int, simulator: Simulator) -> None:
        """Load the dice: each trouble once for certain, then by chance."""
        self.random = random.Random(seed)
        self.thrown: Counter[Trouble] = Counter()
        self.calm = False
        self._due = self.random.sample(TROUBLES, len(TROUBLES))
        self._decided: dict[RecordedRequest, Trouble | None] = {}
        for kind, stage in TROUBLES:
            for code in CODES.get(kind, (503,)):
                simulator.faults.add(
                    Fault(
                        kind,
                        stage,
                        code=code,
                        seconds=5 if kind is FaultKind.DRIP else None,
                        where=self._condition((kind, stage), code),
                    )
                )

    def _condition(self, trouble: Trouble, code: int) -> Any:
        """Return whether a request gets this trouble, with this code."""
        codes = CODES.get(trouble[0], (503,))

        def concerns(request: RecordedRequest) -> bool:
            return (
                self._decide(request) == trouble
                and codes[hash(request.at) % len(codes)] == code
            )

        return concerns

    def _decide(self, request: RecordedRequest) -> Trouble | None:
        """Throw once for each request."""
        if request not in self._decided:
            trouble: Trouble | None = None
            if not self.calm and self.random.random() < 0.35:
                trouble = self._due.pop() if self._due else self.random.choice(TROUBLES)
                if trouble[0] in SILENT and self.thrown[trouble] >= 2:
                    trouble = (FaultKind.RESET, trouble[1])
                self.thrown[trouble] += 1
            self._decided[request] = trouble
        return self._decided[request]


async def weather(simulator: Simulator, clock: Clock, dice: Dice) -> None:
    """Cut the line now and then, for seconds or for a minute."""
    while not dice.calm:
        await asyncio.sleep(dice.random.randint(10, 40))
        await simulator.cut_line()
        await asyncio.sleep(dice.random.choice([2, 5, 20, 60]))
        await simulator.restore_line()


@pytest.mark.parametrize(
    ("seed", "repeat_rule"),
    [(1, "same_recipients"), (2, "any_recipient"), (3, "same_recipients")],
)
async def test_chaos(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    seed: int,
    repeat_rule: Any,
) -> None:
    """Each message is accepted once, and on each of its phones once."""
    entry, dice = await prepare(hass, simulator, seed)
    simulator.repeat_rule = repeat_rule
    outcomes = Outcomes(entry)
    storm = hass.loop.create_task(weather(simulator, clock, dice))
    callers: list[asyncio.Task[Any]] = []
    wanted: set[tuple[str, str]] = set()
    while len(callers) < MESSAGES:
        for _ in range(dice.random.choice([1, 1, 2, 5, 15])):
            text = f"Alarm {len(callers)}: {dice.random.choice(TEXTS)}"
            numbers = dice.random.sample(
                NUMBERS, dice.random.choice([1, 1, 1, 2, 3, 12])
            )
            wanted |= {(number, text) for number in numbers}
            callers.append(call(hass, text, *numbers))
        await clock.move(dice.random.choice([0.5, 1, 2, 8]))
    dice.calm = True
    await clock.until(storm.done, within=110)
    await clock.until(lambda: len(simulator.messages) >= len(wanted), within=120)
    await clock.until(lambda: outcomes.how_many(ACCEPTED) >= len(wanted), within=120)
    await clock.move(75)
    # Nothing was spared.
    assert set(dice.thrown) == set(TROUBLES)
    assert simulator.sends[-1].at - simulator.sends[0].at < 3600

    assert arrivals(simulator) == dict.fromkeys(wanted, 1)
    accepted = Counter((o.number, o.text) for o in outcomes if o.status == ACCEPTED)
    assert accepted == dict.fromkeys(texts_sent(simulator), 1)
    assert {outcome.status.value for outcome in outcomes} == {"accepted", "queued"}
    assert {s for c in callers for s in statuses(c.result())} <= {"accepted", "queued"}
    # Every order id that was returned is the right one.
    for outcome in outcomes:
        if outcome.order_id:
            order = simulator.book.find(int(outcome.order_id))
            assert order
            assert outcome.text == order.text
            assert outcome.number in order.numbers
    await nothing_left(hass, entry)


@pytest.mark.parametrize("seed", [4])
async def test_chaos_with_reloads(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, seed: int
) -> None:
    """The account is reloaded again and again in the middle of it."""
    entry, dice = await prepare(hass, simulator, seed)
    callers: dict[str, asyncio.Task[Any]] = {}
    storm = hass.loop.create_task(weather(simulator, clock, dice))
    while len(callers) < MESSAGES:
        reloading = hass.async_create_task(reload(hass, entry))
        while not reloading.done():
            await clock.move(0.5)
        for _ in range(dice.random.choice([5, 10, 40])):
            text = f"Alarm {len(callers)}"
            numbers = dice.random.sample(NUMBERS, dice.random.choice([1, 2, 5]))
            callers[text] = call(hass, text, *numbers)
            if dice.random.random() < 0.3:
                await clock.move(dice.random.choice([0.2, 1, 3]))
            elif dice.random.random() < 0.5:
                await breathe()
    dice.calm = True
    await clock.until(storm.done, within=110)
    await clock.until(lambda: all(c.done() for c in callers.values()), within=12)
    refused = {text for text, caller in callers.items() if caller.exception()}
    wanted = {
        (message["number"], text)
        for text, caller in callers.items()
        if text not in refused
        for message in caller.result()
    }
    assert len(refused) < MESSAGES / 10
    for text in refused:
        assert isinstance(callers[text].exception(), HomeAssistantError)
    await clock.until(lambda: len(simulator.messages) >= len(wanted), within=150)
    await clock.move(75)
    assert arrivals(simulator) == dict.fromkeys(wanted, 1)
    await nothing_left(hass, entry)


TEXTS = [
    "Hırsız!",
    "Su kaçağı, mutfak",
    "Duman 🔥",
    "Kapı açık kaldı & pencere = açık?",
    "Sıcaklık 31,5 °C\nNem %80",
    "x" * 400,
]


async def prepare(
    hass: HomeAssistant, simulator: Simulator, seed: int
) -> tuple[MockConfigEntry, Dice]:
    """Set an account with credit up, and throw the dice for its provider."""
    simulator.account.balance = Decimal(100_000)
    entry = await set_up(
        hass,
        account_entry(simulator, recipient("Anne", NUMBERS[0]), delivery_reports=False),
    )
    return entry, Dice(seed, simulator)


def texts_sent(simulator: Simulator) -> set[tuple[str, str]]:
    """Return number and exact text of every SMS."""
    return {(sms.number, sms.text) for sms in simulator.messages}


async def nothing_left(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Nothing waits, on the disk or on the screen."""
    await settle()
    assert journaled(journal_path(hass, entry)) == []
    assert pending(hass) == "0"
    # Unusual volume is shown, and this is.
    volume = f"iletimerkezi_{entry.entry_id}_volume"
    assert notifications(hass).keys() <= {volume}
