"""What is still there after everything was unloaded and stopped."""

import asyncio
from pathlib import Path
import threading
from typing import Any, Final

_OURS: Final = "iletimerkezi"

# Home Assistant's pools, which keep their threads by design, and its own watch
# over its end.
_HOME: Final = ("SyncWorker", "ImportExecutor", "_run_safe_shutdown_loop")


def left_tasks() -> list[str]:
    """Return the tasks in which the integration still does something."""
    return [
        repr(task)
        for task in asyncio.all_tasks()
        if task is not asyncio.current_task() and _is_ours(task)
    ]


def left_timers() -> list[str]:
    """Return the timers of the integration that will still go off."""
    loop: Any = asyncio.get_running_loop()
    return [
        repr(timer)
        for timer in loop._scheduled  # noqa: SLF001 # there is no other way to see them
        if not timer.cancelled() and _OURS in repr(timer)
    ]


def left_files() -> list[str]:
    """Return the files of the integration that are still open."""
    return [name for name in _open() if _OURS in name]


def sockets() -> int:
    """Return how many sockets are open."""
    return sum(name.startswith("socket:") for name in _open())


def threads() -> list[str]:
    """Return the threads there are, without those that Home Assistant keeps."""
    return sorted(
        thread.name
        for thread in threading.enumerate()
        if not any(name in thread.name for name in _HOME)
    )


def _is_ours(task: asyncio.Task[Any]) -> bool:
    """Return whether a task belongs to the integration."""
    code = getattr(task.get_coro(), "cr_code", None)
    return _OURS in f"{task.get_name()} {getattr(code, 'co_filename', '')}"


def _open() -> list[str]:
    """Return what is open."""
    names = []
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            names.append(str(descriptor.readlink()))
        except OSError:  # the one that was used to look
            continue
    return names
