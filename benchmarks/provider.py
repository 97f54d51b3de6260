"""The simulated provider in a second process, as a run sees it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
import json
from pathlib import Path
import sys
from typing import Any, Final
from urllib.parse import quote, urlencode

from yarl import URL

PROJECT: Final = Path(__file__).parent.parent

# One answer may be every SMS of an hour.
_LONGEST_LINE: Final = 1 << 28


class Provider:
    """Where it is, and what can be asked of it besides sending."""

    def __init__(self, process: asyncio.subprocess.Process | None, hello: Any) -> None:
        """Initialize."""
        self._process = process
        self.url: str = hello["url"]
        self.key: str = hello["key"]
        self.hash: str = hello["hash"]
        self.gateway: str = hello["gateway"]

    def send_url(self, text: str, *numbers: str, sender: str = "EVIM") -> URL:
        """Return the finished address of a send."""
        parameters = {
            "key": self.key,
            "hash": self.hash,
            "text": text,
            "receipents": ",".join(numbers),
            "sender": sender,
            "iys": "0",
        }
        query = urlencode(parameters, quote_via=quote, safe=",")
        return URL(f"{self.url}/v1/send-sms/get/?{query}", encoded=True)

    async def ask(self, do: str, **details: Any) -> Any:
        """Have something done, see provider_main."""
        process = self._process
        assert process
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps({"do": do, **details}).encode() + b"\n")
        return json.loads(await process.stdout.readline())

    async def sends(self) -> int:
        """Return how many GETs have come since everything was forgotten."""
        return int((await self.ask("count"))["sends"])

    async def messages(self) -> int:
        """Return how many SMS were accepted since everything was forgotten."""
        return int((await self.ask("count"))["messages"])


@asynccontextmanager
async def running_provider() -> AsyncGenerator[Provider]:
    """Run a provider."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.provider_main",
        cwd=PROJECT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=_LONGEST_LINE,
    )
    assert process.stdin
    assert process.stdout
    try:
        yield Provider(process, json.loads(await process.stdout.readline()))
    finally:
        process.stdin.close()
        await process.wait()
