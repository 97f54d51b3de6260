"""How long it takes to set an account up, and to load it anew."""

from collections.abc import Callable
import importlib
from time import perf_counter
from typing import Any, Final
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant

from .accounts import our_entry, threema_entry
from .bench import Bench
from .report import Goal, Section
from .stats import MS, Blocks

_OURS: Final = "iletimerkezi"
_THREEMA: Final = "threema"

_TEXT: Final = """\
An account with two recipients, until its entities are there; then the same once more as a reload. Everything is
imported already. threema asks its gateway for the credit before it goes on: here a server on this machine answers at
once, at home it is a request over the internet. Ours never waits for the provider, but opens its journal and has ten
entities (threema: two)."""


async def measure(bench: Bench) -> Section:
    """Set up and reload in turn."""
    # Only there once it is installed, see rivals.
    aiothreema = importlib.import_module("aiothreema.client")
    entries: dict[str, Callable[[], ConfigEntry[Any]]] = {
        _OURS: lambda: our_entry(bench.provider),
        _THREEMA: threema_entry,
    }
    taken = {
        (name, what): Blocks() for what in ("set-up", "reload") for name in entries
    }
    with patch.object(aiothreema, "_BASE_URL", bench.provider.gateway):
        for turn in range(-1, bench.effort.setup_rounds):
            for name in bench.shuffled(list(entries)):
                set_up, reload = await _times(bench.hass, entries[name]())
                if turn >= 0:  # the first ones import
                    taken[name, "set-up"].add([set_up])
                    taken[name, "reload"].add([reload])
    ratios = {
        what: taken[_OURS, what].ratio(taken[_THREEMA, what])
        for what in ("set-up", "reload")
    }
    return Section(
        title="Set-up and reload",
        text=_TEXT,
        header=("", "set-up ms", "reload ms"),
        rows=[
            *(
                (
                    name,
                    f"{taken[name, 'set-up'].median * MS:.1f}",
                    f"{taken[name, 'reload'].median * MS:.1f}",
                )
                for name in entries
            ),
            ("x threema", *(f"{ratio:.2f}" for ratio in ratios.values())),
        ],
        goals=[
            Goal(
                text="Set-up no slower than threema's",
                measured=f"{ratios['set-up']:.2f} x",
                met=ratios["set-up"] <= 1.0,
                cause="five times as many entities, and a journal that is opened and checked on the disk "
                "before anything else may happen.",
            )
        ],
    )


async def _times(hass: HomeAssistant, entry: ConfigEntry[Any]) -> tuple[float, float]:
    """Return the seconds of a set-up and of a reload."""
    began = perf_counter()
    await hass.config_entries.async_add(entry)
    set_up = perf_counter() - began
    await hass.async_block_till_done()
    began = perf_counter()
    await hass.config_entries.async_reload(entry.entry_id)
    reload = perf_counter() - began
    if entry.state is not ConfigEntryState.LOADED:
        raise RuntimeError(f"{entry.domain} is {entry.state}: {entry.reason}")
    await hass.async_block_till_done()
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    return set_up, reload
