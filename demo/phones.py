"""The simulated provider, from outside: what arrives on the phones, and its switches."""

from typing import Any, NamedTuple

import aiohttp


class Sms(NamedTuple):
    """A text on a phone; the number as the provider writes it: 5xxxxxxxxx."""

    number: str
    text: str


class Phones:
    """All phones together."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        """Initialize."""
        self.url = url
        self._session = session
        self._last_id = 0

    def start_over(self) -> None:
        """Begin with the first SMS again: the provider has forgotten everything."""
        self._last_id = 0

    async def arrived(self) -> list[Sms]:
        """Return the SMS that have arrived since the last time, the oldest first."""
        async with self._session.get(
            f"{self.url}/simulator/state", raise_for_status=True
        ) as response:
            messages = (await response.json())["messages"]
        new = [item for item in messages if item["id"] > self._last_id]
        if new:
            self._last_id = max(item["id"] for item in new)
        return [Sms(item["number"], item["text"]) for item in new]

    async def refuse(self, code: int) -> None:
        """Reject every order with a code."""
        await self._switch("faults", {"kind": "code", "code": code})

    async def heal(self) -> None:
        """Stop rejecting orders."""
        async with self._session.delete(
            f"{self.url}/simulator/faults", raise_for_status=True
        ):
            pass

    async def cut_line(self) -> None:
        """Have nobody reach the provider."""
        await self._switch("line", {"cut": True})

    async def restore_line(self) -> None:
        """Have the provider reached again."""
        await self._switch("line", {"cut": False})

    async def _switch(self, name: str, wanted: dict[str, Any]) -> None:
        """Turn a switch."""
        async with self._session.post(
            f"{self.url}/simulator/{name}", json=wanted, raise_for_status=True
        ):
            pass
