"""The houses of both languages and what the demo says about them."""

from dataclasses import fields
import re
from string import Formatter
from typing import Any

import pytest

from homeassistant.util import slugify
from homeassistant.util.yaml import load_yaml_dict

from demo.folder import ROOT
from demo.words import Words, words_for

LANGUAGES = ["en", "tr"]


def house(language: str) -> dict[str, Any]:
    """Return what the house of a language is made of."""
    return load_yaml_dict(str(ROOT / "demo" / "house" / f"house.{language}.yaml"))


def entities(words: Words) -> set[str]:
    """Return the entities that Home Assistant makes of a house and its recipients."""
    parts = house(words.language)
    return {
        *(f"input_boolean.{key}" for key in parts["input_boolean"]),
        *(
            f"binary_sensor.{slugify(sensor['name'])}"
            for sensor in parts["template"][0]["binary_sensor"]
        ),
        *(
            f"alarm_control_panel.{slugify(panel['name'])}"
            for panel in parts["alarm_control_panel"]
        ),
        *(f"notify.{slugify(person.name)}" for person in words.recipients),
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", ["house", "dashboard"])
def test_everything_named_exists(language: str, file: str) -> None:
    text = (ROOT / "demo" / "house" / f"{file}.{language}.yaml").read_text("utf-8")
    pattern = r"\b(?:input_boolean|binary_sensor|alarm_control_panel|notify)\.\w+"
    actions = {"notify.send_message", "alarm_control_panel.alarm_trigger"}

    assert set(re.findall(pattern, text)) - actions <= entities(words_for(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_scenes_find_their_entities(language: str) -> None:
    words = words_for(language)

    assert {
        words.panel,
        words.front_door,
        words.balcony_door,
        words.kitchen_smoke,
        words.bedroom_smoke,
        words.water,
        *(person.entity for person in words.recipients),
    } <= entities(words)


def test_both_houses_are_built_alike() -> None:
    assert _outline(house("en")) == _outline(house("tr"))


@pytest.mark.parametrize("field", [field.name for field in fields(Words)])
def test_both_languages_fill_in_the_same(field: str) -> None:
    assert _gaps(getattr(words_for("en"), field)) == _gaps(
        getattr(words_for("tr"), field)
    )


def _outline(part: object) -> object:
    """Return the shape of a configuration, without its words."""
    if isinstance(part, dict):
        # Entities and alerts are called differently, everything else alike.
        return sorted(repr(_outline(value)) for value in part.values())
    if isinstance(part, list):
        return [_outline(value) for value in part]
    return type(part).__name__


def _gaps(text: object) -> set[str | None]:
    """Return the names of what is filled in."""
    if not isinstance(text, str):
        return set()
    return {name for _, name, _, _ in Formatter().parse(text) if name}
