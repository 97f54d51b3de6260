"""How long it takes to import an integration, in fresh interpreters."""

import asyncio
import json
import os
import sys
import tempfile
from typing import Any, Final

from .bench import Bench
from .provider import PROJECT
from .report import Goal, Section
from .rivals import FOLDER
from .stats import MS, Blocks

_OURS: Final = "custom_components.iletimerkezi"
_THREEMA: Final = "homeassistant.components.threema"
_NTFY: Final = "homeassistant.components.ntfy"
_PACKAGES: Final = (_OURS, _THREEMA, _NTFY)

# Everything that every Home Assistant has loaded before any integration like
# these is imported; what is left is what the integration itself brings.
_PROGRAM: Final = """
import importlib, json, pkgutil, sys, time
sys.path.append(sys.argv[2])
import homeassistant.bootstrap, homeassistant.config_entries, homeassistant.helpers.aiohttp_client, homeassistant.helpers.update_coordinator
for name in sys.argv[3:]:
    importlib.import_module(f"homeassistant.components.{name}")
known = set(sys.modules)
began = time.perf_counter()
package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(package.__path__, f"{sys.argv[1]}."):
    importlib.import_module(module.name)
print(json.dumps([time.perf_counter() - began, len(set(sys.modules) - known)]))
"""

_EVERYWHERE: Final = (
    *("button", "camera", "diagnostics", "event", "http", "image", "notify"),
    *("recorder", "repairs", "sensor", "system_health", "tts", "update"),
)

_TEXT: Final = """\
All modules of an integration with the libraries it brings, in a fresh interpreter that has loaded Home Assistant's
core and the integrations every home has. The compiled modules are already on the disk."""


async def measure(bench: Bench) -> Section:
    """Measure fresh interpreters in turn."""
    taken = {package: Blocks() for package in _PACKAGES}
    modules: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as cache:
        for turn in range(-1, bench.effort.import_rounds):
            for package in bench.shuffled(list(_PACKAGES)):
                seconds, modules[package] = await _import(package, cache)
                if turn >= 0:  # the first ones compile
                    taken[package].add([seconds])
    ratio = taken[_OURS].ratio(taken[_THREEMA])
    return Section(
        title="Import",
        text=_TEXT,
        header=("", "median ms", "modules", "x threema"),
        rows=[
            (
                package.rpartition(".")[2],
                f"{blocks.median * MS:.1f}",
                f"{modules[package]}",
                f"{blocks.ratio(taken[_THREEMA]):.2f}",
            )
            for package, blocks in taken.items()
        ],
        goals=[
            Goal(
                text="Import ≤ 2 x threema's",
                measured=f"{ratio:.2f} x",
                met=ratio <= 2.0,
                cause=f"{(taken[_OURS].median - taken[_THREEMA].median) * MS:+.0f} ms, once at each start, in a "
                f"thread: {modules[_OURS]} modules with their dataclasses, enumerations and tables against "
                f"{modules[_THREEMA]}, most of which are PyNaCl's compiled ones.",
            )
        ],
    )


async def _import(package: str, cache: str) -> tuple[float, int]:
    """Return the seconds an import takes, and how many modules it loads.

    Args:
        package: what is imported.
        cache: where compiled modules are kept, as in any home.
    """
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _PROGRAM, package, FOLDER, *_EVERYWHERE),
        cwd=PROJECT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate()
    if process.returncode:
        raise RuntimeError(errors.decode())
    answer: list[Any] = json.loads(output)
    return float(answer[0]), int(answer[1])
