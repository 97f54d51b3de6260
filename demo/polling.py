"""Waiting for what others do."""

import asyncio
from collections.abc import Awaitable, Callable
import time

PATIENCE = 20.0
_LOOK = 0.1


async def until[T](look: Callable[[], Awaitable[T]], seconds: float = PATIENCE) -> T:
    """Look again and again; return what is true at last, or what was seen last."""
    ends = time.monotonic() + seconds
    while True:
        seen = await look()
        if seen or time.monotonic() > ends:
            return seen
        await asyncio.sleep(_LOOK)
