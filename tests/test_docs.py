"""The documentation: what it links to is there, what it shows works, nothing is left out."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, fields
from importlib import import_module
import json
from pathlib import Path
import re
import struct
from typing import Any, Final, override
from urllib.parse import unquote, urlsplit

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    async_mock_service,
)

from homeassistant.components.group.notify import PLATFORM_SCHEMA as GROUP_SCHEMA
from homeassistant.const import (
    EVENT_CALL_SERVICE,
    EVENT_HOMEASSISTANT_STARTED,
    STATE_ON,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv, entity_registry as er, script
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from homeassistant.util.yaml import parse_yaml

from custom_components.iletimerkezi.api import StatusCode
from custom_components.iletimerkezi.api.errors import MEANINGS
from custom_components.iletimerkezi.api.text import Encoding, measure, plain
from custom_components.iletimerkezi.const import DOMAIN, RepeatedMessages
from custom_components.iletimerkezi.feedback.issues import Repair
from custom_components.iletimerkezi.options import AccountOptions
from custom_components.iletimerkezi.outbox.model import Status
from custom_components.iletimerkezi.services import (
    GET_REPORT_SCHEMA,
    SEND_MESSAGE_SCHEMA,
)
from simulator import Simulator

from .helpers import (
    ANNE,
    BABA,
    KIZ,
    account_entry,
    notify,
    recipient,
    refuse,
    set_up,
    texts,
)

ROOT: Final = Path(__file__).parent.parent
COMPONENT: Final = ROOT / "custom_components" / DOMAIN
IMAGES: Final = ROOT / "docs" / "images"
BRAND: Final = COMPONENT / "brand"

LANGUAGES: Final = ("en", "tr")
READMES: Final = {"en": ROOT / "README.md", "tr": ROOT / "README.tr.md"}
FAMILY: Final = {"en": "Family", "tr": "Aile"}

PAGES: Final = [*READMES.values(), *sorted((ROOT / "docs").rglob("*.md"))]

HOSTS: Final = {
    "api.iletimerkezi.com",
    "github.com",
    "img.shields.io",
    "my.home-assistant.io",
    "panel.iletimerkezi.com",
    "www.iletimerkezi.com",
}
"""The only ones to link to."""


FREE_ACTIONS: Final = ("check_message", "get_report")
"""Those that send nothing."""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a page."""

    page: Path
    language: str
    text: str
    line: int

    @override
    def __str__(self) -> str:
        """Return where it stands, as the name of a test."""
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks_of(page: Path) -> list[Block]:
    """Return the fenced blocks of a page."""
    text = page.read_text("utf-8")
    return [
        Block(page, found[1], found[2], text[: found.start()].count("\n") + 1)
        for found in re.finditer(
            r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL
        )
    ]


def prose_of(page: Path) -> str:
    """Return a page without its fenced blocks."""
    return re.sub(
        r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL
    )


def headings_of(page: Path) -> list[tuple[int, str]]:
    """Return level and text of each heading."""
    return [
        (len(marks), text)
        for marks, text in re.findall(r"^(#+) (.+)$", prose_of(page), re.MULTILINE)
    ]


def anchor(heading: str) -> str:
    """Return the fragment that leads to a heading."""
    # As on GitHub, where İ becomes an i with a dot on top of it.
    return re.sub(r"[^\w\u0307\- ]", "", heading.lower()).replace(" ", "-")


def links_of(page: Path) -> list[str]:
    """Return where links and images of a page lead."""
    return re.findall(r"(?:\]\(|<img src=\")([^)\s\"]+)", prose_of(page))


def pages_of(language: str) -> list[Path]:
    """Return what users of a language read."""
    return [READMES[language], *sorted((ROOT / "docs" / language).glob("*.md"))]


def page(language: str, name: str) -> str:
    """Return the text of a page."""
    return (ROOT / "docs" / language / f"{name}.md").read_text("utf-8")


def names(path: Path) -> str:
    """Return a page as the name of a test."""
    return str(path.relative_to(ROOT))


def yaml_of(*pages: Path) -> list[Block]:
    """Return the YAML of some pages."""
    return [
        block for each in pages for block in blocks_of(each) if block.language == "yaml"
    ]


