"""Texts: complete in both languages, used, and as the validators want them."""

import ast
from collections.abc import Iterator
from itertools import combinations
import json
from pathlib import Path
import re
from string import Formatter
from typing import Any

import pytest
import voluptuous as vol

from homeassistant.config_entries import SOURCE_USER
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import validate_selector
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict

from custom_components.iletimerkezi.api.errors import (
    MEANINGS,
    StatusCode,
    UnreachableCause,
)
from custom_components.iletimerkezi.api.phone import InvalidNumberReason
from custom_components.iletimerkezi.api.text import Encoding, measure
from custom_components.iletimerkezi.const import DOMAIN
from custom_components.iletimerkezi.feedback.errors import text_key
from custom_components.iletimerkezi.feedback.issues import Repair
from custom_components.iletimerkezi.feedback.notice import JournalEvent
from custom_components.iletimerkezi.trigger import TRIGGERS
from simulator import Simulator

from .helpers import account_entry, set_up, subentry_id

COMPONENT = Path(__file__).parent.parent / "custom_components" / DOMAIN
LANGUAGES = ("en", "tr")

# What hassfest demands of keys and texts.
KEY = re.compile(r"(?!.+[_-]{2})(?![_-])[a-z0-9-_]+(?<![_-])")
URL = re.compile(r"(?i)\b(?:ftp|http|https|mqtt|mqtts)://|\bwww\.")
HTML = re.compile(r"<[a-z/]", re.IGNORECASE)
QUOTED_PLACEHOLDER = re.compile(r"'{\w+}'")

# The same in both languages: names, units, and what only a placeholder fills.
ALIKE = {
    "title",
    "config.step.user.data.api_hash",
    "config.step.reconfigure.data.api_hash",
    "config.step.reauth_confirm.data.api_hash",
    "config_subentries.recipient.error.invalid_number",
    "entity.sensor.sms_credits.unit_of_measurement",
    "entity.sensor.sent_sms.unit_of_measurement",
}

ERRORS = {
    "HomeAssistantError",
    "ServiceValidationError",
    "ConfigEntryAuthFailed",
    "ConfigEntryError",
    "ConfigEntryNotReady",
    "UpdateFailed",
}


def load(name: str) -> dict[str, Any]:
    """Return a JSON file of the component."""
    loaded: dict[str, Any] = json.loads((COMPONENT / name).read_text("utf-8"))
    return loaded


TEXTS = {language: load(f"translations/{language}.json") for language in LANGUAGES}
ENGLISH = TEXTS["en"]
CODE = {
    path.relative_to(COMPONENT).as_posix(): path.read_text("utf-8")
    for path in sorted(COMPONENT.rglob("*.py"))
}
CODES = [code for code in StatusCode if code is not StatusCode.OK]


