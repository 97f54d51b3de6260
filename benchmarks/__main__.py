"""Runs every measurement, prints the results and writes them down."""

import argparse
import sys
from time import perf_counter

import aiohttp

from . import burst, growth, imports, latency, recipients, setup_time, stalls
from .bench import Bench
from .contenders import configuration
from .home import run_in_home_loop, running_home
from .machine import machine
from .provider import running_provider
from .report import DOCUMENT, Section, document, write
from .rivals import install_rivals
from .settings import FULL, QUICK, Effort

MEASUREMENTS = {
    "latency": latency.measure,
    "burst": burst.measure,
    "recipients": recipients.measure,
    "setup": setup_time.measure,
    "import": imports.measure,
    "growth": growth.measure,
    "stalls": stalls.measure,
}


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(
        prog="scripts/benchmark",
        description="Measure the integration against raw aiohttp and core integrations.",
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="fewer repetitions; does not write docs/benchmark.md",
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=MEASUREMENTS,
        help="measure only this (repeatable); does not write docs/benchmark.md",
    )
    arguments = parser.parse_args()
    effort = QUICK if arguments.quick else FULL
    chosen = arguments.only or list(MEASUREMENTS)
    facts = machine()
    install_rivals()
    text = document(facts, run_in_home_loop(_measure(effort, chosen)))
    sys.stdout.write(text)
    if not arguments.quick and not arguments.only:
        write(text)
        sys.stderr.write(f"Written to {DOCUMENT.relative_to(DOCUMENT.parent.parent)}\n")


async def _measure(effort: Effort, chosen: list[str]) -> list[Section]:
    """Return the results."""
    sections = []
    async with (
        running_provider() as provider,
        running_home(configuration(provider)) as hass,
        aiohttp.ClientSession() as session,
    ):
        bench = Bench(hass=hass, provider=provider, session=session, effort=effort)
        for name in chosen:
            began = perf_counter()
            sections.append(await MEASUREMENTS[name](bench))
            sys.stderr.write(f"{name}: {perf_counter() - began:.0f} s\n")
    return sections


if __name__ == "__main__":
    main()
