"""The simulator on the command line: `python -m simulator`."""

import argparse
import asyncio
import contextlib
import errno
import signal
import sys

from .account import DEMO_HASH, DEMO_KEY, Account
from .simulator import Simulator

DEFAULT_PORT = 8765
DELIVER_AFTER = 5.0


def main() -> int:
    """Run until interrupted; return the exit code."""
    arguments = _parse()
    # Where the loop cannot handle signals, Ctrl+C arrives this way.
    with contextlib.suppress(KeyboardInterrupt):
        return asyncio.run(_run(arguments))
    return 0


async def _run(arguments: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM."""
    simulator = Simulator()
    simulator.accounts.clear()
    simulator.account = simulator.add_account(
        Account(key=arguments.key, hash=arguments.hash)
    )
    simulator.deliver_after = arguments.deliver_after
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    try:
        await simulator.start(arguments.port, arguments.host)
    except OSError as error:
        print(_reason(error, arguments), file=sys.stderr)
        return 1
    try:
        _greet(simulator)
        await stop.wait()
    finally:
        await simulator.stop()
    return 0


def _greet(simulator: Simulator) -> None:
    """Print the address and the credentials to enter."""
    lines = (
        "The simulated İleti Merkezi is running; nothing here sends a real SMS.",
        "",
        f"  Page (the phone, faults):  {simulator.url}/",
        "",
        "  Enter in Home Assistant:",
        f"    Address   {simulator.url}",
        f"    API key   {simulator.account.key}",
        f"    Hash      {simulator.account.hash}",
        f"    Senders   {', '.join(simulator.account.senders)}",
        "",
        "Stop it with Ctrl+C.",
    )
    print("\n".join(lines), flush=True)


def _reason(error: OSError, arguments: argparse.Namespace) -> str:
    """Return why the server cannot listen, in one line."""
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {arguments.port} on {arguments.host} is in use: "
            "stop what uses it or choose another with --port."
        )
    return f"Cannot listen on {arguments.host}:{arguments.port}: {error.strerror}"


def _parse() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m simulator",
        description="Simulate the SMS provider İleti Merkezi on this machine.",
    )
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="address to listen on (default: %(default)s)",
    )
    parser.add_argument(
        "--port",
        type=int,
        default=DEFAULT_PORT,
        help="port to listen on; 0: any free port (default: %(default)s)",
    )
    parser.add_argument("--key", default=DEMO_KEY, help="API key of the account")
    parser.add_argument("--hash", default=DEMO_HASH, help="hash of the account")
    parser.add_argument(
        "--deliver-after",
        type=float,
        default=DELIVER_AFTER,
        metavar="SECONDS",
        help="how long an SMS takes to be delivered (default: %(default)s)",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
