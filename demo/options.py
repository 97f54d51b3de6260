"""The command line."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
import os

DEFAULT_HOME_PORT = 8123
DEFAULT_PHONES_PORT = 8765


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the command line asks for."""

    language: str
    once: bool
    late: bool
    home_port: int
    phones_port: int


def parse(arguments: Sequence[str] | None = None) -> Options:
    """Return what the command line says; a mistake ends the program."""
    parser = argparse.ArgumentParser(
        prog="scripts/demo",
        description=(
            "Try the integration: a real Home Assistant, a simulated provider, "
            "no SMS, no cost. Triggers an alarm and shows what arrives on the phones."
        ),
        suggest_on_error=True,
    )
    parser.add_argument(
        "--language",
        choices=("tr", "en"),
        default=_language_of_the_terminal(),
        help="language of Home Assistant and of this output (default: %(default)s)",
    )
    parser.add_argument(
        "--once",
        action="store_true",
        help="run every scene, verify the SMS and exit",
    )
    parser.add_argument(
        "--late",
        action="store_true",
        help="also an outage of more than two minutes, so that late SMS start with their original time",
    )
    parser.add_argument(
        "--ha-port",
        type=_port,
        default=DEFAULT_HOME_PORT,
        metavar="PORT",
        help="port of Home Assistant (default: %(default)s)",
    )
    parser.add_argument(
        "--simulator-port",
        type=_port,
        default=DEFAULT_PHONES_PORT,
        metavar="PORT",
        help="port of the simulated provider (default: %(default)s)",
    )
    given = parser.parse_args(arguments)
    return Options(
        language=given.language,
        once=given.once,
        late=given.late,
        home_port=given.ha_port,
        phones_port=given.simulator_port,
    )


def _language_of_the_terminal() -> str:
    """Return Turkish for a Turkish terminal, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "tr" if value.lower().startswith("tr") else "en"
    return "en"


def _port(text: str) -> int:
    """Return a port number."""
    port = int(text)
    if not 1 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{port} is not between 1 and 65535")
    return port
