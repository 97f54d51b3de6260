"""Signals within the process, and waiting for a count."""

import asyncio
from collections.abc import Callable


class Signal[T]:
    """A list of callbacks that are called with each value."""

    def __init__(self) -> None:
        """Initialize without callbacks."""
        self._callbacks: list[Callable[[T], object]] = []

    def connect(self, callback: Callable[[T], object]) -> Callable[[], None]:
        """Subscribe; returns an unsubscribe function."""
        self._callbacks.append(callback)

        def disconnect() -> None:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

        return disconnect

    def send(self, value: T) -> None:
        """Call every callback; what one raises propagates."""
        for callback in tuple(self._callbacks):
            callback(value)


class Milestones:
    """Waits until something that only grows has reached a mark."""

    def __init__(self) -> None:
        """Initialize without waiters."""
        self._waiting: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []

    async def wait(
        self,
        reached: Callable[[], bool],
        *,
        timeout: float,
        shortfall: Callable[[], str],
    ) -> None:
        """Wait until `reached` returns True.

        Raises TimeoutError with the text of `shortfall` after `timeout` seconds.
        """
        if reached():
            return
        entry = (reached, asyncio.get_running_loop().create_future())
        self._waiting.append(entry)
        try:
            async with asyncio.timeout(timeout):
                await entry[1]
        except TimeoutError:
            raise TimeoutError(shortfall()) from None
        finally:
            self._waiting.remove(entry)

    def check(self) -> None:
        """Wake the waiters whose mark has been reached."""
        for reached, future in self._waiting:
            if not future.done() and reached():
                future.set_result(None)
