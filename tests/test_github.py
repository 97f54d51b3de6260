"""What GitHub and editors read: forms, workflows, dependabot, hooks and the dev container."""

import json
from pathlib import Path
import re
from typing import Any

import pytest

from homeassistant.util.yaml import load_yaml_dict

ROOT = Path(__file__).parent.parent
GITHUB = ROOT / ".github"
FORMS = sorted(path for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml"))
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))

PINNED = re.compile(r"(?:[\w.-]+/)+[\w.-]+@[0-9a-f]{40}|\./\.github/workflows/\w+\.yml")


def fields_of(form: str) -> dict[str, dict[str, Any]]:
    """Return the fields of an issue form by their id."""
    body = load_yaml_dict(str(GITHUB / "ISSUE_TEMPLATE" / form))["body"]
    return {field["id"]: field for field in body if field["type"] != "markdown"}


@pytest.mark.parametrize(
    "form", [path.name for path in FORMS if path.name != "config.yml"]
)
def test_form_is_complete(form: str) -> None:
    content = load_yaml_dict(str(GITHUB / "ISSUE_TEMPLATE" / form))
    assert content.keys() == {"name", "description", "labels", "body"}
    for field in content["body"]:
        label = "value" if field["type"] == "markdown" else "label"
        assert field["attributes"][label]


@pytest.mark.parametrize("form", ["problem.yml", "problem_tr.yml"])
def test_problem_comes_with_diagnostics_and_without_private_data(form: str) -> None:
    fields = fields_of(form)
    for name in ("integration", "home_assistant", "problem", "diagnostics"):
        assert fields[name]["validations"] == {"required": True}
    private, _ = fields["private"]["attributes"]["options"]
    assert private["required"]
    assert "hash" in private["label"]


def test_both_languages_ask_the_same() -> None:
    english, turkish = fields_of("problem.yml"), fields_of("problem_tr.yml")
    assert list(english) == list(turkish)
    for name, field in english.items():
        assert field["type"] == turkish[name]["type"]
        assert field.get("validations") == turkish[name].get("validations")


def test_report_that_the_documentation_links_to_is_there() -> None:
    for language in ("en", "tr"):
        page = ROOT / "docs" / language / "provider-expectations.md"
        (form,) = re.findall(r"\?template=([\w.]+)", page.read_text("utf-8"))
        assert fields_of(form)["report"]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned(workflow: Path) -> None:
    used = re.findall(r"uses: (\S+)", workflow.read_text("utf-8"))
    assert all(PINNED.fullmatch(action) for action in used), used


def test_only_publishing_may_write() -> None:
    for workflow in WORKFLOWS:
        content = load_yaml_dict(str(workflow))
        assert content["permissions"] == {"contents": "read"}
        writing = [
            name for name, job in content["jobs"].items() if "permissions" in job
        ]
        assert writing == (["publish"] if workflow.name == "release.yml" else [])


def test_no_validation_is_left_out() -> None:
    text = "".join(workflow.read_text("utf-8") for workflow in WORKFLOWS)
    assert "uses: hacs/action@" in text
    assert "uses: home-assistant/actions/hassfest@" in text
    assert not re.search(r"^\s+ignore:", text, re.MULTILINE)


def test_every_update_waits() -> None:
    updates = load_yaml_dict(str(GITHUB / "dependabot.yml"))["updates"]
    assert {update["package-ecosystem"] for update in updates} == {
        "github-actions",
        "pip",
    }
    assert all(update["cooldown"]["default-days"] >= 7 for update in updates)


def test_hook_runs_what_the_tests_run() -> None:
    config = load_yaml_dict(str(ROOT / ".pre-commit-config.yaml"))
    ((hook,),) = [repository["hooks"] for repository in config["repos"]]
    assert (ROOT / hook["entry"]).is_file()
    assert hook["entry"] in (ROOT / "scripts" / "test").read_text("utf-8")
    assert not hook["pass_filenames"]


def test_container_sets_up_with_the_scripts() -> None:
    container = json.loads(
        (ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8")
    )
    assert (ROOT / container["updateContentCommand"]).is_file()
    assert container["image"].startswith("python:3.14")
