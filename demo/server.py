"""Home Assistant as a program of its own."""

import aiohttp

from .folder import Folder
from .owner import async_first_answer
from .processes import Processes
from .words import Words

_NAME = "Home Assistant"


async def async_start_home(
    session: aiohttp.ClientSession,
    processes: Processes,
    words: Words,
    folder: Folder,
    phones_url: str,
) -> None:
    """Start it in a folder and wait until it answers."""
    await processes.start(
        _NAME,
        ["-m", "homeassistant", "--config", str(folder.config), "--log-no-color"],
        folder=folder.config,
        log=folder.home_log,
        variables={
            "HA_DISABLE_LOG_FILE": "1",  # it has ours
            "DEMO_HOME": words.home,
            "DEMO_LANGUAGE": words.language,
            "DEMO_PHONES": phones_url,
        },
    )
    await processes.guard(
        async_first_answer(session, words, _NAME, f"{folder.url}/api/onboarding")
    )
