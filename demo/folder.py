"""The folder of a run: Home Assistant's configuration, and the logs beside it."""

from collections import deque
from datetime import UTC, datetime
import json
from pathlib import Path
import shutil
from typing import Any

from .ports import HOST

ROOT = Path(__file__).parents[1]

_HOUSE = ROOT / "demo" / "house"
_TAIL_LINES = 25


class Folder:
    """New for each run; runs of different names do not meet."""

    def __init__(self, name: str, language: str, port: int) -> None:
        """Prepare for a Home Assistant on a port; what an older run left is removed."""
        self.url = f"http://{HOST}:{port}"
        self.path = ROOT / ".demo" / name
        self.config = self.path / "config"
        self.home_log = self.path / "home-assistant.log"
        self.simulator_log = self.path / "simulator.log"
        shutil.rmtree(self.path, ignore_errors=True)
        (self.config / ".storage").mkdir(parents=True)
        shutil.copy(_HOUSE / "configuration.yaml", self.config)
        for part in ("house", "dashboard"):
            source = _HOUSE / f"{part}.{language}.yaml"
            shutil.copy(source, self.config / f"{part}.yaml")
        (self.config / "automations.yaml").write_text("[]\n", encoding="utf-8")
        (self.config / "custom_components").symlink_to(ROOT / "custom_components")
        _link_blueprints(self.config, language)
        _store_onboarding(self.config)
        _store_address(self.config, port)

    def tail(self) -> tuple[str, list[str]]:
        """Return name and end of Home Assistant's log, once there is one."""
        if not self.home_log.exists():
            return "", []
        with self.home_log.open(encoding="utf-8", errors="replace") as lines:
            tail = [line.rstrip() for line in deque(lines, _TAIL_LINES)]
        return str(self.home_log.relative_to(ROOT)), tail


def _link_blueprints(config: Path, language: str) -> None:
    """Have the ready-made automations of a language at hand.

    Each by itself: Home Assistant does not look into a folder that is a link.
    """
    blueprints = config / "blueprints" / "automation" / "iletimerkezi"
    blueprints.mkdir(parents=True)
    for blueprint in (ROOT / "blueprints/automation/iletimerkezi").glob("*.yaml"):
        if blueprint.stem.endswith("_tr") == (language == "tr"):
            (blueprints / blueprint.name).symlink_to(blueprint)


def _store_onboarding(config: Path) -> None:
    """Leave of the welcome only the owner: the rest asks the internet or a person."""
    _store(
        config, "onboarding", 4, {"done": ["core_config", "analytics", "integration"]}
    )


def _store_address(config: Path, port: int) -> None:
    """Have it listen on this machine alone, whoever sits here is logged in.

    In configuration.yaml the address would be on trial, and taken back by a
    restart after five minutes.
    """
    stable = {
        "server_host": [HOST],
        "server_port": port,
        "cors_allowed_origins": [],
        "login_attempts_threshold": -1,
        "ip_ban_enabled": False,
        "ssl_profile": "intermediate_v6",
        "use_x_frame_options": True,
        "created_at": datetime.now(UTC).isoformat(),
        "error": None,
        "error_message": None,
    }
    _store(
        config,
        "http",
        3,
        {"stable": stable, "pending": None, "yaml_migration_done": True},
    )


def _store(config: Path, key: str, version: int, data: dict[str, Any]) -> None:
    """Write a file as Home Assistant's storage does."""
    content = {"version": version, "minor_version": 1, "key": key, "data": data}
    (config / ".storage" / key).write_text(json.dumps(content), encoding="utf-8")
