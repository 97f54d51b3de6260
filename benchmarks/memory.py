"""How much memory waiting messages take, measured in a process of its own."""

import asyncio
from dataclasses import dataclass
import gc
import json
from pathlib import Path
import sys
import tracemalloc

from .accounts import account, our_entry
from .home import run_in_home_loop, running_home
from .provider import PROJECT, Provider
from .scenario import send_many


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes."""

    objects: int
    """Python's own account."""

    resident: int
    """The system's."""

    journal: int
    """On the disk."""


async def measure_memory(provider: Provider, count: int) -> Memory:
    """Return what so many waiting messages take."""
    await provider.ask("cut")
    try:
        objects, _, _ = await _child(provider, count, "objects")
        _, resident, journal = await _child(provider, count, "resident")
    finally:
        await provider.ask("restore")
    return Memory(objects, resident, journal)


async def _child(provider: Provider, count: int, what: str) -> tuple[int, int, int]:
    """Run this module in a fresh interpreter."""
    hello = {
        name: getattr(provider, name) for name in ("url", "key", "hash", "gateway")
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.memory"),
        *(json.dumps(hello), str(count), what),
        cwd=PROJECT,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError("the memory could not be measured")
    objects, resident, journal = json.loads(output)
    return objects, resident, journal


async def _measure(provider: Provider, count: int, *, traced: bool) -> list[int]:
    """Return objects, resident memory and journal of waiting messages."""
    async with running_home() as hass, account(hass, our_entry(provider)) as entry:
        await send_many(hass, 10)  # what is needed only once
        if traced:
            tracemalloc.start()
        before = _taken(traced=traced)
        await send_many(hass, count)
        after = _taken(traced=traced)
        journal = _journal(Path(hass.config.path(".storage")), entry.entry_id)
        tracemalloc.stop()
    return [after[0] - before[0], after[1] - before[1], journal]


def _journal(folder: Path, entry_id: str) -> int:
    """Return how large the journal of an account is."""
    files = folder.glob(f"iletimerkezi.{entry_id}.journal*")
    return sum(file.stat().st_size for file in files)


def _taken(*, traced: bool) -> tuple[int, int]:
    """Return bytes of objects and bytes resident."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    objects = tracemalloc.get_traced_memory()[0] if traced else 0
    return objects, pages * 4096


def main() -> None:
    """Measure for the process that started this one."""
    hello, count, what = sys.argv[1:]
    provider = Provider(None, json.loads(hello))
    work = _measure(provider, int(count), traced=what == "objects")
    sys.stdout.write(json.dumps(run_in_home_loop(work)))


if __name__ == "__main__":
    main()
