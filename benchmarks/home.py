"""A real Home Assistant core in this process, with a folder of its own."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager
import logging
from pathlib import Path
import socket
import tempfile
from typing import Any, Final

from homeassistant import bootstrap, loader
from homeassistant.auth import auth_manager_from_config
from homeassistant.components.http.config import async_get_and_load_store
from homeassistant.config_entries import ConfigEntries
from homeassistant.core import HomeAssistant
from homeassistant.runner import create_event_loop
from homeassistant.setup import async_setup_component

# With core's platforms that the integration has entities of, as in every home.
_COMPONENTS: Final = (
    "homeassistant",
    "persistent_notification",
    "notify",
    "button",
    "event",
    "sensor",
)


def run_in_home_loop[T](work: Coroutine[Any, Any, T]) -> T:
    """Run in an event loop as Home Assistant makes it."""
    logging.basicConfig(level=logging.WARNING)
    # A custom integration and an unreachable provider are intended here.
    for name in ("homeassistant.loader", "aiohttp_fast_zlib"):
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.getLogger("custom_components.iletimerkezi.coordinator").setLevel(
        logging.CRITICAL
    )
    with asyncio.Runner(loop_factory=create_event_loop) as runner:
        return runner.run(work)


@asynccontextmanager
async def running_home(
    config: dict[str, Any] | None = None, folder: Path | None = None
) -> AsyncGenerator[HomeAssistant]:
    """Run a core, with what the configuration names on top.

    Args:
        config: as configuration.yaml would be read.
        folder: the configuration folder, to be kept; otherwise one is made.
    """
    config = {
        "http": {"server_host": ["127.0.0.1"], "server_port": _free_port()},
        **(config or {}),
    }
    with tempfile.TemporaryDirectory() as made:
        hass = HomeAssistant(str(folder or made))
        loader.async_setup(hass)
        hass.config.skip_pip = True
        hass.config_entries = ConfigEntries(hass, config)
        await loader.async_get_custom_components(hass)
        await bootstrap.async_load_base_functionality(hass)
        hass.auth = await auth_manager_from_config(hass, [], [])
        for domain in dict.fromkeys((*_COMPONENTS, *config)):
            if not await async_setup_component(hass, domain, config):
                raise RuntimeError(f"{domain} could not be set up")
        # Otherwise its web server is restarted after some minutes: nobody is there
        # to say that he can reach it.
        (await async_get_and_load_store(hass)).async_cancel_revert()
        await hass.async_block_till_done()
        await hass.async_start()
        try:
            yield hass
        finally:
            await hass.async_stop(force=True)


def _free_port() -> int:
    """Return a port for Home Assistant's own web server, which is not used."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])
