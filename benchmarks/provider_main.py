"""The simulated provider as a process of its own, obeying lines on its input.

One JSON object a line: {"do": "count"}. One line comes back for each. It ends
with its input, so it never outlives the process that started it.
"""

import asyncio
from collections.abc import Callable
from decimal import Decimal
import json
import logging
import sys
from typing import Any, Final

from aiohttp import web

from simulator import Fault, FaultKind, RecordedRequest, Simulator, Stage

# More than any run can spend.
_BALANCE: Final = Decimal(10) ** 9


class Provider:
    """A simulator and what can be asked of it."""

    def __init__(self, simulator: Simulator) -> None:
        """Initialize."""
        self._simulator = simulator
        simulator.account.balance = _BALANCE
        self._sends = 0
        self.commands: dict[str, Callable[[dict[str, Any]], Any]] = {
            "count": self._count,
            "clear": self._clear,
            "texts": self._texts,
            "fault": self._fault,
            "no_faults": self._no_faults,
            "deliver_after": self._deliver_after,
        }

    def _count(self, _: dict[str, Any]) -> dict[str, int]:
        """Return how much has come; what was recorded of it is let go."""
        simulator = self._simulator
        self._sends += len(simulator.sends)
        simulator.requests.clear()
        return {"sends": self._sends, "messages": len(simulator.book.messages)}

    def _clear(self, _: dict[str, Any]) -> None:
        """Forget everything, also what counts as a repeat."""
        self._sends = 0
        self._simulator.clear()

    def _texts(self, _: dict[str, Any]) -> list[tuple[str, str]]:
        """Return number and text of every SMS."""
        return [(sms.number, sms.text) for sms in self._simulator.book.messages]

    def _fault(self, wanted: dict[str, Any]) -> None:
        """Put a fault into force."""
        details = {name: wanted[name] for name in wanted.keys() - {"do"}}
        details["kind"] = FaultKind(details["kind"])
        details["stage"] = Stage(details.get("stage", Stage.BEFORE))
        if details.pop("consistent", False):
            # Nobody takes an order and refuses it when he is asked again.
            details["where"] = self._is_new
        self._simulator.faults.add(Fault(**details))

    def _is_new(self, request: RecordedRequest) -> bool:
        """Tell whether an order has not been taken before."""
        simulator = self._simulator
        return not simulator.book.is_repeat(
            simulator.account.key,
            request.query.get("text", ""),
            request.query.get("receipents", "").split(","),
            rule="same_recipients",
            now=simulator.clock(),
        )

    def _no_faults(self, _: dict[str, Any]) -> None:
        """Lift every fault."""
        self._simulator.faults.clear()

    def _deliver_after(self, wanted: dict[str, Any]) -> None:
        """Have SMS delivered by themselves after some seconds, None for never."""
        self._simulator.deliver_after = wanted["seconds"]

    async def answer(self, line: bytes) -> Any:
        """Return what a line asks for."""
        wanted = json.loads(line)
        match wanted["do"]:
            case "cut":
                await self._simulator.cut_line()
            case "restore":
                await self._simulator.restore_line()
            case name:
                return self.commands[name](wanted)
        return None


async def _gateway() -> web.AppRunner:
    """Return a server that answers "100" to everything, for core's threema."""

    async def credit(_: web.Request) -> web.Response:
        return web.Response(text="100")

    app = web.Application()
    app.router.add_get("/{tail:.*}", credit)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner


async def main() -> None:
    """Serve until the input ends."""
    # Connections that end in the midst of an answer are part of the game.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    gateway = await _gateway()
    async with Simulator() as simulator:
        provider = Provider(simulator)
        account = simulator.account
        host, port = gateway.addresses[0][:2]
        _say(
            {
                "url": simulator.url,
                "key": account.key,
                "hash": account.hash,
                "gateway": f"http://{host}:{port}",
            }
        )
        while line := await reader.readline():
            _say(await provider.answer(line))
    await gateway.cleanup()


def _say(answer: Any) -> None:
    """Write one line."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
