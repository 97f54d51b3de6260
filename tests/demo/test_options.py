"""The command line and what it says at once."""

import socket

import pytest

from demo.errors import DemoError
from demo.options import parse
from demo.ports import HOST, check_ports
from demo.words import words_for


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "tr_TR.UTF-8"}, "tr"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "tr_TR.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_language_of_the_terminal(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert parse([]).language == language


@pytest.mark.usefixtures("socket_enabled")
def test_a_port_in_use_is_reported_with_its_option() -> None:
    with socket.create_server((HOST, 0)) as server:
        taken = server.getsockname()[1]
        with socket.create_server((HOST, 0)) as other:
            free = other.getsockname()[1]

        with pytest.raises(DemoError, match=rf"Port {taken} .* --ha-port"):
            check_ports(words_for("en"), taken, free)
        with pytest.raises(DemoError, match=rf"{taken} .* --simulator-port"):
            check_ports(words_for("tr"), free, taken)


def test_two_servers_need_two_ports() -> None:
    with pytest.raises(DemoError, match="--ha-port and --simulator-port"):
        check_ports(words_for("en"), 8123, 8123)
