"""Balance and credit of an account, and the warnings about them."""

from collections.abc import Callable
from decimal import Decimal
import logging
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er, issue_registry as ir

from custom_components.iletimerkezi.const import CONF_LOW_CREDIT, DOMAIN, PANEL_URL
from simulator import Fault, FaultKind, Simulator, Stage

from .clock import Clock, settle
from .helpers import ANNE, BABA, account_entry, notifications, send_message, set_up

BALANCE = "sensor.ileti_merkezi_balance"
CREDITS = "sensor.ileti_merkezi_sms_credits"

MINUTE = 60.0
HOUR = 3600.0


def shown(hass: HomeAssistant) -> tuple[str, str]:
    """Return what the two sensors show."""
    states = [hass.states.get(entity_id) for entity_id in (BALANCE, CREDITS)]
    return tuple(state.state if state else "missing" for state in states)  # type: ignore[return-value]


def questions(simulator: Simulator) -> int:
    """Return how often the provider was asked for the balance."""
    return sum(request.endpoint == "balance" for request in simulator.requests)


def repair(hass: HomeAssistant, entry: MockConfigEntry, name: str) -> bool:
    """Return whether a repair is open."""
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"{entry.entry_id}_{name}")
    return issue is not None and issue.active


async def running(
    hass: HomeAssistant, clock: Clock, entry: MockConfigEntry
) -> MockConfigEntry:
    """Set an account up and wait for its first balance."""
    await set_up(hass, entry)
    await clock.until(lambda: "unavailable" not in shown(hass), within=10)
    return entry


async def in_the_next_hour(clock: Clock, reached: Callable[[], object]) -> None:
    """Wait for what the next regular question brings about."""
    await clock.move(61 * MINUTE)
    await clock.until(reached)


async def after_a_while(clock: Clock, simulator: Simulator) -> None:
    """Wait until the balance was asked for once more, as after each send."""
    before = questions(simulator)
    await clock.until(lambda: questions(simulator) > before, within=15)
    await settle()


# Asking


@pytest.mark.parametrize("types", ["plain", "strings", "wobbly"])
@pytest.mark.parametrize(
    ("balance", "expected"),
    [
        (Decimal(100), ("100.0", "400")),
        (Decimal("10.5846"), ("10.5846", "42")),
        (Decimal("1234567.25"), ("1234567.25", "4938269")),
        (Decimal("0.0372"), ("0.0372", "0")),
        (Decimal(0), ("0.0", "0")),
        (Decimal("-0.5"), ("-0.5", "-2")),
    ],
)
async def test_every_type_the_provider_uses(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    types: str,
    balance: Decimal,
    expected: tuple[str, str],
) -> None:
    """Numbers, strings, a decimal comma and empty elements all show the credit."""
    simulator.answer_types = types  # type: ignore[assignment]
    simulator.account.balance = balance
    await running(hass, clock, account_entry(simulator))
    assert shown(hass) == expected


