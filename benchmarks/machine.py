"""Where and on what a run was made, without anything personal."""

import importlib.metadata
import os
from pathlib import Path
import platform
import subprocess

from homeassistant.const import __version__ as home_assistant

from .provider import PROJECT


def machine() -> list[tuple[str, str]]:
    """Return name and value of what explains the numbers."""
    return [
        ("Processor", f"{_processor()}, {os.cpu_count()} cores"),
        ("Load before the run", f"{os.getloadavg()[0]:.1f}"),
        ("System", f"{_system()}, Linux {platform.release().split('-')[0]}"),
        ("Python", platform.python_version()),
        ("Home Assistant", home_assistant),
        ("aiohttp", importlib.metadata.version("aiohttp")),
        ("Commit", _commit()),
    ]


def _processor() -> str:
    """Return the model."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.machine()


def _system() -> str:
    """Return the distribution."""
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.system()


def _commit() -> str:
    """Return the commit, and whether anything of it was changed."""
    try:
        commit = _git("rev-parse", "--short=12", "HEAD")
        changed = _git("status", "--porcelain", "--", "custom_components", "simulator")
    except OSError, subprocess.CalledProcessError:
        return "unknown"
    return f"{commit} with changes" if changed else commit


def _git(*arguments: str) -> str:
    """Return what git says."""
    return subprocess.run(
        ["git", *arguments], cwd=PROJECT, check=True, capture_output=True, text=True
    ).stdout.strip()