def steps_in(value: Any) -> Iterator[dict[str, Any]]:
    """Return every step of a script that calls an action, however deep."""
    if isinstance(value, dict):
        # In a notify group, an action is named without its domain.
        if "." in value.get("action", ""):
            yield value
        for inner in value.values():
            yield from steps_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from steps_in(inner)


def example(language: str, path: Path, key: str, having: str = "") -> dict[str, Any]:
    """Return the first YAML of a page that has a key, and a text."""
    for block in yaml_of(path):
        value = parse_yaml(block.text)
        if isinstance(value, dict) and key in value and having in block.text:
            return value
    raise AssertionError(f"{path} has no example with {key} in {language}")


@pytest.fixture
async def account(
    hass: HomeAssistant, simulator: Simulator, language: str
) -> MockConfigEntry:
    """Return an account as the documentation supposes it."""
    hass.config.language = language
    return await set_up(
        hass,
        account_entry(
            simulator,
            recipient("Anne", ANNE),
            recipient("Baba", BABA),
            recipient(FAMILY[language], ANNE, KIZ),
        ),
    )


# Links


@pytest.mark.parametrize("path", PAGES, ids=names)
def test_every_link_target_exists(path: Path) -> None:
    missing = []
    for link in links_of(path):
        target = urlsplit(link)
        if target.scheme:
            continue
        file = (path.parent / unquote(target.path)).resolve() if target.path else path
        anchors = (
            {anchor(text) for _, text in headings_of(file)} if target.fragment else ()
        )
        if not file.exists() or (
            target.fragment and unquote(target.fragment) not in anchors
        ):
            missing.append(link)
    assert not missing


@pytest.mark.parametrize("path", PAGES, ids=names)
def test_links_lead_to_known_hosts_only(path: Path) -> None:
    found = re.findall(r"https?://([\w.-]+)", path.read_text("utf-8"))
    assert set(found) <= HOSTS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_in_the_index(language: str) -> None:
    assert "docs/README.md" in links_of(READMES[language])
    index = set(links_of(ROOT / "docs" / "README.md"))
    for path in (ROOT / "docs" / language).glob("*.md"):
        assert f"{language}/{path.name}" in index


@pytest.mark.parametrize("path", READMES.values(), ids=names)
def test_readme_is_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_readme_offers_every_blueprint(language: str) -> None:
    offered = "\n".join(links_of(READMES[language]))
    for path in (ROOT / "blueprints").rglob("*.yaml"):
        if path.stem.endswith("_tr") is (language == "tr"):
            assert f"%2F{path.name}\n" in f"{offered}\n"


# Pictures


def test_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in IMAGES.iterdir()}
    assert [name for name, size in sizes.items() if size >= 1_000_000] == []


def test_every_picture_is_there_in_both_languages_and_used() -> None:
    used = {
        Path(link).name
        for path in PAGES
        for link in links_of(path)
        if not urlsplit(link).scheme and link.endswith(".png")
    }
    subjects = {name.removesuffix(".png").removesuffix("-tr") for name in used}
    there = {path.name for path in IMAGES.iterdir()}
    assert there == used
    assert used == {
        f"{subject}{suffix}.png" for subject in subjects for suffix in ("", "-tr")
    }


# Proofs


@pytest.mark.parametrize("name", ["reliability", "security"])
def test_every_named_test_exists(name: str) -> None:
    there = {
        found
        for path in (ROOT / "tests").rglob("test_*.py")
        for found in re.findall(
            r"^(?:async )?def (test_\w+)", path.read_text("utf-8"), re.MULTILINE
        )
    }
    named = set(
        re.findall(r"`(test_\w+)`", (ROOT / "docs" / f"{name}.md").read_text("utf-8"))
    )
    assert len(named) > 30
    assert named <= there


def test_every_proof_named_by_publishing_exists() -> None:
    named = re.findall(
        r"`(tests/\w+\.py)::(\w+)`",
        (ROOT / "docs" / "publishing.md").read_text("utf-8"),
    )
    assert named
    for file, test in named:
        assert f"def {test}(" in (ROOT / file).read_text("utf-8"), test


