"""The browser of this machine; as a program, whether there is one."""

import shutil
import sys
from typing import Final

FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")


def program() -> str | None:
    """Return where Chromium is, None without one."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


if __name__ == "__main__":
    sys.exit(program() is None)
