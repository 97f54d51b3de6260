"""Key and hash: nowhere but in the stored account and in the request.

Every other test is watched, too; these provoke what is most likely to leak them.
"""

import asyncio
import logging
from typing import Any

import pytest

from homeassistant.config_entries import SOURCE_REAUTH, SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from custom_components.iletimerkezi.const import DOMAIN
from simulator import Fault, FaultKind, Simulator

from .clock import Clock
from .helpers import ANNE, KIZ, account_entry, act, notify, send_message, set_up
from .secret_monitor import SecretMonitor

# Signs that a URL, JSON or Markdown would write differently.
KEY = "anahtar/1+2 ş&"
HASH = 'gizli=%hash+ü"<*_'

FAULTS: dict[str, dict[str, Any]] = {
    "400": {"kind": FaultKind.CODE, "code": 400},
    "401": {"kind": FaultKind.CODE, "code": 401},
    "402": {"kind": FaultKind.CODE, "code": 402},
    "404": {"kind": FaultKind.CODE, "code": 404},
    "450": {"kind": FaultKind.CODE, "code": 450},
    "451": {"kind": FaultKind.CODE, "code": 451},
    "452": {"kind": FaultKind.CODE, "code": 452},
    "453": {"kind": FaultKind.CODE, "code": 453},
    "470": {"kind": FaultKind.CODE, "code": 470},
    "499": {"kind": FaultKind.CODE, "code": 499},
    "503": {"kind": FaultKind.CODE, "code": 503},
    "429": {"kind": FaultKind.CODE_IN_200, "code": 429},
    "bad gateway": {"kind": FaultKind.HTTP_STATUS, "code": 502},
    "forbidden": {"kind": FaultKind.HTTP_STATUS, "code": 403},
    "drop": {"kind": FaultKind.DROP},
    "reset": {"kind": FaultKind.RESET},
    "truncated": {"kind": FaultKind.TRUNCATED},
    "cut off": {"kind": FaultKind.CUT_OFF},
    "html": {"kind": FaultKind.HTML_200},
    "empty": {"kind": FaultKind.EMPTY_200},
    "charset": {"kind": FaultKind.WRONG_CHARSET},
    "unknown charset": {"kind": FaultKind.WRONG_CHARSET, "text": "klingon"},
    "huge": {"kind": FaultKind.HUGE},
    "redirect": {"kind": FaultKind.REDIRECT},
    "redirect elsewhere": {"kind": FaultKind.REDIRECT, "text": "http://127.0.0.1:1/"},
    "bomb": {"kind": FaultKind.ENTITY_BOMB},
    "no order id": {"kind": FaultKind.NO_ORDER_ID},
    "echo": {"kind": FaultKind.ECHO_SECRET, "code": 499},
    "echo of a code with a text of ours": {"kind": FaultKind.ECHO_SECRET, "code": 401},
    "echo while away": {"kind": FaultKind.ECHO_SECRET, "code": 503},
}


@pytest.fixture
def secret_monitor(
    secret_monitor: SecretMonitor,
    simulator: Simulator,
    caplog: pytest.LogCaptureFixture,
) -> SecretMonitor:
    """Have everything logged, and give the account secrets full of signs."""
    for name in ("", "asyncio", "homeassistant", "custom_components"):
        caplog.set_level(logging.DEBUG, logger=name)
    simulator.account.key = KEY
    simulator.account.hash = HASH
    return secret_monitor


async def assert_told(
    hass: HomeAssistant, secret_monitor: SecretMonitor, *expected: str
) -> None:
    """Fail if a text was not to be seen anywhere; secrets are looked for anyway."""
    await hass.async_block_till_done()
    for text in expected:
        assert secret_monitor.seen(text)
    assert not secret_monitor.leaks()


async def try_everything(
    hass: HomeAssistant, clock: Clock, secret_monitor: SecretMonitor
) -> int:
    """Send by everything that sends, keep what comes back, and count the errors."""
    ways = (
        lambda: notify(hass, ["notify.anne", "notify.baba"], "Deprem!", "Alarm"),
        lambda: act(hass, "Yangın!", target=["Anne", KIZ]),
        lambda: send_message(hass, "Su!", recipient=["notify.anne"], number=[KIZ]),
    )

    async def send() -> int:
        errors = 0
        for way in ways:
            try:
                secret_monitor.note("result", await way())
            except HomeAssistantError as err:
                secret_monitor.note_error(err)
                errors += 1
            await hass.async_block_till_done()
        return errors

    sending = asyncio.create_task(send())
    # A caller is answered within 12 seconds.
    await clock.until(sending.done, within=12 * len(ways))
    return await sending


