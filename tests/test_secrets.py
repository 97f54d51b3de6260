"""Key and hash: nowhere but in the stored account and in the request."""

import asyncio
from base64 import b64encode
from collections.abc import Iterator
import json
import logging
import os
from pathlib import Path
import traceback
from typing import Any
from urllib.parse import quote, quote_plus

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.config_entries import SOURCE_REAUTH, SOURCE_USER
from homeassistant.const import MATCH_ALL
from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir

from custom_components.iletimerkezi.const import DOMAIN
from simulator import Fault, FaultKind, Simulator

from .helpers import (
    ANNE,
    KIZ,
    account_entry,
    act,
    eventually,
    notifications,
    notify,
    send_message,
    set_up,
    time_passes,
)

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


def spellings(secret: str) -> set[str]:
    """Return how a secret could be written."""
    coded = b64encode(secret.encode()).decode().rstrip("=")
    return {
        secret,
        quote(secret),
        quote(secret, safe=""),
        quote_plus(secret),
        json.dumps(secret)[1:-1],
        repr(secret)[1:-1],
        # The last character depends on what comes behind.
        coded[:-1],
    }


def chain(err: BaseException) -> Iterator[BaseException]:
    """Return an error with everything that led to it."""
    waiting: list[BaseException | None] = [err]
    while waiting:
        if (found := waiting.pop()) is not None:
            yield found
            waiting += [found.__cause__, found.__context__]
            if isinstance(found, BaseExceptionGroup):
                waiting += found.exceptions


class Witness:
    """Remembers everything that anybody could see."""

    def __init__(
        self, hass: HomeAssistant, simulator: Simulator, log: pytest.LogCaptureFixture
    ) -> None:
        """Watch from the beginning, at the finest level."""
        self._hass = hass
        self._simulator = simulator
        self._log = log
        self._events: list[Event[Any]] = []
        self._seen: list[str] = []
        self.errors = 0
        for name in ("", "aiohttp", "asyncio", "homeassistant", "custom_components"):
            log.set_level(logging.DEBUG, logger=name)
        hass.bus.async_listen(MATCH_ALL, self._events.append)

    def note(self, value: object) -> None:
        """Remember a result."""
        self._seen += [str(value), repr(value)]

    def note_error(self, err: BaseException) -> None:
        """Remember an error and everything that led to it."""
        self.errors += 1
        self._seen += traceback.format_exception(err)
        for one in chain(err):
            self.note(one)
            self.note(one.args)
            self.note(vars(one))

    def forget(self) -> None:
        """Forget what happened so far."""
        self._events.clear()
        self._seen.clear()
        self._log.clear()

    async def async_assert_secret(self, *expected: str) -> None:
        """Fail if a secret can be seen, or if nothing can be seen at all."""
        seen = await self._async_look_around()
        for text in expected:
            assert text in seen
        account = self._simulator.account
        for secret in (account.key, account.hash):
            for spelling in spellings(secret):
                at = seen.find(spelling)
                assert at < 0, seen[max(0, at - 300) : at + 100]

    async def _async_look_around(self) -> str:
        """Return all there is to be seen, as one text."""
        hass = self._hass
        self.note(notifications(hass))
        self.note([state.as_dict() for state in hass.states.async_all()])
        self.note([event.as_dict() for event in self._events])
        self.note([issue.to_json() for issue in ir.async_get(hass).issues.values()])
        self.note(hass.config_entries.flow.async_progress())
        self._seen += await hass.async_add_executor_job(self._files)
        for record in self._log.records:
            self.note(record.getMessage())
            self.note(record.args)
            if record.exc_info and record.exc_info[1]:
                self._seen += traceback.format_exception(record.exc_info[1])
                self._seen += map(repr, chain(record.exc_info[1]))
        return "\n".join(self._seen)

    def _files(self) -> list[str]:
        """Return all files of the configuration folder but the one that may know."""
        return [
            os.fspath(file) + file.read_bytes().decode(errors="replace")
            for file in Path(self._hass.config.config_dir).rglob("*")
            if file.is_file() and file.name != "core.config_entries"
        ]


