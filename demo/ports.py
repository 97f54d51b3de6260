"""An early and clear error if a port is in use."""

import socket

from .errors import DemoError
from .words import Words

HOST = "127.0.0.1"


def check_ports(words: Words, home_port: int, phones_port: int) -> None:
    """Raise DemoError for a port that cannot be had."""
    if home_port == phones_port:
        raise DemoError(words.ports_equal)
    for port, option in (
        (home_port, "--ha-port"),
        (phones_port, "--simulator-port"),
    ):
        if not _is_free(port):
            raise DemoError(words.port_taken.format(port=port, option=option))


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.create_server((HOST, 0)) as server:
        port: int = server.getsockname()[1]
    return port


def _is_free(port: int) -> bool:
    """Return whether a server could listen there, as servers do it."""
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind((HOST, port))
            server.listen()
        except OSError:
            return False
    return True
