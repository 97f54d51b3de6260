"""The files themselves: languages, texts, and what a user sees of them."""

from collections.abc import Iterator
import json
from pathlib import Path
import re
import subprocess
import sys
from typing import Any, Final
from urllib.parse import unquote

import pytest
import voluptuous as vol

from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import selector
from homeassistant.helpers.template import Template
from homeassistant.util.yaml import Input, extract_inputs, parse_yaml

from custom_components.iletimerkezi.api.text import Encoding, measure

from .conftest import LANGUAGES
from .home import BLUEPRINTS, REPOSITORY, blueprint_path

NAMES: Final = [
    "alarm_panel",
    "device_offline",
    "escalation",
    "hazard",
    "left_open",
    "low_battery",
    "power_outage",
    "self_test",
    "sms_failed",
    "spoken_sms",
]

_ONE_LINE: Final = "Ğ" * 71 + " +99"
_LONGEST: Final = {
    "alarm_names": _ONE_LINE,
    "batteries": "Ğ" * 106 + " +99",
    "by": f"({'Ğ' * 20})",
    "date": "22.11.2026",
    "device_names": _ONE_LINE,
    "hazard": {"en": "CARBON MONOXIDE, WATER LEAK", "tr": "KARBONMONOKSİT, SU KAÇAĞI"},
    "minutes": 14_400,
    "mode": {"en": "vacation", "tr": "dışarıda modunda"},
    "number": 20,
    "panel_name": "Ğ" * 25,
    "request": {"en": "Please confirm.", "tr": "Lütfen onaylayın."},
    "sensor_names": _ONE_LINE,
    "since": "14:34",
    "time": "14:34",
    "total": 20,
}

_MARKS: Final = len("[14:34] ") + len(" 14:34")
"""What the integration adds to a text that is late, and to a repeated one."""

_VARIABLE: Final = re.compile(r"\{\{ (\w+) \}\}")


every_blueprint = pytest.mark.parametrize("name", NAMES)


def load(name: str, language: str) -> dict[str, Any]:
    """Return a blueprint as Home Assistant reads it."""
    content = parse_yaml(blueprint_path(name, language).read_text("utf-8"))
    assert isinstance(content, dict)
    return content


