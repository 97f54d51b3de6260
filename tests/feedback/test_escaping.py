"""Names, the provider's words and what callers wrote, in texts of ours."""

from typing import Any
import unicodedata

import pytest

from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component

from custom_components.iletimerkezi.const import DOMAIN
from custom_components.iletimerkezi.feedback.escaping import escaped, one_line
from custom_components.iletimerkezi.repairs import async_create_fix_flow
from simulator import Simulator

from ..clock import Clock
from ..helpers import (
    ANNE,
    BABA,
    account_entry,
    act,
    in_words,
    notifications,
    recipient,
    refuse,
    send_message,
    set_up,
    texts,
)

# Each turns, in some browser or terminal, what comes behind it.
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
CONTROLS = "\x00\x07\x1b\x7f\x85\x9b"
NASTY = f"Ali{TURNING}{CONTROLS}\r\nVeli"

MARKUP = "*Ev* <b>x</b> [y](https://example.com)"
MARKUP_ESCAPED = r"\*Ev\* &lt;b&gt;x&lt;/b&gt; \[y\](https\://example.com)"


def assert_harmless(text: str) -> None:
    """Fail if a text of ours could be shown in another order than it is written."""
    assert not set(text) & {*TURNING[:5], *CONTROLS}
    # Isolates only in pairs, around somebody's name.
    for part in text.split("\u2068")[1:]:
        inside, end, _ = part.partition("\u2069")
        assert end and "\n" not in inside
    outside = "".join(part.split("\u2069")[-1] for part in text.split("\u2068"))
    assert not [x for x in outside if unicodedata.bidirectional(x) in ("R", "AL")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Anne", "Anne"),
        ("", ""),
        (" a\n\n b\u2028c\td ", "a b c d"),
        (f"a{TURNING}b", "ab"),
        (f"a{CONTROLS}b", "a b"),
        ("a\ud800b", "ab"),
        ("👨\u200d👩 a\u200cb", "👨\u200d👩 a\u200cb"),
        ("أمي", "\u2068أمي\u2069"),
        ("אמא 2", "\u2068אמא 2\u2069"),
        ("a\u200f", "\u2068a\u200f\u2069"),
        ("\u2069أ\u2069", "\u2068أ\u2069"),
        ("x" * 1_000_000, "x" * 300),
        ("أ" * 1_000, f"\u2068{'أ' * 300}\u2069"),
    ],
)
def test_one_line(text: str, line: str) -> None:
    """It stays in its place, and what stands around it in its order."""
    assert one_line(text) == line
    assert escaped(text) == line


def test_escaped() -> None:
    """In a notification, markup is text."""
    assert escaped(MARKUP) == MARKUP_ESCAPED
    assert one_line(MARKUP) == MARKUP


@pytest.mark.parametrize("name", [NASTY, "أمي", "Anne\u202e…", f"\u2067{MARKUP}"])
async def test_name_of_a_recipient(
    hass: HomeAssistant, simulator: Simulator, name: str
) -> None:
    """It reaches its owner, and turns nothing in notifications and errors."""
    await set_up(
        hass, account_entry(simulator, recipient(name, ANNE), recipient("Baba", BABA))
    )
    response = await send_message(hass, "Alarm", number=[ANNE])
    assert response["messages"][0]["number"] == ANNE
    await act(hass, "Deprem!", target=[name])
    assert texts(simulator)[1:] == [(ANNE, "Deprem!")]
    refuse(simulator, 402)
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, "Yangın!")
    await hass.async_block_till_done()
    [notification] = notifications(hass).values()
    assert f"Recipients: {escaped(name)}, Baba\n" in notification["message"]
    assert_harmless(notification["message"])
    for language in ("en", "tr"):
        words = await in_words(hass, caught.value, language)
        assert f"{one_line(name)}, Baba" in words
        assert_harmless(words)


@pytest.mark.parametrize("code", [402, 499])
async def test_text_of_the_provider(
    hass: HomeAssistant, simulator: Simulator, code: int
) -> None:
    """Neither do they turn anything, nor do they reach far."""
    entry = await set_up(hass, account_entry(simulator))
    refuse(
        simulator, code, text="Hata \u202egnirts\u2069 \u061cخطأ\u009b " + "x" * 3_000
    )
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, "Alarm")
    await hass.async_block_till_done()
    message = notifications(hass)[f"{DOMAIN}_{entry.entry_id}_{code}"]["message"]
    for text in (message, str(caught.value), await in_words(hass, caught.value, "tr")):
        assert_harmless(text)
        assert len(text) < 1_000


