"""The folder that Home Assistant finds its configuration in."""

from collections.abc import Generator
import shutil

import pytest

from demo.folder import ROOT, Folder

BLUEPRINTS = ROOT / "blueprints" / "automation" / "iletimerkezi"


@pytest.fixture(params=["en", "tr"])
def language(request: pytest.FixtureRequest) -> str:
    """Return the language of a home."""
    return str(request.param)


@pytest.fixture
def folder(language: str) -> Generator[Folder]:
    """Return a new folder, and leave nothing of it."""
    made = Folder(f"test-{language}", language, 8123)
    yield made
    shutil.rmtree(made.path)


def test_home_assistant_finds_the_blueprints_of_its_language(
    folder: Folder, language: str
) -> None:
    # As Home Assistant lists them: links to folders are not followed.
    found = (folder.config / "blueprints" / "automation").glob("**/*.yaml")

    turkish = {path.name for path in BLUEPRINTS.glob("*_tr.yaml")}
    every = {path.name for path in BLUEPRINTS.glob("*.yaml")}
    assert {path.name for path in found} == (
        turkish if language == "tr" else every - turkish
    )


def test_what_is_created_in_the_browser_has_a_place(folder: Folder) -> None:
    configuration = (folder.config / "configuration.yaml").read_text("utf-8")

    assert "automation: !include automations.yaml" in configuration
    assert (folder.config / "automations.yaml").is_file()