# Both languages


def test_both_languages_have_the_same_pages() -> None:
    english, turkish = (
        {path.name for path in (ROOT / "docs" / language).glob("*.md")}
        for language in LANGUAGES
    )
    assert english == turkish


@pytest.mark.parametrize(
    ("english", "turkish"),
    zip(pages_of("en"), pages_of("tr"), strict=True),
    ids=lambda path: path.name,
)
def test_both_languages_have_the_same_structure(english: Path, turkish: Path) -> None:
    assert [level for level, _ in headings_of(english)] == [
        level for level, _ in headings_of(turkish)
    ]
    assert [block.language for block in blocks_of(english)] == [
        block.language for block in blocks_of(turkish)
    ]
    rows = [
        [line.count("|") for line in prose_of(path).splitlines() if line[:1] == "|"]
        for path in (english, turkish)
    ]
    assert rows[0] == rows[1]


# What the examples show


@pytest.mark.parametrize("block", yaml_of(*PAGES), ids=str)
async def test_yaml_is_valid(hass: HomeAssistant, block: Block) -> None:
    value = parse_yaml(block.text)
    assert isinstance(value, dict)
    if "triggers" in value:
        assert await async_setup_component(hass, "automation", {"automation": [value]})
        (state,) = hass.states.async_all("automation")
        assert state.state == STATE_ON
    elif "action" in value or "actions" in value:
        steps = cv.SCRIPT_SCHEMA(value.get("actions", value))
        assert await script.async_validate_actions_config(hass, steps)
    elif "notify" in value:
        for group in value["notify"]:
            assert GROUP_SCHEMA(group)
    elif value.get("type") == "entities":
        assert value["entities"]
    else:
        for domain, config in value.items():
            integration = import_module(f"homeassistant.components.{domain}")
            assert integration.CONFIG_SCHEMA({domain: config})


@pytest.mark.parametrize("language", LANGUAGES)
async def test_actions_have_the_fields_that_examples_use(
    hass: HomeAssistant, account: MockConfigEntry, language: str
) -> None:
    seen = set()
    for block in yaml_of(*pages_of(language)):
        for step in steps_in(parse_yaml(block.text)):
            domain, _, name = step["action"].partition(".")
            data = step.get("data", {}) | step.get("target", {})
            if domain in (DOMAIN, "notify"):
                service = hass.services.async_services()[domain][name]
                assert service.schema and service.schema(data), block
            seen.add(step["action"])
    assert seen >= {
        "iletimerkezi.check_message",
        "iletimerkezi.get_report",
        "iletimerkezi.send_message",
        "notify.iletimerkezi",
        "notify.send_message",
    }


@pytest.mark.parametrize("language", LANGUAGES)
async def test_entities_of_examples_exist(
    hass: HomeAssistant, account: MockConfigEntry, language: str
) -> None:
    registry = er.async_get(hass)
    there = {
        entry.entity_id
        for entry in er.async_entries_for_config_entry(registry, account.entry_id)
    }
    pattern = re.compile(
        r"\b(?:notify|button|binary_sensor|sensor|event)"
        rf"\.(?:anne|baba|{FAMILY[language].lower()}|ileti_merkezi)\w*"
    )
    for path in pages_of(language):
        named = set(pattern.findall(path.read_text("utf-8")))
        assert named <= there, path
        if path.stem == "entities":
            # One recipient stands for all.
            assert {
                each for each in there if "anne" in each or "ileti" in each
            } <= named


@pytest.mark.parametrize("language", LANGUAGES)
async def test_examples_that_send_do_send(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, language: str
) -> None:
    sent = 0
    for block in yaml_of(*pages_of(language)):
        value = parse_yaml(block.text)
        for step in steps_in(value if "triggers" not in value else {}):
            domain, _, name = step["action"].partition(".")
            if domain not in ("notify", DOMAIN) or name in FREE_ACTIONS:
                continue
            await hass.services.async_call(
                domain, name, step["data"] | step.get("target", {}), blocking=True
            )
            sent += 1
            assert len(simulator.sends) == sent, block
            assert step["data"]["message"] in texts(simulator)[-1][1], block
    assert sent > 5


