"""The package as others see it."""

import ast
from pathlib import Path
import subprocess
import sys

import pytest

from custom_components.iletimerkezi import api
from custom_components.iletimerkezi.api import Order, transport

FOLDER = Path(api.__file__).parent
SOURCES = sorted(FOLDER.glob("*.py"))

# What it needs beside the standard library and itself.
ALLOWED = {"aiohttp", "yarl"}

WITHOUT_HOME_ASSISTANT = """
import sys

class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("homeassistant", "custom_components"):
            raise ImportError(name)

sys.meta_path.insert(0, Nothing())
sys.path.insert(0, sys.argv[1])
import api
print(api.parse_number("0530 123 45 67"), *api.__all__)
"""


def imported(source: Path) -> set[str]:
    """Return the top-level packages that a module imports, "" for its own."""
    found = set()
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level <= 1, f"{source.name} reaches out of the package"
            found.add("" if node.level else str(node.module).partition(".")[0])
    return found


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_imports(source: Path) -> None:
    """Nothing of Home Assistant, and nothing of the integration around it."""
    assert imported(source) - sys.stdlib_module_names - ALLOWED <= {""}


def test_imports_are_seen() -> None:
    """The test above checks the right thing."""
    assert len(SOURCES) > 5
    assert {"aiohttp", "yarl", ""} <= imported(Path(transport.__file__))


def test_works_without_home_assistant() -> None:
    """In an interpreter that has none."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", WITHOUT_HOME_ASSISTANT, str(FOLDER.parent)],
        capture_output=True,
        check=False,
        text=True,
    )

    assert done.stderr == ""
    assert done.stdout.split() == ["5301234567", *api.__all__]


def test_everything_public_exists() -> None:
    """What is announced is there."""
    assert [name for name in api.__all__ if not hasattr(api, name)] == []
    assert len(api.__all__) == len(set(api.__all__))


def test_answers_do_not_change() -> None:
    """What the provider said stays as it was said."""
    with pytest.raises(AttributeError):
        Order(id="5").id = "6"  # type: ignore[misc]