def leaves(texts: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Return every text with the path of its keys."""
    for key, value in texts.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


def placeholders(text: str) -> set[str]:
    """Return the names that a text leaves to be filled in."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def strings(file: str) -> set[str]:
    """Return every string literal of a file, also those within f-strings."""
    return {
        node.value
        for node in ast.walk(ast.parse(CODE[file]))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def raised() -> Iterator[tuple[str, dict[str, ast.expr]]]:
    """Return every error of Home Assistant that the component makes."""
    for file, source in CODE.items():
        for node in ast.walk(ast.parse(source)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ERRORS
            ):
                yield (
                    f"{file}:{node.lineno}",
                    {item.arg: item.value for item in node.keywords if item.arg},
                )


def whole_strings(expression: ast.expr) -> set[str]:
    """Return the strings that an expression can be, f-strings left out."""
    match expression:
        case ast.Constant(value=str(value)):
            return {value}
        case ast.IfExp(body=body, orelse=orelse):
            return whole_strings(body) | whole_strings(orelse)
    return set()


# Both languages


def test_same_keys() -> None:
    """Nothing is shown in English only because it was forgotten."""
    english, turkish = ([path for path, _ in leaves(TEXTS[name])] for name in LANGUAGES)
    assert english == turkish


def test_same_placeholders() -> None:
    """A name that is filled in is filled in everywhere."""
    turkish = dict(leaves(TEXTS["tr"]))
    different = [
        path
        for path, text in leaves(ENGLISH)
        if placeholders(text) != placeholders(turkish[path])
    ]
    assert different == []


def test_turkish_is_not_english() -> None:
    """What was copied was not translated."""
    turkish = dict(leaves(TEXTS["tr"]))
    same = {path for path, text in leaves(ENGLISH) if turkish[path] == text}
    assert same == ALIKE


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_pass_the_validators(language: str) -> None:
    """As hassfest checks the English ones."""
    for path, text in leaves(TEXTS[language]):
        assert text, path
        assert text == text.strip(), path
        assert not URL.search(text), path
        assert not HTML.search(text), path
        assert not QUOTED_PLACEHOLDER.search(text), path
        assert "[%key:" not in text, path
        assert all(name.isidentifier() for name in placeholders(text)), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_errors_are_plain_text(language: str) -> None:
    # Neither a form nor an action shows them as Markdown.
    assert not [
        path
        for path, text in leaves(TEXTS[language])
        if {"error", "exceptions"} & set(path.split(".")) and re.search(r"[*`]", text)
    ]


def test_keys_pass_the_validators() -> None:
    """As hassfest checks them."""
    for path, _ in leaves(ENGLISH):
        assert all(KEY.fullmatch(key) for key in path.split(".")), path


# Errors


def test_every_error_is_translated() -> None:
    """No error without a text that the frontend can show."""
    errors = dict(raised())
    assert len(errors) > 10
    for place, arguments in errors.items():
        assert {"translation_domain", "translation_key"} <= set(arguments), place


def test_texts_of_errors() -> None:
    """Exactly the errors that can be raised have a text."""
    used: set[str] = set()
    for _, arguments in raised():
        used |= whole_strings(arguments["translation_key"])
    used |= {f"invalid_number_{reason}" for reason in InvalidNumberReason}
    used |= {f"refused_{text_key(code)}" for code in (*CODES, 499)}
    used |= {f"kept_{code}" for code in CODES if MEANINGS[code].holds}
    used |= {
        f"{kind}_{what}"
        for kind in ("refused", "kept")
        for what in ("own_sender", "own_list", "unclear")
    }
    used |= {
        f"several_{'_'.join(kinds)}"
        for count in (1, 2, 3)
        for kinds in combinations(("failed", "kept", "unclear"), count)
    }
    used |= {"unreachable", "unclear", "over_limit"}
    used |= {"report_401", "report_455", "report_456"}
    assert set(ENGLISH["exceptions"]) == used


def test_texts_of_notifications_and_repairs() -> None:
    """Exactly the problems that can be shown have a text."""
    kinds = {text_key(code) for code in (*CODES, 499)}
    kinds |= {"own_sender", "own_list"}
    kinds |= {f"unreachable_{cause}" for cause in UnreachableCause}
    kinds |= {"unsafe", "undelivered", "volume", "limit", "limit_warning"}
    kinds |= {"expired", "expired_refused", "expired_unclear", *JournalEvent}
    kinds |= {"mistake"}
    notifications = {f"notification_{kind}" for kind in kinds}
    assert set(ENGLISH["issues"]) == notifications | set(Repair)
    for repair in Repair:
        flow = ENGLISH["issues"][repair].get("fix_flow", {})
        # The step of core's own confirmation is named by core.
        assert set(flow.get("step", {})) <= strings("repairs.py") | {"confirm"}
        assert set(flow.get("error", {})) <= strings("repairs.py")


@pytest.mark.parametrize("language", LANGUAGES)
def test_test_message_is_one_sms(language: str) -> None:
    """As the form of the options says; those of the blueprints have their own test."""
    text = TEXTS[language]["common"]["test_message"]
    assert measure(text).parts == 1
    assert measure(text).encoding is not Encoding.UCS2


# Forms


def fields(schema: vol.Schema) -> tuple[set[str], dict[str, set[str]]]:
    """Return the names of a form's fields, and those of its sections."""
    sections = {
        str(marker): {str(inner) for inner in field.schema.schema}
        for marker, field in schema.schema.items()
        if isinstance(field, section)
    }
    return {str(marker) for marker in schema.schema} - set(sections), sections


async def test_texts_of_forms(hass: HomeAssistant, simulator: Simulator) -> None:
    """Every field of every step has a name and a description, and nothing else has."""
    entry = await set_up(hass, account_entry(simulator))
    account, subentries = hass.config_entries.flow, hass.config_entries.subentries
    reconfigure = await entry.start_reconfigure_flow(hass)
    typed = {
        "api_key": simulator.account.key,
        "api_hash": simulator.account.hash,
        "advanced": {"url": simulator.url},
    }
    sender = await entry.start_reconfigure_flow(hass)
    sender = await account.async_configure(sender["flow_id"], typed)
    anne = subentry_id(entry, "Anne")
    shown: dict[str, list[Any]] = {
        "config": [
            await account.async_init(DOMAIN, context={"source": SOURCE_USER}),
            reconfigure,
            sender,
            await entry.start_reauth_flow(hass),
        ],
        "config_subentries.recipient": [
            await subentries.async_init(
                (entry.entry_id, "recipient"), context={"source": SOURCE_USER}
            ),
            await entry.start_subentry_reconfigure_flow(hass, anne),
        ],
        "options": [await hass.config_entries.options.async_init(entry.entry_id)],
    }
    for kind, forms in shown.items():
        texts = ENGLISH
        for key in kind.split("."):
            texts = texts[key]
        assert set(texts["step"]) == {form["step_id"] for form in forms}
        for form in forms:
            step = texts["step"][form["step_id"]]
            names, sections = fields(form["data_schema"])
            assert step["title"]
            # "Submit" on a form about SMS reads as if one was sent.
            assert step["submit"]
            assert set(step["data"]) == names
            assert set(step["data_description"]) == names
            assert set(step.get("sections", {})) == set(sections)
            for name, inner in sections.items():
                assert set(step["sections"][name]["data"]) == inner
                assert set(step["sections"][name]["data_description"]) == inner
            filled = set(form.get("description_placeholders") or {})
            assert placeholders(step.get("description", "")) <= filled
    created = ENGLISH["config_subentries"]["recipient"]["create_entry"]
    assert created.keys() == {"default"}
    assert placeholders(created["default"]) == {"name"}


def test_texts_of_errors_in_forms() -> None:
    """Exactly the errors and ends that the flows know."""
    account = ENGLISH["config"]
    recipient = ENGLISH["config_subentries"]["recipient"]
    assert set(account["error"]) == {
        "invalid_auth",
        "cannot_connect",
        "invalid_url",
        "invalid_sender",
        "unknown",
    }
    assert set(recipient["error"]) == {"invalid_number", "no_numbers"}
    assert set(account["error"]) <= strings("config_flow.py")
    assert set(recipient["error"]) <= strings("config_flow_recipient.py")
    # Newer releases of Home Assistant say the two successes themselves.
    assert set(account["abort"]) == {
        "already_configured",
        "reauth_successful",
        "reconfigure_successful",
    }
    assert set(recipient["abort"]) == {"already_configured", "reconfigure_successful"}
    assert set(recipient["initiate_flow"]) == {"user", "reconfigure"}


# Entities, actions and the rest


def test_texts_and_icons_of_entities() -> None:
    """Every entity that has a translation key has a name, and nobody else."""
    keys: dict[str, set[str]] = {}
    for platform in Platform:
        for node in ast.walk(ast.parse(CODE.get(f"{platform}.py", ""))):
            match node:
                case (
                    ast.keyword(
                        arg="translation_key", value=ast.Constant(value=str(key))
                    )
                    | ast.Assign(
                        targets=[ast.Name(id="_attr_translation_key")],
                        value=ast.Constant(value=str(key)),
                    )
                ):
                    keys.setdefault(platform.value, set()).add(key)
    assert keys
    named = {platform: set(texts) for platform, texts in ENGLISH["entity"].items()}
    assert named == keys
    for platform_name, icons in load("icons.json")["entity"].items():
        assert set(icons) <= keys[platform_name]


def parted(fields: dict[str, Any]) -> tuple[dict[str, Any], set[str]]:
    """Return all fields of an action, and the names of the groups some are in."""
    groups = {name: field for name, field in fields.items() if "fields" in field}
    inner = {
        name: field
        for group in groups.values()
        for name, field in group["fields"].items()
    }
    return {
        name: field for name, field in fields.items() if name not in groups
    } | inner, set(groups)


async def test_texts_and_icons_of_actions(hass: HomeAssistant) -> None:
    """Actions and their fields are the same in every file and in the code."""
    described = await hass.async_add_executor_job(
        load_yaml_dict, str(COMPONENT / "services.yaml")
    )
    assert await async_setup_component(hass, DOMAIN, {})
    registered = hass.services.async_services_for_domain(DOMAIN)
    assert set(described) == set(registered)
    assert set(ENGLISH["services"]) == set(registered)
    assert set(load("icons.json")["services"]) == set(registered)
    for action, description in described.items():
        schema = registered[action].schema
        assert isinstance(schema, vol.Schema)
        fields, sections = parted(description["fields"])
        assert {
            name: field.get("required", False) for name, field in fields.items()
        } == {
            str(marker): type(marker).__name__ == "Required" for marker in schema.schema
        }
        for field in fields.values():
            validate_selector(field["selector"])
        texts = ENGLISH["services"][action]
        assert set(texts) - {"sections"} == {"name", "description", "fields"}
        assert set(texts["fields"]) == set(fields)
        assert set(texts.get("sections", {})) == sections
        assert set(load("icons.json")["services"][action].get("sections", {})) == (
            sections
        )
        for field in texts["fields"].values():
            assert set(field) == {"name", "description"}


async def test_texts_and_icons_of_triggers(hass: HomeAssistant) -> None:
    """Triggers are the same in every file and in the code."""
    described = await hass.async_add_executor_job(
        load_yaml_dict, str(COMPONENT / "triggers.yaml")
    )
    names = {name for name in described if not name.startswith(".")}
    assert set(TRIGGERS) == names
    assert set(ENGLISH["triggers"]) == names
    assert set(load("icons.json")["triggers"]) == names
    for texts in ENGLISH["triggers"].values():
        assert set(texts) == {"name", "description"}


async def test_texts_of_choices(hass: HomeAssistant, simulator: Simulator) -> None:
    """Every choice that can have a text has one.

    BIREYSEL and TACIR are the provider's own words, and hassfest takes no
    capital letters in keys: they are shown as they are.
    """
    entry = await set_up(hass, account_entry(simulator))
    form = await hass.config_entries.options.async_init(entry.entry_id)
    assert form["data_schema"] is not None
    offered = {
        field.config["translation_key"]: set(field.config["options"])
        for field in form["data_schema"].schema.values()
        if hasattr(field, "config") and "translation_key" in field.config
    }
    actions = await hass.async_add_executor_job(
        load_yaml_dict, str(COMPONENT / "services.yaml")
    )
    fields, _ = parted(actions["send_message"]["fields"])
    choice = fields["commercial_list"]["selector"]["select"]
    assert set(choice["options"]) == offered[choice["translation_key"]]
    assert set(ENGLISH["selector"]) == {*offered, "number"}
    assert ENGLISH["selector"]["number"]["unit_of_measurement"].keys() == {"minutes"}
    for key, options in offered.items():
        assert set(ENGLISH["selector"][key]["options"]) == {
            option for option in options if KEY.fullmatch(option)
        }


def test_no_text_is_unused() -> None:
    """Texts that the code asks for by name."""
    source = "\n".join(CODE.values())
    whole = " ".join(source.split()).replace("( ", "(")
    by_name = {"common", "system_health"}
    for path, _ in leaves({key: ENGLISH[key] for key in by_name if key in ENGLISH}):
        name = path.rpartition(".")[2]
        shared = name.removeprefix("notification_")
        assert name in source or f'texts, "{shared}"' in whole, path
    assert set(ENGLISH) - by_name == {
        "config",
        "config_subentries",
        "entity",
        "exceptions",
        "issues",
        "options",
        "selector",
        "services",
        "title",
        "triggers",
    }


def test_manifest() -> None:
    """As Home Assistant, hassfest and HACS want it, and nothing to install."""
    manifest = load("manifest.json")
    keys = list(manifest)
    assert keys == ["domain", "name", *sorted(keys[2:])]
    assert manifest["domain"] == DOMAIN
    assert manifest["name"] == "İleti Merkezi"
    assert manifest["config_flow"] is True
    assert manifest["integration_type"] == "service"
    assert manifest["requirements"] == []
    assert re.fullmatch(r"\d+\.\d+\.\d+", manifest["version"])
    assert manifest["codeowners"]
    assert all(owner.startswith("@") for owner in manifest["codeowners"])
    assert manifest["documentation"].startswith("https://")
    assert manifest["issue_tracker"].startswith("https://")