@pytest.mark.parametrize("language", LANGUAGES)
async def test_first_automation_sends_one_order_to_both(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, language: str
) -> None:
    automation = example(language, READMES[language], "triggers")
    sensor = automation["triggers"][0]["entity_id"]
    hass.states.async_set(sensor, "off")
    assert await async_setup_component(hass, "automation", {"automation": [automation]})
    hass.states.async_set(sensor, "on")
    await hass.async_block_till_done()
    data = automation["actions"][0]["data"]
    text = f"{data['title']}\n{data['message']}"
    assert sorted(texts(simulator)) == [(ANNE, text), (BABA, text)]
    assert len(simulator.sends) == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_alert_reaches_every_recipient(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, language: str
) -> None:
    path = ROOT / "docs" / language / "how-to.md"
    config = example(language, path, "alert")
    (alert,) = config["alert"].values()
    hass.states.async_set(alert["entity_id"], "off")
    assert await async_setup_component(hass, "alert", config)
    hass.states.async_set(alert["entity_id"], "on")
    await hass.async_block_till_done()
    hass.states.async_set(alert["entity_id"], "off")
    await hass.async_block_till_done()
    assert texts(simulator) == [
        (number, f"{alert['title']}\n{alert[key]}")
        for key in ("message", "done_message")
        for number in (ANNE, BABA, KIZ)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_alerts_try_again_after_a_minute(language: str) -> None:
    # At the start of Home Assistant, the first message of an alert can come too early.
    alerts = [
        alert
        for block in yaml_of(*pages_of(language))
        if isinstance(value := parse_yaml(block.text), dict)
        for alert in value.get("alert", {}).values()
    ]
    assert len(alerts) >= 2
    assert all(alert["repeat"] == [1, 15] for alert in alerts)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_siren_sounds_when_an_sms_to_anne_fails(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, language: str
) -> None:
    automation = example(
        language, ROOT / "docs" / language / "entities.md", "triggers", "siren"
    )
    sirens = async_mock_service(hass, "siren", "turn_on")
    assert await async_setup_component(hass, "automation", {"automation": [automation]})

    async def sounds(to: str) -> bool:
        """Return whether the siren sounds for a message."""
        sirens.clear()
        with suppress(HomeAssistantError):
            await notify(hass, to, "Alarm")
        await hass.async_block_till_done()
        return len(sirens) == 1

    assert not await sounds("notify.anne")
    refuse(simulator, 453)
    assert not await sounds("notify.baba")
    assert await sounds("notify.anne")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("time", "sms"), [("22:59", 0), ("23:00", 1), ("06:59", 1), ("07:00", 0)]
)
async def test_door_is_reported_at_night_only(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
    language: str,
    time: str,
    sms: int,
) -> None:
    automation = example(
        language, ROOT / "docs" / language / "how-to.md", "triggers", "condition: time"
    )
    hour, minute = map(int, time.split(":"))
    freezer.move_to(dt_util.now().replace(hour=hour, minute=minute, second=0))
    door = automation["triggers"][0]["entity_id"]
    hass.states.async_set(door, "off")
    assert await async_setup_component(hass, "automation", {"automation": [automation]})
    hass.states.async_set(door, "on")
    await hass.async_block_till_done()
    assert len(simulator.messages) == sms
    assert all(time in text for _, text in texts(simulator))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_loudspeaker_speaks_although_the_sms_is_refused(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, language: str
) -> None:
    automation = example(
        language, ROOT / "docs" / language / "how-to.md", "triggers", "tts.speak"
    )
    spoken = async_mock_service(hass, "tts", "speak")
    sensor = automation["triggers"][0]["entity_id"]
    hass.states.async_set(sensor, "off")
    assert await async_setup_component(hass, "automation", {"automation": [automation]})
    refuse(simulator, 402)
    hass.states.async_set(sensor, "on")
    await hass.async_block_till_done()
    assert simulator.sends
    assert not simulator.messages
    (call,) = spoken
    assert call.data["message"] == automation["actions"][0]["variables"]["text"]


