"""Errors: everything they say, and every one that leaves the component."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
import sys
import traceback
from types import CodeType
from typing import Final

import custom_components.iletimerkezi

# Numbers 0 to 2 and 5 are meant for debuggers, coverage and the like.
_TOOL: Final = 4

_COMPONENT: Final = Path(custom_components.iletimerkezi.__path__[0])

# What the client itself catches and replaces: errors of aiohttp, which hold the
# address, and refusals in the provider's words, which may repeat anything.
_BEHIND_THE_CLIENT: Final = {
    "transport.py": ("_SingleAttempt.__call__", "_read"),
    "answers.py": None,
    "decoding.py": None,
}

_WATCHED: Final = {
    str(file): _BEHIND_THE_CLIENT.get(file.name, ())
    for file in _COMPONENT.rglob("*.py")
}
"""Files of the component, each with the functions that are not looked at, None: all."""


def chain(err: BaseException | None) -> Iterator[BaseException]:
    """Return an error with everything that led to it, also where that is hidden."""
    waiting, known = [err], set[int]()
    while waiting:
        found = waiting.pop()
        if found is None or id(found) in known:
            continue
        known.add(id(found))
        yield found
        waiting += [found.__cause__, found.__context__]
        if isinstance(found, BaseExceptionGroup):
            waiting += found.exceptions


def everything_about(err: BaseException) -> str:
    """Return all that an error says to whoever prints it, one way or another."""
    said = traceback.format_exception(err)
    for one in chain(err):
        said += [str(one), repr(one), repr(one.args), repr(vars(one))]
        said += [str(value) for value in vars(one).values()]
        said += getattr(one, "__notes__", ())
    return "\n".join(said)


class Unwinding:
    """Reports every error that leaves a function of the component.

    Python itself reports them, so nothing has to be wrapped or patched. It is
    asked once for a whole session: that makes it examine all code again.
    """

    def __init__(self) -> None:
        """Initialize."""
        self._listener: Callable[[BaseException], None] | None = None

    def start(self) -> None:
        """Have errors reported."""
        events = sys.monitoring.events
        sys.monitoring.use_tool_id(_TOOL, "secret_monitor")
        sys.monitoring.register_callback(_TOOL, events.PY_UNWIND, self._unwound)
        sys.monitoring.set_events(_TOOL, events.PY_UNWIND)

    def stop(self) -> None:
        """Have nothing reported any more."""
        sys.monitoring.free_tool_id(_TOOL)

    @contextmanager
    def told_to(self, listener: Callable[[BaseException], None]) -> Iterator[None]:
        """Report every error meanwhile."""
        self._listener = listener
        yield
        self._listener = None

    def _unwound(self, code: CodeType, offset: int, err: BaseException) -> None:
        """Report an error that leaves a function."""
        # Called very often: almost always for code of somebody else.
        if code.co_filename in _WATCHED and self._listener:
            inside = _WATCHED[code.co_filename]
            if inside is not None and code.co_qualname not in inside:
                self._listener(err)