def sections(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the sections of a blueprint's form."""
    return list(content["blueprint"]["input"].values())


def inputs(content: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the fields of a blueprint's form."""
    return {
        name: field
        for section in sections(content)
        for name, field in section["input"].items()
    }


def default_texts(content: dict[str, Any]) -> dict[str, str]:
    """Return the texts that are sent unless the user changes them."""
    return {
        name: field["default"]
        for name, field in inputs(content).items()
        if "text" in field["selector"]
    }


def masked(node: Any) -> Any:
    """Return a part of a form without its words."""
    match node:
        case {"selector": {"text": _}, "default": str()}:
            return masked({**node, "default": None})
        case {"default": default}:
            rest = {key: value for key, value in node.items() if key != "default"}
            return {**masked(rest), "default": default}
        case dict():
            words = ("name", "description", "label", "unit_of_measurement")
            return {
                key: None if key in words else masked(value)
                for key, value in node.items()
                if key != "source_url"
            }
        case list():
            return [masked(value) for value in node]
    return node


def documented(text: str) -> set[str]:
    """Return the variables that a text names."""
    return set(_VARIABLE.findall(text))


def test_every_blueprint_is_there_in_every_language() -> None:
    expected = {
        blueprint_path(name, language) for name in NAMES for language in LANGUAGES
    }
    assert set(BLUEPRINTS.glob("**/*.yaml")) == expected


def test_files_are_what_their_source_says() -> None:
    """Both languages come from one source, so that they cannot drift apart."""
    check = subprocess.run(
        [sys.executable, REPOSITORY / "scripts" / "blueprints", "--check"],
        capture_output=True,
        check=False,
        text=True,
    )
    assert check.returncode == 0, check.stdout + check.stderr


@every_blueprint
def test_languages_differ_in_words_only(name: str) -> None:
    english, turkish = (load(name, language) for language in LANGUAGES)
    assert masked(english.pop("blueprint")) == masked(turkish.pop("blueprint"))
    words = [content["variables"].pop("words", {}) for content in (english, turkish)]
    assert words[0].keys() == words[1].keys()
    assert english == turkish


@every_blueprint
def test_words_are_translated(name: str, language: str) -> None:
    """What is visible is written in one language, and is not empty."""
    seen = list(visible(load(name, language)["blueprint"]))
    assert all(seen)
    letters = set("".join(seen)) - set("İleti Merkezi")
    assert bool(letters & set("çğışÇĞİŞ")) is (language == "tr")


def visible(node: Any) -> Iterator[str]:
    """Yield every word of a form."""
    match node:
        case dict():
            for key, value in node.items():
                if key in ("name", "description", "label"):
                    yield value
                elif key != "default":
                    yield from visible(value)
            if "text" in node.get("selector", {}):
                yield node["default"]
        case list():
            for value in node:
                yield from visible(value)


@every_blueprint
def test_home_assistant_accepts_it(name: str, language: str) -> None:
    content = load(name, language)
    blueprint = Blueprint(
        content, expected_domain="automation", schema=AUTOMATION_BLUEPRINT_SCHEMA
    )
    assert blueprint.validate() is None
    assert extract_inputs(content) == set(blueprint.inputs)
    oldest = json.loads((REPOSITORY / "hacs.json").read_text("utf-8"))["homeassistant"]
    assert content["blueprint"]["homeassistant"]["min_version"] == oldest
    assert content["blueprint"]["source_url"] == source_url(name, language)


@every_blueprint
def test_form(name: str, language: str) -> None:
    """Everything has a name and an icon, and what is folded has a default."""
    for section in sections(load(name, language)):
        assert section["name"]
        assert section["icon"].startswith("mdi:")
        for field in section["input"].values():
            assert field["name"]
            if "default" in field:
                vol.Schema(selector(field["selector"]))(field["default"])
            else:
                assert not section.get("collapsed")


@every_blueprint
def test_recipients_are_those_of_this_integration(name: str) -> None:
    content = load(name, "en")
    fields = inputs(content)
    whom = fields.get("recipients") or fields.get("people")
    if name == "sms_failed":
        assert whom is None
        return
    assert whom
    filters = {"integration": "iletimerkezi", "domain": "notify"}
    assert whom["selector"]["entity"]["filter"] == filters
    assert whom["selector"]["entity"]["multiple"] is True


@every_blueprint
def test_default_texts_fit_one_sms(
    hass: HomeAssistant, name: str, language: str
) -> None:
    """Even with the longest names, late and repeated."""
    for text in default_texts(load(name, language)).values():
        longest = {
            key: value[language] if isinstance(value, dict) else value
            for key, value in _LONGEST.items()
        }
        rendered = Template(text, hass).async_render(
            longest, parse_result=False, strict=True
        )
        size = measure(rendered + "x" * _MARKS)
        assert size.encoding is not Encoding.UCS2
        assert size.parts == 1, (len(rendered), rendered)


@every_blueprint
def test_default_texts_keep_to_the_cheapest_alphabet(
    hass: HomeAssistant, name: str, language: str
) -> None:
    """English without any letter that costs; Turkish as it is written."""
    for text in default_texts(load(name, language)).values():
        encoding = measure(_VARIABLE.sub("", text)).encoding
        assert encoding in (
            (Encoding.GSM7,) if language == "en" else (Encoding.GSM7, Encoding.TURKISH)
        )


@every_blueprint
def test_variables_are_documented(name: str, language: str) -> None:
    """Next to the texts, and the same in every language."""
    content = load(name, language)
    for section in sections(content):
        explained = documented(section.get("description", ""))
        used = set().union(
            *(
                documented(field["default"])
                for field in section["input"].values()
                if "text" in field["selector"]
            )
        )
        assert used <= explained
        assert explained <= {*_LONGEST, *_FOR_ACTIONS}
    everywhere = [
        [
            documented(section.get("description", ""))
            for section in sections(load(name, x))
        ]
        for x in LANGUAGES
    ]
    assert everywhere[0] == everywhere[1]


_FOR_ACTIONS: Final = {
    "message",
    "number",
    "recipient",
    "text",
    "outcome",
    "code",
    "order_id",
    "credits_left",
}


@every_blueprint
def test_failure_does_not_stop_what_follows(name: str) -> None:
    """A refused SMS ends an automation only where nothing comes after it."""
    content = load(name, "en")
    for sequence, index in sends(content["actions"]):
        is_last = index == len(sequence) - 1
        assert sequence[index].get("continue_on_error") or (is_last and name in _ENDS)


_ENDS: Final = {"alarm_panel", "hazard", "left_open", "low_battery"}
"""Blueprints that end with an SMS, at least in one of their branches."""


def sends(node: Any) -> Iterator[tuple[list[Any], int]]:
    """Yield every action that sends, as its sequence and its place there."""
    match node:
        case list():
            for index, value in enumerate(node):
                if isinstance(value, dict) and value.get("action", "").endswith(
                    ".send_message"
                ):
                    yield node, index
                else:
                    yield from sends(value)
        case dict():
            for value in node.values():
                yield from sends(value)
        case Input():
            return


def source_url(name: str, language: str) -> str:
    """Return where a blueprint is imported from."""
    manifest = REPOSITORY / "custom_components" / "iletimerkezi" / "manifest.json"
    home = json.loads(manifest.read_text("utf-8"))["documentation"]
    path = blueprint_path(name, language).relative_to(REPOSITORY)
    return f"{home}/blob/main/{path}"


@every_blueprint
def test_guide_has_a_button_for_it(name: str, language: str) -> None:
    guide = REPOSITORY / "docs" / language / "blueprints.md"
    assert source_url(name, language) in imports(guide)


def test_guide_has_no_button_for_anything_else(language: str) -> None:
    guide = REPOSITORY / "docs" / language / "blueprints.md"
    assert imports(guide) == [source_url(name, language) for name in ORDER]


ORDER: Final = [
    "alarm_panel",
    "hazard",
    "left_open",
    "power_outage",
    "device_offline",
    "low_battery",
    "escalation",
    "sms_failed",
    "self_test",
    "spoken_sms",
]


def imports(guide: Path) -> list[str]:
    """Return what the import buttons of a page lead to."""
    button = re.compile(
        r"\[!\[[^\]]+\]\(https://my\.home-assistant\.io/badges/blueprint_import\.svg\)\]"
        r"\(https://my\.home-assistant\.io/redirect/blueprint_import/"
        r"\?blueprint_url=([^)]+)\)"
    )
    return [unquote(url) for url in button.findall(guide.read_text("utf-8"))]
