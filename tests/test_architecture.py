"""The rooms of component and simulator: who imports whom, and how large each file is.

`python -m tests.test_architecture` prints the picture.
"""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parent.parent
PACKAGES: Final = ("custom_components/iletimerkezi", "simulator")
MAX_LINES: Final = 300

type Graph = dict[str, set[str]]


def modules(package: str) -> dict[str, Path]:
    """Return the modules of a package by their dotted names."""
    found = {}
    for path in (ROOT / package).rglob("*.py"):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = path
    return found


def statements(tree: ast.AST) -> Iterator[ast.ImportFrom]:
    """Return the imports that run; those for type checkers do not."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        if isinstance(node, ast.ImportFrom):
            yield node
        yield from statements(node)


def graph(package: str) -> Graph:
    """Return which modules of a package each of them imports."""
    known = modules(package)
    found: Graph = {}
    for name, path in known.items():
        found[name] = set()
        here = name.split(".") if path.stem == "__init__" else name.split(".")[:-1]
        for node in statements(ast.parse(path.read_text(encoding="utf-8"))):
            if not node.level:
                continue
            base = here[: len(here) - node.level + 1] + (node.module or "").split(".")
            source = ".".join(filter(None, base))
            for alias in node.names:
                target = f"{source}.{alias.name}"
                found[name].add(target if target in known else source)
        found[name].discard(name)
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_have_one_direction(package: str) -> None:
    """No module imports one that imports it, by whatever way."""
    found = graph(package)
    assert len(found) > 10
    assert list(TopologicalSorter(found).static_order())


@pytest.mark.parametrize("package", PACKAGES)
def test_files_are_short(package: str) -> None:
    """A file holds one idea."""
    lines = {
        name: len(path.read_text(encoding="utf-8").splitlines())
        for name, path in modules(package).items()
    }
    assert {name: n for name, n in lines.items() if n > MAX_LINES} == {}


def test_outbox_has_one_face() -> None:
    """Nobody outside imports from inside of it, and it knows of few outside."""
    outbox = "custom_components.iletimerkezi.outbox"
    found = graph(PACKAGES[0])
    inside = {name for name in found if name.startswith(f"{outbox}.")}
    reaching_in = {
        (name, target)
        for name, targets in found.items()
        if name not in inside and name != outbox
        for target in targets & inside
    }
    assert reaching_in == set()
    outside = {t for name in inside for t in found[name] - inside} - {outbox}
    rooms = {t.removeprefix("custom_components.iletimerkezi.") for t in outside}
    assert {room.split(".")[0] for room in rooms} <= {"api", "const", "options"}


def picture(package: str) -> Iterator[str]:
    """Return a line for each module: its size, and what it imports."""
    known, found = modules(package), graph(package)
    for name in TopologicalSorter(found).static_order():
        lines = len(known[name].read_text(encoding="utf-8").splitlines())
        imports = ", ".join(
            sorted(
                target.removeprefix(f"{package.replace('/', '.')}.")
                for target in found[name]
            )
        )
        short = name.removeprefix(f"{package.replace('/', '.')}.")
        yield f"{lines:4} {short:28} {imports}"


if __name__ == "__main__":
    for each in PACKAGES:
        print(each, *picture(each), sep="\n")  # noqa: T201
