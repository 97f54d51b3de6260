"""What a home leaves on the disk."""

from collections.abc import Iterator, Mapping
import json
import os
from pathlib import Path
from typing import Any, Final

from homeassistant.const import CONF_API_KEY

from custom_components.iletimerkezi.const import CONF_API_HASH, DOMAIN

# Where Home Assistant keeps accounts: the one place that has to know.
_ENTRIES: Final = "core.config_entries"


def stored(storage: Mapping[str, Any]) -> Iterator[str]:
    """Return every document that Home Assistant has stored."""
    for name, document in storage.items():
        text = json.dumps(document, default=str, ensure_ascii=False)
        yield f"{name} {_without_accounts(text) if name == _ENTRIES else text}"


def files(folder: Path) -> Iterator[str]:
    """Return every file of a configuration folder, with its name."""
    for file in folder.rglob("*"):
        if file.is_file():
            text = file.read_bytes().decode(errors="replace")
            yield (
                f"{os.fspath(file.relative_to(folder))} "
                f"{_without_accounts(text) if file.name == _ENTRIES else text}"
            )


def _without_accounts(text: str) -> str:
    """Return the document of all entries without key and hash in their places."""
    document = json.loads(text)
    for entry in document["data"]["entries"]:
        if entry["domain"] == DOMAIN:
            for name in (CONF_API_KEY, CONF_API_HASH):
                entry["data"].pop(name, None)
    return json.dumps(document, ensure_ascii=False)
