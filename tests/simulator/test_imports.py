"""Imports between the simulator's modules."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import simulator

FOLDER = Path(simulator.__file__).parent
SOURCES = {path.stem: path for path in FOLDER.glob("*.py")}


def imported(source: Path) -> set[str]:
    """Return the modules that a module imports, including those for types only."""
    found = set()
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            found |= {node.module} if node.module else {a.name for a in node.names}
    return {name for name in found if name in SOURCES}


def test_no_circles() -> None:
    """Every module can be read after those it builds on."""
    graph = {name: imported(source) for name, source in SOURCES.items()}

    assert graph["simulator"] == {"provider_state", "server", "simulation"}
    order = list(TopologicalSorter(graph).static_order())  # raises CycleError
    assert order.index("simulation") < order.index("server")