# The meter's timer for the next month outlives its home.
@pytest.mark.parametrize("expected_lingering_timers", [True])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_meter_counts_what_was_sent_this_month(
    hass: HomeAssistant, language: str
) -> None:
    config = example(language, ROOT / "docs" / language / "how-to.md", "utility_meter")
    ((name, meter),) = config["utility_meter"].items()
    sent = {"state_class": "total_increasing", "unit_of_measurement": "SMS"}
    hass.states.async_set(meter["source"], "40", sent)
    assert await async_setup_component(hass, "utility_meter", config)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done()
    hass.states.async_set(meter["source"], "44", sent)
    await hass.async_block_till_done()
    state = hass.states.get(f"sensor.{name}")
    assert state and float(state.state) == 4


@pytest.mark.parametrize("language", LANGUAGES)
async def test_checked_message_costs_what_is_shown(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, language: str
) -> None:
    path = ROOT / "docs" / language / "costs.md"
    call = example(language, path, "action", "check_message")
    (shown,) = (block for block in blocks_of(path) if block.language == "json")
    answer = await hass.services.async_call(
        DOMAIN, "check_message", call["data"], blocking=True, return_response=True
    )
    assert answer == json.loads(shown.text)
    assert not simulator.sends


@pytest.mark.parametrize("language", LANGUAGES)
async def test_phone_is_notified_once_when_an_sms_to_anne_fails(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, language: str
) -> None:
    automation = example(
        language, ROOT / "docs" / language / "how-to.md", "triggers", "message_failed"
    )
    calls = async_capture_events(hass, EVENT_CALL_SERVICE)
    assert await async_setup_component(hass, "automation", {"automation": [automation]})
    refuse(simulator, 453, where=lambda request: ANNE in request.query["receipents"])
    for to in ("notify.baba", "notify.anne"):
        with suppress(HomeAssistantError):
            await notify(hass, to, "Alarm")
        await hass.async_block_till_done()
    phone = automation["actions"][0]["target"]["entity_id"]
    (data,) = (
        event.data["service_data"]
        for event in calls
        if phone in cv.ensure_list(event.data["service_data"].get("entity_id"))
    )
    assert "Anne" in data["title"]
    assert data["message"] == "Alarm"


@pytest.mark.parametrize(
    "path", [ROOT / f"docs/{x}/costs.md" for x in LANGUAGES], ids=names
)
def test_table_of_limits_is_exact(path: Path) -> None:
    rows = [
        [int(limit) for limit in cells.split("|")]
        for cells in re.findall(
            r"^\|[^|]+\|((?: \d+ \|){7})$", prose_of(path), re.MULTILINE
        )
        for cells in [cells.strip().removesuffix("|")]
    ]
    letters = {Encoding.GSM7: "a", Encoding.TURKISH: "ş", Encoding.UCS2: "Ж"}
    assert len(rows) == len(letters)
    for (encoding, letter), limits in zip(letters.items(), rows, strict=True):
        for parts, limit in enumerate(limits, 1):
            assert measure(letter * limit).encoding is encoding
            assert measure(letter * limit).parts == parts
            assert measure(letter * (limit + 1)).parts == parts + 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_examples_of_costs_are_right(language: str) -> None:
    rows = re.findall(
        r"^\| `(.{50,})` \|(.+) \| (\d) \|$", page(language, "costs"), re.MULTILINE
    )
    assert len(rows) == 4
    for text, cell, parts in rows:
        if cell.strip().isdigit():
            assert measure(text).parts == int(cell)
            assert measure(plain(text)).parts == int(parts)
        else:
            assert measure(text).parts == int(parts)
            if length := re.search(r"\d+", cell):
                assert len(text) == int(length[0])


# What must not be left out


