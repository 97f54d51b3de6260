"""What quality_scale.yaml says of the integration is there to be looked at."""

import ast
import json
from pathlib import Path
import re
from typing import Any

import pytest

import homeassistant.components
from homeassistant.util.yaml import load_yaml_dict

from custom_components import iletimerkezi

COMPONENT = Path(iletimerkezi.__file__).parent
ROOT = COMPONENT.parent.parent
CORE = Path(homeassistant.components.__file__).parent

RULES: dict[str, dict[str, str]] = load_yaml_dict(
    str(COMPONENT / "quality_scale.yaml")
)["rules"]

NAMED = re.compile(
    r"(?P<file>(?:[\w-]+/)*[\w-][\w.-]*\.(?:py|json|md|png|toml|yaml)|scripts/\w+)"
    r"(?:::(?P<test>\w+))?"
)


def rules_of(integration: str) -> dict[str, Any]:
    """Return the rules that an integration of core answers."""
    rules = load_yaml_dict(str(CORE / integration / "quality_scale.yaml"))["rules"]
    assert isinstance(rules, dict)
    return rules


def test_all_rules_are_answered() -> None:
    """Home Assistant has 54 of them."""
    assert len(RULES) == 54
    assert rules_of("ntfy").keys() <= RULES.keys()


def test_only_known_gaps_are_missing() -> None:
    """A rule that was met once stays met; the last one is met by publishing."""
    owners = json.loads((COMPONENT / "manifest.json").read_text("utf-8"))["codeowners"]
    missing = {"action-setup", "dependency-transparency", "test-before-setup"}
    if owners == ["@OWNER"]:
        missing.add("integration-owner")
    assert {
        rule for rule, answer in RULES.items() if answer["status"] == "todo"
    } == missing


@pytest.mark.parametrize("rule", RULES)
def test_answer_can_be_checked(rule: str) -> None:
    """Done is proven by files and tests that exist, exempt and todo have a reason."""
    answer = RULES[rule]
    assert answer.keys() == {"status", "comment"}
    assert answer["status"] in ("done", "exempt", "todo")
    named = list(NAMED.finditer(answer["comment"]))
    if answer["status"] == "exempt":
        assert answer["comment"].strip()
    else:
        assert named
    # What is missing is said as such, and nowhere else.
    assert ("Missing:" in answer["comment"]) is (answer["status"] == "todo")
    for match in named:
        file, test = match["file"], match["test"]
        places = [path for path in (ROOT / file, COMPONENT / file) if path.is_file()]
        assert places, file
        if test:
            module = ast.parse(places[0].read_text(encoding="utf-8"))
            assert test in {
                node.name
                for node in module.body
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            }


def test_nothing_referenced_is_overlooked() -> None:
    """The pattern that finds files sees each kind that is named."""
    found = {
        match["file"]
        for answer in RULES.values()
        for match in NAMED.finditer(answer["comment"])
    }
    assert {
        "README.tr.md",
        "__init__.py",
        "api/client.py",
        "docs/en/limits.md",
        "pyproject.toml",
        "scripts/lint",
        "tests/test_balance.py",
        "translations/tr.json",
    } <= found
