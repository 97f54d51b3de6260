"""The simulator as a program of its own."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
import re
import signal
import sys

import aiohttp
import pytest

from simulator import Simulator

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def program(*arguments: str) -> AsyncGenerator[asyncio.subprocess.Process]:
    """Run it, and end it in any case."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "simulator",
        *arguments,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def read_until(process: asyncio.subprocess.Process, end: bytes) -> str:
    """Return what it prints up to some words."""
    assert process.stdout is not None
    async with asyncio.timeout(20):
        return (await process.stdout.readuntil(end)).decode()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_run(session: aiohttp.ClientSession, number: signal.Signals) -> None:
    """It prints its address and what to enter, works, and stops on a signal."""
    async with program("--port", "0", "--key", "k1", "--hash", "h1") as process:
        printed = await read_until(process, b"Ctrl+C")
        found = re.search(r"http://127\.0\.0\.1:\d+", printed)
        assert found is not None
        assert "k1" in printed
        assert "h1" in printed
        async with session.get(
            f"{found[0]}/v1/send-sms/get/",
            params={
                "key": "k1",
                "hash": "h1",
                "text": "Merhaba",
                "receipents": "5301234567",
                "sender": "EVIM",
                "iys": "0",
            },
        ) as response:
            assert response.status == 200
        async with session.get(f"{found[0]}/simulator/state") as response:
            assert (await response.json())["deliver_after"] == 5.0
        process.send_signal(number)
        async with asyncio.timeout(20):
            out, err = await process.communicate()
        assert (process.returncode, err) == (0, b"")
        assert b"Traceback" not in out


async def test_port_taken(simulator: Simulator) -> None:
    """One line says what to do."""
    async with program("--port", str(simulator.port)) as process:
        async with asyncio.timeout(20):
            out, err = await process.communicate()

    assert process.returncode == 1
    assert out == b""
    assert err.decode().count("\n") == 1
    assert f"Port {simulator.port} on 127.0.0.1 is in use" in err.decode()