@pytest.fixture
def witness(
    hass: HomeAssistant, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> Witness:
    """Return a witness, and give the account secrets full of signs."""
    simulator.account.key = KEY
    simulator.account.hash = HASH
    return Witness(hass, simulator, caplog)


async def try_everything(hass: HomeAssistant, witness: Witness) -> None:
    """Send by everything that sends, and keep what comes back."""
    ways = (
        lambda: notify(hass, ["notify.anne", "notify.baba"], "Deprem!", "Alarm"),
        lambda: act(hass, "Yangın!", target=["Anne", KIZ]),
        lambda: send_message(hass, "Su!", recipient=["notify.anne"], number=[KIZ]),
    )

    async def send() -> None:
        for way in ways:
            try:
                witness.note(await way())
            except HomeAssistantError as err:
                witness.note_error(err)
            await hass.async_block_till_done()

    sending = asyncio.create_task(send())
    while not sending.done():
        # To the next attempt, where messages wait for one.
        await time_passes(hass, 2)
    await sending


async def mend(hass: HomeAssistant, simulator: Simulator, witness: Witness) -> None:
    """Go through the forms of an account that exists."""
    [entry] = hass.config_entries.async_entries(DOMAIN)
    witness.note(await hass.config_entries.options.async_init(entry.entry_id))
    flows = hass.config_entries.flow
    typed = {"api_key": simulator.account.key, "api_hash": simulator.account.hash}
    for flow in flows.async_progress_by_handler(DOMAIN):
        assert flow["context"]["source"] == SOURCE_REAUTH
        witness.note(await flows.async_configure(flow["flow_id"]))
        witness.note(await flows.async_configure(flow["flow_id"], typed))


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
    witness: Witness,
    fault: str,
    retry_minutes: int,
) -> None:
    """Whatever goes wrong while sending, nobody learns the secret."""
    entry = account_entry(
        simulator, repeated_messages="reject", retry_minutes=retry_minutes
    )
    simulator.faults.add(Fault(**FAULTS[fault], endpoint="any"))
    await set_up(hass, entry)
    await try_everything(hass, witness)
    await mend(hass, simulator, witness)

    await witness.async_assert_secret("İleti Merkezi", "notify.anne", "Deprem!")
    # It would have been seen: it was sent, and it is kept.
    assert simulator.account.hash == simulator.sends[0].query["hash"]
    assert simulator.account.hash == entry.data["api_hash"]


@pytest.mark.parametrize("retry_minutes", [0, 60])
async def test_cut_line(
    hass: HomeAssistant, simulator: Simulator, witness: Witness, retry_minutes: int
) -> None:
    """Errors of the connection name their address, which is not ours to tell."""
    await simulator.cut_line()
    await set_up(hass, account_entry(simulator, retry_minutes=retry_minutes))
    await try_everything(hass, witness)
    assert witness.errors == (0 if retry_minutes else 3)
    await witness.async_assert_secret("İleti Merkezi", "notify.anne", "Deprem!")


@pytest.mark.freeze_time("2026-11-20 11:05:00+00:00")
@pytest.mark.parametrize("retry_minutes", [0, 60])
async def test_no_answer_in_time(
    hass: HomeAssistant,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
    witness: Witness,
    retry_minutes: int,
) -> None:
    """A time-out carries no request with it."""
    await set_up(hass, account_entry(simulator, retry_minutes=retry_minutes))
    simulator.faults.add(Fault(FaultKind.HANG, endpoint="any"))
    sending = asyncio.create_task(send_message(hass, "Deprem!", number=[ANNE]))
    await eventually(lambda: simulator.sends)
    freezer.tick(45)
    await eventually(sending.done)
    if err := sending.exception():
        witness.note_error(err)
    else:
        witness.note(sending.result())
    assert witness.errors == (0 if retry_minutes else 1)
    await hass.async_block_till_done()
    await witness.async_assert_secret("İleti Merkezi", "Deprem!")


@pytest.mark.parametrize("fault", FAULTS)
async def test_failed_form(
    hass: HomeAssistant, simulator: Simulator, witness: Witness, fault: str
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
    witness.note(form)
    await flows.async_configure(form["flow_id"], {"sender": "EVIM"})
    await hass.async_block_till_done(wait_background_tasks=True)
    await witness.async_assert_secret("İleti Merkezi")


async def test_success(
    hass: HomeAssistant, simulator: Simulator, witness: Witness
) -> None:
    """Nor is anything told while all goes well."""
    await set_up(hass, account_entry(simulator))
    await try_everything(hass, witness)
    assert len(simulator.messages) == 6
    assert witness.errors == 0
    await witness.async_assert_secret("İleti Merkezi", "notify.anne", "Deprem!")


def _fail(text: str) -> None:
    """Fail with an error that holds a text only in what led to it."""
    try:
        int(text)
    except ValueError:
        raise TypeError  # noqa: B904 - the chain is what matters here


@pytest.mark.parametrize("place", ["log", "chain", "error", "bus", "state", "file"])
async def test_witness_would_see(
    hass: HomeAssistant, simulator: Simulator, witness: Witness, place: str
) -> None:
    """The tests above can fail: each place that they watch is really watched."""
    await set_up(hass, account_entry(simulator))
    await witness.async_assert_secret()
    witness.forget()
    secret = simulator.account.hash
    match place:
        case "log":
            logging.getLogger("aiohttp.client").debug("x %s", quote(secret, safe=""))
        case "chain":
            try:
                _fail(secret)
            except TypeError:
                logging.getLogger("custom_components.x").debug("x", exc_info=True)
        case "error":
            with pytest.raises(TypeError) as caught:
                _fail(secret)
            witness.note_error(caught.value)
        case "bus":
            hass.bus.async_fire("x", {"y": [secret]})
        case "state":
            hass.states.async_set("x.y", "z", {"y": b64encode(secret.encode())})
        case "file":
            file = Path(hass.config.config_dir) / "x"
            await hass.async_add_executor_job(file.write_text, secret)
    await hass.async_block_till_done()
    with pytest.raises(AssertionError):
        await witness.async_assert_secret()