def translations(language: str) -> Any:
    """Return the texts of the component."""
    return json.loads(
        (COMPONENT / "translations" / f"{language}.json").read_text("utf-8")
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_option_is_documented(language: str) -> None:
    text = page(language, "options")
    labels = translations(language)["options"]["step"]["init"]["data"]
    assert {option.name for option in fields(AccountOptions)} == set(labels)
    for name, label in labels.items():
        assert f"`{name}`" in text
        assert label in text
    for choice in RepeatedMessages:
        assert f"`{choice}`" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_of_every_action_is_documented(language: str) -> None:
    text = page(language, "actions")
    keys = {
        str(key)
        for each in (SEND_MESSAGE_SCHEMA, GET_REPORT_SCHEMA)
        for key in each.schema
    }
    keys |= {"target", "data", "sender", "commercial_list", "urgent"}
    keys |= {"text", "encoding", "parts", "status", "order_id"}
    for key in keys:
        assert f"`{key}`" in text
    for value in (*Encoding, "sending", "completed", "failed", "waiting"):
        assert f"`{value}`" in text
    # As the list of actions shows them.
    texts = translations(language)
    for action in texts["services"].values():
        assert f"**{texts['title']}: {action['name']}**" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_is_documented(language: str) -> None:
    headings = [text for _, text in headings_of(ROOT / "docs" / language / "errors.md")]
    table = page(language, "errors")
    for code in StatusCode:
        if code is StatusCode.OK:
            continue
        if code < 500:
            assert any(heading.startswith(f"{code}:") for heading in headings), code
            assert re.search(rf"^\| [^|]*\b{code}\b[^|]* \|", table, re.MULTILINE), code
        else:
            assert MEANINGS[code].transient
    assert any("500" in heading and "599" in heading for heading in headings)
    assert "5xx" in table
    for kind in ("unreachable", Status.EXPIRED, Status.UNDELIVERED):
        assert any(heading.startswith(f"{kind}:") for heading in headings), kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_type_attribute_and_repair_is_documented(language: str) -> None:
    text = page(language, "entities")
    attributes = ("event_type", "recipient", "number", "order_id", "code")
    for name in (*Status, *Repair, *attributes):
        assert f"| `{name}` |" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_trigger_and_its_payload_is_documented(language: str) -> None:
    text = page(language, "entities")
    for name in translations(language)["triggers"]:
        assert f"| `{DOMAIN}.{name}` |" in text
    for name in ("recipient", "number", "status", "code", "order_id", "message"):
        assert f"`trigger.{name}`" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_and_error_of_setting_up_is_documented(language: str) -> None:
    text = page(language, "setup")
    config = translations(language)["config"]
    recipients = translations(language)["config_subentries"]["recipient"]
    labels = {
        **config["step"]["user"]["data"],
        **config["step"]["user"]["sections"]["advanced"]["data"],
        **recipients["step"]["user"]["data"],
    }
    for name, label in labels.items():
        assert label in text
        assert f"(`{name}`)" in text
    for error in (*config["error"], *recipients["error"], "already_configured"):
        assert f"`{error}`" in text
    assert f"**{recipients['initiate_flow']['user']}**" in text


def test_readme_names_the_oldest_home_assistant() -> None:
    oldest = json.loads((ROOT / "hacs.json").read_text("utf-8"))["homeassistant"]
    for path in READMES.values():
        text = path.read_text("utf-8")
        assert f"Home Assistant {oldest}" in text
        assert f"Home%20Assistant-{oldest}%2B" in text


# Brand


@pytest.mark.parametrize("dark", ["", "dark_"])
@pytest.mark.parametrize(("scale", "suffix"), [(1, ""), (2, "@2x")])
def test_brand_has_the_sizes_home_assistant_wants(
    dark: str, scale: int, suffix: str
) -> None:
    assert png_size(BRAND / f"{dark}icon{suffix}.png") == (256 * scale, 256 * scale)
    width, height = png_size(BRAND / f"{dark}logo{suffix}.png")
    assert width > height
    assert 128 * scale <= height <= 256 * scale
    for kind in ("icon", "logo"):
        assert (ROOT / "docs" / "brand" / f"{dark}{kind}.svg").is_file()


def png_size(path: Path) -> tuple[int, int]:
    """Return width and height of a picture that can be transparent."""
    header = path.read_bytes()[:26]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    width, height, _depth, color = struct.unpack(">IIBB", header[16:26])
    assert color == 6  # RGBA
    return width, height
