"""Nothing that was started stays behind."""

import asyncio
import os
from pathlib import Path
import signal
import sys

import pytest

from demo import tether
from demo.errors import DemoError
from demo.processes import Processes
from demo.words import words_for

SLEEP = ["-c", "import time; time.sleep(60)"]
PARENT = f"""
import os, subprocess, sys
child = subprocess.Popen([
    sys.executable, {tether.__file__!r}, str(os.getpid()),
    sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)",
])
print(child.pid, flush=True)
child.wait()
"""


def is_running(pid: int) -> bool:
    """Return whether a process runs; one that nobody has buried yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError, ProcessLookupError:
        return False


async def test_everything_ends(tmp_path: Path) -> None:
    async with Processes(words_for("en")) as processes:
        await processes.start("It", SLEEP, folder=tmp_path, log=tmp_path / "log")
        (started,) = processes.pids

    with pytest.raises(ProcessLookupError):
        os.kill(started, 0)


async def test_an_early_end_is_reported(tmp_path: Path) -> None:
    command = ["-c", "print('the reason'); raise SystemExit(3)"]
    async with Processes(words_for("en")) as processes:
        await processes.start("It", command, folder=tmp_path, log=tmp_path / "log")
        with pytest.raises(DemoError, match=r"It ended unexpectedly \(code 3\)\."):
            await processes.guard(asyncio.sleep(60))

    assert (tmp_path / "log").read_text() == "the reason\n"


async def test_work_under_guard_returns(tmp_path: Path) -> None:
    async with Processes(words_for("en")) as processes:
        await processes.start("It", SLEEP, folder=tmp_path, log=tmp_path / "log")

        assert await processes.guard(asyncio.sleep(0, "done")) == "done"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux notifies children")
async def test_a_killed_demo_leaves_nothing_behind() -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    child = int(await parent.stdout.readline())
    assert await parent.stdout.readline() == b"up\n"
    parent.send_signal(signal.SIGKILL)
    await parent.wait()

    for _ in range(100):
        if not is_running(child):
            break
        await asyncio.sleep(0.1)
    assert not is_running(child)
