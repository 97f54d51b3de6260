"""The program itself: what it reads, writes and pays."""

import asyncio
import os
from pathlib import Path
import re
import signal
import sys

from probe.questions import QUESTIONS
from simulator import Simulator

from .owner import OWN, assert_nothing_private

ROOT = Path(__file__).parents[2]


def environment(simulator: Simulator) -> dict[str, str]:
    """Return what the program reads instead of asking."""
    return os.environ | {
        "ILETIMERKEZI_API_KEY": simulator.account.key,
        "ILETIMERKEZI_API_HASH": simulator.account.hash,
        "ILETIMERKEZI_NUMBER": OWN,
    }


async def start(simulator: Simulator, *arguments: str) -> asyncio.subprocess.Process:
    """Start the program."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "probe",
        *("--url", simulator.url, *arguments),
        cwd=ROOT,
        env=environment(simulator),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def program(
    simulator: Simulator, typed: str, *arguments: str
) -> tuple[int | None, str]:
    """Run the program; return its exit code and all it wrote."""
    process = await start(simulator, *arguments)
    written, _ = await process.communicate(typed.encode())
    return process.returncode, written.decode()


async def test_program_pays_nothing_when_nobody_answers(simulator: Simulator) -> None:
    code, written = await program(simulator, "")
    assert code == 0, written
    assert not simulator.messages
    assert_nothing_private(written, simulator)
    for question in QUESTIONS.values():
        assert question.text in written


async def test_program_writes_a_report(simulator: Simulator, tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    # The sender, no second and no blocked number; faulty orders: yes, the rest: no.
    code, written = await program(simulator, "\n\n\ny\n", "--report", str(report))
    assert code == 0, written
    text = report.read_text("utf-8")
    assert_nothing_private(written + text, simulator)
    rows = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    assert rows == list(QUESTIONS)
    assert "incomplete number: code 452, HTTP 452" in text
    assert not simulator.messages


async def test_interrupted_program_shows_its_findings(
    simulator: Simulator,
) -> None:
    process = await start(simulator)
    assert process.stdin
    assert process.stdout
    process.stdin.write(b"\n\n\ny\n")
    written = b""
    while b"1,067" not in written:
        chunk = await process.stdout.read(1 << 16)
        assert chunk, written
        written += chunk
    process.send_signal(signal.SIGINT)
    written += await process.stdout.read()
    assert await process.wait() == 130
    assert b"incomplete number: code 452" in written
    assert not simulator.messages
