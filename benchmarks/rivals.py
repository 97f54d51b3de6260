"""What core's integrations need that the integration is compared with.

Home Assistant installs it by itself as soon as somebody uses them. It is kept
apart from the environment the tests run in.
"""

import json
from pathlib import Path
import subprocess
import sys
from typing import Final

from homeassistant import components

from .provider import PROJECT

# The last ones are what ntfy is built on.
DOMAINS: Final = ("rest", "threema", "ntfy", "camera", "tts", "ffmpeg")

FOLDER: Final = PROJECT / ".python" / "rivals"
_NOTE: Final = FOLDER / "installed"


def install_rivals() -> None:
    """Make their requirements importable, as their manifests pin them."""
    wanted = [item for domain in DOMAINS for item in _requirements(domain)]
    note = "\n".join((sys.version, *wanted))
    if not _NOTE.exists() or _NOTE.read_text() != note:
        command: list[str | Path] = [
            *(sys.executable, "-m", "uv", "pip", "install", "--quiet"),
            *("--python", sys.executable, "--target", FOLDER),
            # What they need in turn is here already, and has to be the same.
            *("--no-deps", "--system-certs", "--no-config", *wanted),
        ]
        if subprocess.run(command, check=False).returncode:
            sys.exit("benchmark: what it is compared with cannot be had from PyPI")
        _NOTE.write_text(note)
    # Behind everything else: nothing may be replaced.
    if str(FOLDER) not in sys.path:
        sys.path.append(str(FOLDER))


def _requirements(domain: str) -> list[str]:
    """Return what an integration of core needs."""
    manifest = Path(components.__path__[0]) / domain / "manifest.json"
    found: list[str] = json.loads(manifest.read_text())["requirements"]
    return found