async def fix(
    hass: HomeAssistant, simulator: Simulator, secret_monitor: SecretMonitor
) -> None:
    """Go through the forms of an account that exists."""
    [entry] = hass.config_entries.async_entries(DOMAIN)
    secret_monitor.note(
        "result", await hass.config_entries.options.async_init(entry.entry_id)
    )
    flows = hass.config_entries.flow
    typed = {"api_key": simulator.account.key, "api_hash": simulator.account.hash}
    for flow in flows.async_progress_by_handler(DOMAIN):
        assert flow["context"]["source"] == SOURCE_REAUTH
        secret_monitor.note("result", await flows.async_configure(flow["flow_id"]))
        secret_monitor.note(
            "result", await flows.async_configure(flow["flow_id"], typed)
        )


@pytest.mark.parametrize(
    ("fault", "retry_minutes"),
    [
        *((fault, 0) for fault in FAULTS),
        *((fault, 60) for fault in ("503", "drop", "html", "echo while away")),
    ],
)
async def test_failed_message(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    secret_monitor: SecretMonitor,
    fault: str,
    retry_minutes: int,
) -> None:
    """Whatever goes wrong while sending, nobody learns the secret."""
    entry = account_entry(
        simulator, repeated_messages="reject", retry_minutes=retry_minutes
    )
    simulator.faults.add(Fault(**FAULTS[fault], endpoint="any"))
    await set_up(hass, entry)
    await try_everything(hass, clock, secret_monitor)
    await fix(hass, simulator, secret_monitor)

    await assert_told(hass, secret_monitor, "İleti Merkezi", "notify.anne", "Deprem!")
    # It would have been seen: it was sent, and it is kept.
    assert simulator.account.hash == simulator.sends[0].query["hash"]
    assert simulator.account.hash == entry.data["api_hash"]


@pytest.mark.parametrize("retry_minutes", [0, 60])
async def test_cut_line(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    secret_monitor: SecretMonitor,
    retry_minutes: int,
) -> None:
    """Connection errors contain the address, which must not be shown."""
    await simulator.cut_line()
    await set_up(hass, account_entry(simulator, retry_minutes=retry_minutes))
    errors = await try_everything(hass, clock, secret_monitor)
    assert errors == (0 if retry_minutes else 3)
    await assert_told(hass, secret_monitor, "İleti Merkezi", "notify.anne", "Deprem!")


@pytest.mark.parametrize("retry_minutes", [0, 60])
async def test_no_answer_in_time(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    secret_monitor: SecretMonitor,
    retry_minutes: int,
) -> None:
    """A time-out carries no request with it."""
    await set_up(hass, account_entry(simulator, retry_minutes=retry_minutes))
    simulator.faults.add(Fault(FaultKind.HANG, endpoint="any"))
    sending = asyncio.create_task(send_message(hass, "Deprem!", number=[ANNE]))
    await clock.until(sending.done, within=45)
    assert simulator.sends
    if retry_minutes:
        secret_monitor.note("result", sending.result())
    else:
        err = sending.exception()
        assert err
        secret_monitor.note_error(err)
    await hass.async_block_till_done()
    await assert_told(hass, secret_monitor, "İleti Merkezi", "Deprem!")


@pytest.mark.parametrize("fault", FAULTS)
async def test_failed_form(
    hass: HomeAssistant, simulator: Simulator, secret_monitor: SecretMonitor, fault: str
) -> None:
    """Whatever goes wrong while an account is set up, the log keeps the secret."""
    simulator.faults.add(Fault(**FAULTS[fault], endpoint="balance", times=1))
    simulator.faults.add(Fault(**FAULTS[fault], endpoint="senders"))
    flows = hass.config_entries.flow
    typed = {
        "api_key": simulator.account.key,
        "api_hash": simulator.account.hash,
        "advanced": {"url": simulator.url},
    }
    form = await flows.async_init(DOMAIN, context={"source": SOURCE_USER})
    form = await flows.async_configure(form["flow_id"], typed)
    if form["step_id"] == "user":
        assert form["errors"]
        # What was typed is suggested again, but for the hash.
        assert form["data_schema"] is not None
        for marker in form["data_schema"].schema:
            assert simulator.account.hash not in str(marker.description)
        form = await flows.async_configure(form["flow_id"], typed)
    assert form["step_id"] == "sender"
    secret_monitor.note("result", form)
    await flows.async_configure(form["flow_id"], {"sender": "EVIM"})
    await hass.async_block_till_done(wait_background_tasks=True)
    await assert_told(hass, secret_monitor, "İleti Merkezi")


async def test_success(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    secret_monitor: SecretMonitor,
) -> None:
    """Nothing leaks while all goes well, either."""
    await set_up(hass, account_entry(simulator))
    assert await try_everything(hass, clock, secret_monitor) == 0
    assert len(simulator.messages) == 6
    await assert_told(hass, secret_monitor, "İleti Merkezi", "notify.anne", "Deprem!")
