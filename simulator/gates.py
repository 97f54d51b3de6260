"""Gates that hold requests until a test releases them."""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Self

from .faults import Stage
from .record import RecordedRequest
from .signals import Milestones


class Gate:
    """Holds requests to one endpoint; a context manager that releases them."""

    def __init__(
        self, endpoint: str, stage: Stage, on_release: Callable[[Gate], None]
    ) -> None:
        """Initialize a closed gate."""
        self.endpoint = endpoint
        self.stage = stage
        self.waiting = 0
        self._on_release = on_release
        self._opened = asyncio.Event()
        self._milestones = Milestones()

    def __enter__(self) -> Self:
        """Return the closed gate."""
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Release the gate."""
        self.release()

    def applies_to(self, request: RecordedRequest, stage: Stage) -> bool:
        """Return whether a request is held at this stage."""
        return self.stage is stage and self.endpoint in {"any", request.endpoint}

    async def wait_open(self) -> None:
        """Wait until the gate is released."""
        self.waiting += 1
        self._milestones.check()
        try:
            await self._opened.wait()
        finally:
            self.waiting -= 1

    def release(self) -> None:
        """Let all requests pass, now and later."""
        self._opened.set()
        self._on_release(self)

    async def wait_for(
        self,
        n: int = 1,
        timeout: float = 5.0,
    ) -> None:
        """Wait until `n` requests are held; raises TimeoutError."""
        await self._milestones.wait(
            lambda: self.waiting >= n,
            timeout=timeout,
            shortfall=lambda: f"{self.waiting} of {n} requests are held",
        )
