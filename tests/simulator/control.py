"""Looking at the simulator and turning its switches, as the page does."""

import asyncio
import json
from typing import Any

from simulator import Simulator

from .client import Client


async def switch(client: Client, name: str, value: Any) -> tuple[int, Any]:
    """Turn a switch."""
    url = f"{client.simulator.url}/simulator/{name}"
    async with client.session.post(url, json=value) as response:
        return response.status, await response.json()


async def state(client: Client) -> dict[str, Any]:
    """Read the state."""
    url = f"{client.simulator.url}/simulator/state"
    async with client.session.get(url) as response:
        assert response.status == 200
        content: dict[str, Any] = await response.json()
        return content


class Events:
    """The live events, read one after the other."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        """Read from a raw connection."""
        self._reader = reader

    async def until(self, name: str) -> Any:
        """Return the content of the next event of a name."""
        async with asyncio.timeout(5):
            while True:
                line = (await self._reader.readuntil(b"\n")).decode().strip()
                if line == f"event: {name}":
                    data = await self._reader.readuntil(b"\n")
                    return json.loads(data.decode().removeprefix("data: "))


async def listen(simulator: Simulator) -> tuple[Events, asyncio.StreamWriter]:
    """Open the live events."""
    reader, writer = await asyncio.open_connection("127.0.0.1", simulator.port)
    writer.write(b"GET /simulator/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    head = await reader.readuntil(b"retry: 1000")
    assert b"text/event-stream" in head
    return Events(reader), writer


async def close(writer: asyncio.StreamWriter) -> None:
    """Close a raw connection."""
    writer.close()
    await asyncio.gather(writer.wait_closed(), return_exceptions=True)
