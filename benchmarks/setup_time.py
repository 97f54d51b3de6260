"""How long it takes to set up an account, and to reload it."""

from collections.abc import Callable
import importlib
from time import perf_counter
from typing import Any, Final
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from .accounts import our_entry, threema_entry
from .bench import Bench
from .report import Goal, Section
from .stats import MS, Blocks

_OURS: Final = "iletimerkezi"
_THREEMA: Final = "threema"

_NEW: Final = "new account"
_START: Final = "at each start"
_RELOAD: Final = "reload"
_STEPS: Final = (_NEW, _START, _RELOAD)


async def measure(bench: Bench) -> Section:
    """Set up and reload in turn."""
    # Only there once it is installed, see rivals.
    aiothreema = importlib.import_module("aiothreema.client")
    entries: dict[str, Callable[[], ConfigEntry[Any]]] = {
        _OURS: lambda: our_entry(bench.provider),
        _THREEMA: threema_entry,
    }
    taken = {(name, step): Blocks() for step in _STEPS for name in entries}
    entities: dict[str, int] = {}
    with patch.object(aiothreema, "_BASE_URL", bench.provider.gateway):
        for turn in range(-1, bench.effort.setup_rounds):
            for name in bench.shuffled(list(entries)):
                times, entities[name] = await _times(bench.hass, entries[name]())
                if turn >= 0:  # the first ones import
                    for step, seconds in times.items():
                        taken[name, step].add([seconds])
    ratios = {step: taken[_OURS, step].ratio(taken[_THREEMA, step]) for step in _STEPS}
    return Section(
        title="Setup and reload",
        text=(
            "An account with two recipients, until its entities are there "
            f"({entities[_OURS]} of ours, {entities[_THREEMA]} of threema's). Everything is imported already. "
            "threema asks its gateway for the credit before it continues: here a server on this machine responds at "
            "once; at home that is a request over the internet, which ours never waits for. Ours opens its journal on "
            "the disk; a new account creates it."
        ),
        header=("ms", *_STEPS),
        rows=[
            *(
                (
                    name,
                    *(f"{taken[name, step].median * MS:.1f}" for step in _STEPS),
                )
                for name in entries
            ),
            ("x threema", *(f"{ratio:.2f}" for ratio in ratios.values())),
        ],
        goals=[
            Goal(
                text="Setup ≤ 3 x threema's",
                measured=f"{ratios[_START]:.2f} x",
                met=ratios[_START] <= 3.0,
                cause=_cause(taken, entities),
            )
        ],
    )


def _cause(taken: dict[tuple[str, str], Blocks], entities: dict[str, int]) -> str:
    """Return why it takes longer."""
    gap = taken[_OURS, _START].median - taken[_THREEMA, _START].median
    return (
        f"{gap * MS:+.1f} ms, once at each start, without delaying anything else: {entities[_OURS]} entities on four "
        f"platforms instead of {entities[_THREEMA]} on one, the journal opened and checked in a thread before "
        "anything may be sent, and the action `notify.iletimerkezi` with its description read from the disk. At home "
        "threema's request to its gateway alone takes longer."
    )


async def _times(
    hass: HomeAssistant, entry: ConfigEntry[Any]
) -> tuple[dict[str, float], int]:
    """Return the seconds of every step, and how many entities there are."""
    manager = hass.config_entries
    times = {}
    began = perf_counter()
    await manager.async_add(entry)
    times[_NEW] = perf_counter() - began
    await hass.async_block_till_done()
    await manager.async_unload(entry.entry_id)
    began = perf_counter()
    await manager.async_setup(entry.entry_id)
    times[_START] = perf_counter() - began
    await hass.async_block_till_done()
    began = perf_counter()
    await manager.async_reload(entry.entry_id)
    times[_RELOAD] = perf_counter() - began
    if entry.state is not ConfigEntryState.LOADED:
        raise RuntimeError(f"{entry.domain} is {entry.state}: {entry.reason}")
    await hass.async_block_till_done()
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    await manager.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    return times, len(entities)
