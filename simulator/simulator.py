"""The simulated provider as tests and the command line use it."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from .provider_state import wall_clock
from .server import Server
from .simulation import Simulation


class Simulator(Simulation):
    """A simulation with a server; an async context manager that starts and stops it."""

    def __init__(self, clock: Callable[[], float] = wall_clock) -> None:
        """Initialize; listens only once started.

        clock: returns seconds since 1970, for everything that depends on time.
        """
        super().__init__(clock)
        self._server = Server(self)

    async def __aenter__(self) -> Self:
        """Start on a free port."""
        await self.start()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop."""
        await self.stop()

    @property
    def url(self) -> str:
        """Return the address without a trailing slash; raises RuntimeError if stopped."""
        return self._server.url

    @property
    def port(self) -> int:
        """Return the port; raises RuntimeError if stopped."""
        return self._server.port

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> None:
        """Listen; port 0 picks a free one.

        Raises OSError if the port is in use, RuntimeError if already started.
        """
        await self._server.start(port, host)

    async def stop(self) -> None:
        """Close every connection, including those of held and hanging answers."""
        await self._server.stop()

    async def cut_line(self) -> None:
        """Refuse new connections and abort the open ones."""
        await self._server.cut_line()

    async def restore_line(self) -> None:
        """Listen again on the same port; raises OSError if it is in use."""
        await self._server.restore_line()
