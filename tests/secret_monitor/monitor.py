"""The secret_monitor of one test."""

from collections import defaultdict
from collections.abc import Mapping
import logging
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, override

from homeassistant.core import HomeAssistant

from simulator import Simulator

from .errors import everything_about
from .home import WatchedHome
from .spellings import spellings
from .storage import files, stored

# What is shorter is found in other words, too.
_SHORTEST: Final = 6

# What says nothing of interest otherwise, but would say it here.
_CLOSELY: Final = ("aiohttp", "custom_components.iletimerkezi")


class SecretMonitor(logging.Handler):
    """Remembers everything that anybody could see during a test.

    What it looks for are key and hash of every account that a simulated
    provider or a home of the test has had. It reads the log, and is notified of
    everything else.
    """

    def __init__(self) -> None:
        """Initialize."""
        super().__init__()
        self._seen: dict[str, list[str]] = defaultdict(list)
        self._secrets: set[str] = set()
        self._simulators: list[Simulator] = []
        self._homes: list[WatchedHome] = []
        self._levels: dict[logging.Logger, int] = {}

    def __enter__(self) -> Self:
        """Start reading the log."""
        logging.getLogger().addHandler(self)
        for name in _CLOSELY:
            logger = logging.getLogger(name)
            self._levels[logger] = logger.level
            logger.setLevel(logging.DEBUG)
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop reading the log."""
        for logger, level in self._levels.items():
            logger.setLevel(level)
        logging.getLogger().removeHandler(self)

    def learn(self, secret: str) -> None:
        """Look for a secret, whenever it was seen."""
        if len(secret) >= _SHORTEST:
            self._secrets.add(secret)

    def watch_provider(self, simulator: Simulator) -> None:
        """Look for the secrets of a provider's accounts."""
        self._simulators.append(simulator)
        self._learn_accounts()

    def watch_home(self, hass: HomeAssistant) -> WatchedHome:
        """Watch a home from now on."""
        home = WatchedHome(hass, self.note, self.learn)
        self._homes.append(home)
        return home

    def note(self, place: str, value: object) -> None:
        """Remember what was seen somewhere."""
        self._seen[place].append(value if isinstance(value, str) else repr(value))

    def note_error(self, err: BaseException) -> None:
        """Remember an error and everything that led to it."""
        self._seen["error"].append(everything_about(err))

    def note_storage(self, folder: Path, storage: Mapping[str, Any]) -> None:
        """Remember everything that is stored."""
        self._seen["file"] += files(folder)
        self._seen["storage"] += stored(storage)

    @override
    def emit(self, record: logging.LogRecord) -> None:
        """Remember what is logged."""
        log = self._seen["log"]
        message = record.getMessage()
        log += [message, record.name]
        if record.args:
            log.append(repr(record.args))
        if record.levelno == logging.DEBUG:
            # Nobody asked for it: those who keep it shall not keep its errors alive.
            record.msg, record.args = message, None
        if record.exc_info and record.exc_info[1]:
            log.append(everything_about(record.exc_info[1]))
        elif record.exc_text:
            log.append(record.exc_text)

    def seen(self, text: str) -> bool:
        """Return whether a text was seen, anywhere."""
        return any(text in part for parts in self._seen.values() for part in parts)

    def leaks(self) -> dict[str, str]:
        """Return the places where a secret was seen, each with what was seen."""
        self._learn_accounts()
        forms = {form for secret in self._secrets for form in spellings(secret)}
        found: dict[str, str] = {}
        for place, parts in list(self._seen.items()):
            text = "\n".join(parts).casefold()
            if form := next((form for form in forms if form in text), None):
                part = next(part for part in map(str.casefold, parts) if form in part)
                at = part.find(form)
                found[place] = part[max(0, at - 200) : at + len(form) + 50]
        return found

    def forget(self) -> None:
        """Forget what was seen so far, but not the secrets."""
        self._seen.clear()

    def _learn_accounts(self) -> None:
        """Learn the secrets that the providers know at present."""
        for simulator in self._simulators:
            for account in (simulator.account, *simulator.accounts.values()):
                self.learn(account.key)
                self.learn(account.hash)