async def test_title_of_an_account(hass: HomeAssistant, simulator: Simulator) -> None:
    """In repairs and their forms, in the notification and in reauthentication."""
    title = f"{MARKUP}\u202e\x00"
    entry = await set_up(hass, account_entry(simulator, title=title))
    refuse(simulator, 450)
    with pytest.raises(HomeAssistantError):
        await act(hass, "Alarm")
    await hass.async_block_till_done()
    [notification] = notifications(hass).values()
    assert f"Account: {MARKUP_ESCAPED} ·" in notification["message"]

    issue_id = f"{entry.entry_id}_sender_not_approved"
    issue = ir.async_get(hass).issues[DOMAIN, issue_id]
    # The title of a repair is no Markdown.
    assert issue.translation_placeholders == {"account": MARKUP}
    flow: Any = await async_create_fix_flow(
        hass, issue_id, {"entry_id": entry.entry_id}
    )
    flow.hass = hass
    form = await flow.async_step_init()
    assert form["description_placeholders"] == {
        "account": MARKUP_ESCAPED,
        "sender": "EVIM",
    }
    form = await entry.start_reauth_flow(hass)
    assert (form["description_placeholders"] or {})["account"] == MARKUP_ESCAPED


@pytest.mark.parametrize(
    "data",
    [
        {"target": "x" * 1_000_000},
        {"target": f"notify.{'x' * 1_000_000}"},
        {"target": "\u202enotify.enna\x00"},
        {"target": "5" * 4_000},
        {"data": {"sender": "x" * 1_000_000}},
        {"data": {"sender": "\u202eEVIM" + "\x00" * 20}},
        {"data": {"sender": ["EVIM"]}},
        {"data": {"sender": {"EVIM": 1}}},
    ],
    ids=lambda data: ascii(data)[:40],
)
async def test_mistake_of_a_caller(
    hass: HomeAssistant, simulator: Simulator, data: dict[str, Any]
) -> None:
    """The error quotes the mistake, but not all of it, and nothing is sent."""
    await set_up(hass, account_entry(simulator))
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "Alarm", **data)
    for language in ("en", "tr"):
        words = await in_words(hass, caught.value, language)
        assert len(words) < 600
        assert_harmless(words)
    assert simulator.sends == []


async def test_number_as_typed(hass: HomeAssistant, simulator: Simulator) -> None:
    """The form quotes it below the field."""
    entry = await set_up(hass, account_entry(simulator))
    flows = hass.config_entries.subentries
    form = await flows.async_init(
        (entry.entry_id, "recipient"), context={"source": SOURCE_USER}
    )
    form = await flows.async_configure(
        form["flow_id"], {"name": "Kız", "numbers": ["\u202e0530x" + "9" * 5_000]}
    )
    assert form["errors"] == {"numbers": "invalid_number"}
    reason = (form["description_placeholders"] or {})["reason"]
    assert len(reason) < 600
    assert_harmless(reason)


@pytest.mark.slow
@pytest.mark.parametrize("way", ["one text", "a text each"])
async def test_hundred_automations_at_once(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, way: str
) -> None:
    """The same text is one SMS, whoever sends it; another one is another SMS."""
    await set_up(hass, account_entry(simulator))
    alarms = ["Deprem!" if way == "one text" else f"Alarm {n}" for n in range(100)]
    automations = [
        {
            "alias": f"{n}",
            "triggers": {"trigger": "event", "event_type": "alarm"},
            "actions": {
                "action": "notify.send_message",
                "target": {"entity_id": ["notify.anne", "notify.baba"]},
                "data": {"message": alarm},
            },
        }
        for n, alarm in enumerate(alarms)
    ]
    assert await async_setup_component(hass, "automation", {"automation": automations})
    hass.bus.async_fire("alarm")
    count = 2 * len(set(alarms))
    await clock.until(lambda: len(simulator.messages) == count, within=30)
    assert sorted(texts(simulator)) == sorted(
        (number, alarm) for number in (ANNE, BABA) for alarm in set(alarms)
    )
    assert len(simulator.orders) == len(set(alarms))