async def test_asked_on_start_and_hourly(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """The balance is asked for when the account is set up, and then hourly."""
    await running(hass, clock, account_entry(simulator))
    simulator.account.balance = Decimal(50)
    await clock.move(59 * MINUTE)
    assert questions(simulator) == 1
    assert shown(hass) == ("100.0", "400")
    await clock.move(2 * MINUTE)
    await clock.until(lambda: shown(hass) == ("50.0", "200"))
    assert questions(simulator) == 2
    assert {request.endpoint for request in simulator.requests} == {"balance"}


async def test_asked_after_a_send(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """What a message has cost is shown within 15 seconds."""
    await running(hass, clock, account_entry(simulator))
    await send_message(hass, "Su kaçağı!", number=[ANNE, BABA])
    await clock.until(lambda: shown(hass) == ("99.5", "398"), within=15)
    assert questions(simulator) == 2


async def test_asked_once_for_a_burst(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Many messages share one question."""
    await running(hass, clock, account_entry(simulator))
    for number in range(40):
        await send_message(hass, f"Alarm {number}", number=[ANNE])
    await clock.until(lambda: shown(hass) == ("90.0", "360"), within=15)
    await clock.move(MINUTE)
    assert len(simulator.sends) == 40
    assert questions(simulator) == 2


async def test_not_asked_for_what_waits(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """A message that could not be sent has cost nothing."""
    await running(hass, clock, account_entry(simulator, retry_minutes=0))
    simulator.faults.add(Fault(FaultKind.CODE, code=503))
    with pytest.raises(HomeAssistantError):
        await send_message(hass, "Su kaçağı!", number=[ANNE])
    await clock.move(MINUTE)
    assert questions(simulator) == 1


async def test_asked_after_a_refusal(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """A refusal can have to do with the credit."""
    await running(hass, clock, account_entry(simulator))
    simulator.account.balance = Decimal("0.1")
    with pytest.raises(HomeAssistantError, match="402"):
        await send_message(hass, "Su kaçağı!", number=[ANNE])
    await clock.until(lambda: shown(hass) == ("0.1", "0"), within=15)


# A provider that is away


async def test_set_up_does_not_wait(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """The account is there while the provider takes its time."""
    with simulator.hold("any", Stage.BEFORE) as gate:
        entry = await set_up(hass, account_entry(simulator))
        assert entry.state is ConfigEntryState.LOADED
        assert shown(hass) == ("unavailable", "unavailable")
        await gate.wait_for()
        assert questions(simulator) == 1
    await clock.until(lambda: shown(hass) == ("100.0", "400"))


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.DROP, endpoint="any"),
        Fault(FaultKind.RESET, endpoint="any"),
        Fault(FaultKind.HANG, endpoint="any"),
        Fault(FaultKind.CODE, code=503, endpoint="any"),
        Fault(FaultKind.CODE, code=429, endpoint="any"),
        Fault(FaultKind.CODE, code=404, endpoint="any"),
        Fault(FaultKind.HTTP_STATUS, code=502, endpoint="any"),
        Fault(FaultKind.HTTP_STATUS, code=404, endpoint="any"),
        Fault(FaultKind.HTML_200, endpoint="any"),
        Fault(FaultKind.EMPTY_200, endpoint="any"),
        Fault(FaultKind.REDIRECT, endpoint="any"),
        Fault(FaultKind.TRUNCATED, Stage.AFTER, endpoint="any"),
        Fault(FaultKind.CUT_OFF, Stage.AFTER, endpoint="any"),
        Fault(FaultKind.NO_ORDER_ID, endpoint="any"),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.code}",
)
async def test_unavailable_while_the_provider_is(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, fault: Fault
) -> None:
    """Set-up goes on without an answer, and the sensors follow the provider."""
    simulator.faults.add(fault)
    entry = await set_up(hass, account_entry(simulator))
    assert entry.state is ConfigEntryState.LOADED
    await clock.until(lambda: simulator.requests)
    await settle()
    assert shown(hass) == ("unavailable", "unavailable")
    for entity_id in ("notify.anne", "button.anne_send_test_message"):
        state = hass.states.get(entity_id)
        assert state is not None and state.state == "unknown"
    assert not repair(hass, entry, "low_credit")
    assert not any(entry.async_get_active_flows(hass, {SOURCE_REAUTH}))
    simulator.faults.clear()
    await clock.until(lambda: shown(hass) == ("100.0", "400"), within=2 * MINUTE)


async def test_logged_once_each_way(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An outage of hours is one line when it begins and one when it ends."""
    caplog.set_level(logging.INFO)
    await running(hass, clock, account_entry(simulator))
    await simulator.cut_line()
    await in_the_next_hour(clock, lambda: shown(hass) == ("unavailable",) * 2)
    await clock.move(3 * HOUR)
    await simulator.restore_line()
    await clock.until(lambda: shown(hass) == ("100.0", "400"), within=2 * MINUTE)
    await clock.move(2 * HOUR)
    ours = [
        (record.levelname, record.getMessage())
        for record in caplog.records
        if record.name.startswith(f"custom_components.{DOMAIN}")
    ]
    assert ours == [
        (
            "ERROR",
            "Error fetching balance data: İleti Merkezi could not be reached: ClientConnectorError",
        ),
        ("INFO", "Fetching balance data recovered"),
    ]


async def test_recovers_after_an_outage_at_start(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """After a power cut the router is slower, but not by an hour."""
    await simulator.cut_line()
    await set_up(hass, account_entry(simulator))
    await clock.move(5 * MINUTE)
    assert shown(hass) == ("unavailable", "unavailable")
    await simulator.restore_line()
    await clock.until(lambda: shown(hass) == ("100.0", "400"), within=2 * MINUTE)


# Low credit


async def test_low_credit_opens_and_closes(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """The repair is there as long as fewer SMS are left than the option says."""
    entry = await running(hass, clock, account_entry(simulator, low_credit=399))
    assert not repair(hass, entry, "low_credit")
    await send_message(hass, "Bir", number=[ANNE])
    await after_a_while(clock, simulator)
    assert shown(hass) == ("99.75", "399")
    assert not repair(hass, entry, "low_credit")
    for text, left in (("İki", "398"), ("Üç", "397")):
        await send_message(hass, text, number=[ANNE])
        await after_a_while(clock, simulator)
        issue = ir.async_get(hass).async_get_issue(
            DOMAIN, f"{entry.entry_id}_low_credit"
        )
        assert issue is not None and issue.severity is ir.IssueSeverity.WARNING
        assert issue.translation_key == "low_credit"
        assert issue.translation_placeholders == {
            "account": "İleti Merkezi",
            "credits": left,
            "panel": PANEL_URL,
        }
    simulator.account.balance = Decimal("99.75")
    await in_the_next_hour(clock, lambda: not repair(hass, entry, "low_credit"))


@pytest.mark.parametrize(
    ("option", "balance", "warned"),
    [
        ({}, "12.5", False),
        ({}, "12.49", True),
        ({CONF_LOW_CREDIT: 0}, "0", False),
        ({CONF_LOW_CREDIT: 1}, "0.24", True),
        ({CONF_LOW_CREDIT: 1}, "0.25", False),
    ],
)
async def test_low_credit_follows_the_option(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    option: dict[str, Any],
    balance: str,
    warned: bool,
) -> None:
    """50 SMS if nothing is said, and 0 for never."""
    simulator.account.balance = Decimal(balance)
    entry = await running(hass, clock, account_entry(simulator, **option))
    assert repair(hass, entry, "low_credit") is warned


async def test_low_credit_closes_when_the_option_is_lowered(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """A changed option takes effect at once."""
    simulator.account.balance = Decimal(10)
    entry = await running(hass, clock, account_entry(simulator))
    assert repair(hass, entry, "low_credit")
    hass.config_entries.async_update_entry(entry, options={CONF_LOW_CREDIT: 40})
    await clock.until(lambda: not repair(hass, entry, "low_credit"))


async def test_low_credit_warning_works_without_sensors(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """The warning does not hang on entities that somebody may disable."""
    entry = await running(hass, clock, account_entry(simulator))
    registry = er.async_get(hass)
    for entity_id in (BALANCE, CREDITS):
        registry.async_update_entity(
            entity_id, disabled_by=er.RegistryEntryDisabler.USER
        )
    await hass.config_entries.async_reload(entry.entry_id)
    await clock.until(lambda: questions(simulator) == 2)
    simulator.account.balance = Decimal(1)
    await in_the_next_hour(clock, lambda: repair(hass, entry, "low_credit"))


# No credit


async def refused_for_credit(
    hass: HomeAssistant, clock: Clock, simulator: Simulator, parts: int = 1
) -> None:
    """Have a message of so many SMS refused with 402, and the balance asked for."""
    text = f"Yangın! {len(simulator.sends)}".ljust(150 * parts, "!")
    with pytest.raises(HomeAssistantError, match="402"):
        await send_message(hass, text, number=[ANNE])
    await after_a_while(clock, simulator)


@pytest.mark.parametrize("types", ["plain", "wobbly"])
async def test_no_credit_until_credit_is_back(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, types: str
) -> None:
    """402 opens the repair; it goes once credit is back and not before."""
    simulator.answer_types = types  # type: ignore[assignment]
    entry = await running(hass, clock, account_entry(simulator))
    simulator.account.balance = Decimal(0)
    assert not repair(hass, entry, "no_credit")
    await refused_for_credit(hass, clock, simulator)
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"{entry.entry_id}_no_credit")
    assert issue is not None and issue.severity is ir.IssueSeverity.ERROR
    assert issue.translation_key == "no_credit"
    assert issue.translation_placeholders == {
        "account": "İleti Merkezi",
        "panel": PANEL_URL,
    }
    await clock.move(3 * HOUR)
    assert repair(hass, entry, "no_credit")
    simulator.account.balance = Decimal(5)
    await in_the_next_hour(clock, lambda: not repair(hass, entry, "no_credit"))
    # The notification waits for proof: a message that got through.
    assert f"{DOMAIN}_{entry.entry_id}_402" in notifications(hass)
    await send_message(hass, "Yangın söndü", number=[ANNE])
    await settle()
    assert f"{DOMAIN}_{entry.entry_id}_402" not in notifications(hass)


async def test_credit_back_before_the_next_query(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """The first balance after a refusal can hold what was bought already."""
    simulator.account.balance = Decimal(0)
    entry = await running(hass, clock, account_entry(simulator))
    away = simulator.faults.add(Fault(FaultKind.CODE, endpoint="balance", code=503))
    with pytest.raises(HomeAssistantError, match="402"):
        await send_message(hass, "Yangın!", number=[ANNE])
    await clock.move(10)
    assert repair(hass, entry, "no_credit")
    simulator.account.balance = Decimal(50)
    simulator.faults.remove(away)
    await in_the_next_hour(clock, lambda: not repair(hass, entry, "no_credit"))


async def test_no_credit_with_too_little_left(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Credit that was not enough is no credit that is back."""
    entry = await running(hass, clock, account_entry(simulator))
    simulator.account.balance = Decimal("0.3")
    await refused_for_credit(hass, clock, simulator, parts=2)
    assert shown(hass) == ("0.3", "1")
    await clock.move(3 * HOUR)
    assert repair(hass, entry, "no_credit")
    # Spent by another system with the same account: still not more than then.
    simulator.account.balance = Decimal("0.2")
    await clock.move(HOUR)
    assert repair(hass, entry, "no_credit")
    simulator.account.balance = Decimal("0.29")
    await in_the_next_hour(clock, lambda: not repair(hass, entry, "no_credit"))


async def test_no_credit_goes_with_a_success_only_above_zero(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """A cheaper message that takes the last credit does not close the repair."""
    entry = await running(hass, clock, account_entry(simulator))
    simulator.account.balance = Decimal("0.25")
    await refused_for_credit(hass, clock, simulator, parts=2)
    await send_message(hass, "Yangın!", number=[ANNE])
    assert repair(hass, entry, "no_credit")
    await after_a_while(clock, simulator)
    assert shown(hass) == ("0.0", "0")
    assert repair(hass, entry, "no_credit")
    simulator.account.balance = Decimal("0.1")
    await in_the_next_hour(clock, lambda: not repair(hass, entry, "no_credit"))


async def test_no_credit_goes_with_a_success(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """A message that gets through, and credit left after it, close the repair."""
    entry = await running(hass, clock, account_entry(simulator))
    simulator.account.balance = Decimal("0.75")
    await refused_for_credit(hass, clock, simulator, parts=4)
    assert repair(hass, entry, "no_credit")
    await send_message(hass, "Yangın!", number=[ANNE])
    await clock.until(lambda: not repair(hass, entry, "no_credit"), within=15)


@pytest.mark.parametrize("left", ["0", "0.3"])
async def test_no_credit_survives_a_reload(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, left: str
) -> None:
    """A reload brings no credit, and credit bought meanwhile is noticed."""
    entry = await running(hass, clock, account_entry(simulator))
    simulator.account.balance = Decimal(left)
    await refused_for_credit(hass, clock, simulator, parts=2)
    for _ in range(2):
        before = questions(simulator)
        await hass.config_entries.async_reload(entry.entry_id)
        await clock.until(lambda before=before: questions(simulator) > before)  # type: ignore[misc]
        await settle()
        assert repair(hass, entry, "no_credit")
    simulator.account.balance = Decimal(20)
    await hass.config_entries.async_reload(entry.entry_id)
    await clock.until(lambda: not repair(hass, entry, "no_credit"), within=10)


# Credentials


async def test_401_asks_for_new_credentials(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Refused credentials start one reauthentication and break nothing else."""
    simulator.account.allow_api = False
    entry = await set_up(hass, account_entry(simulator))
    await clock.until(hass.config_entries.flow.async_progress)
    await clock.move(3 * HOUR)
    [flow] = hass.config_entries.flow.async_progress()
    assert flow["handler"] == DOMAIN
    assert flow["context"]["source"] == SOURCE_REAUTH
    assert flow["context"]["entry_id"] == entry.entry_id
    assert entry.state is ConfigEntryState.LOADED
    assert shown(hass) == ("unavailable", "unavailable")


async def test_the_same_credentials_are_accepted_again(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Often only the switch in the panel was off: then nothing changes here."""
    entry = await running(hass, clock, account_entry(simulator))
    data = dict(entry.data)
    simulator.account.allow_api = False
    await in_the_next_hour(clock, lambda: shown(hass) == ("unavailable",) * 2)
    [flow] = hass.config_entries.flow.async_progress()
    simulator.account.allow_api = True
    result = await hass.config_entries.flow.async_configure(
        flow["flow_id"],
        {"api_key": simulator.account.key, "api_hash": simulator.account.hash},
    )
    assert result["reason"] == "reauth_successful"
    assert dict(entry.data) == data
    await clock.until(lambda: shown(hass) == ("100.0", "400"), within=6 * MINUTE)
