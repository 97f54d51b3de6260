"""The persistent notifications of an account: shown, kept across restarts, dismissed."""

from asyncio import Task, sleep, wait
from collections.abc import Callable, Mapping
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..api import UnreachableCause
from ..const import CONF_DAILY_LIMIT, DOMAIN
from ..outbox import Outcome, Status
from .display import Display, async_hide
from .names import families_of
from .notice import (
    JOURNAL,
    LIMIT,
    LIMIT_WARNING,
    MISTAKE,
    VOLUME,
    JournalEvent,
    Notice,
    Notices,
    is_of_today,
)
from .notices import apply, dismissed, shown
from .rendering import View, render
from .sources import NoticeStore, WaitingSource
from .stored import from_text, to_text
from .volume import VolumeWatch
from .waiting import Summary, async_summed_up, reconciled

DATA_NOTICES: HassKey[dict[str, Notices]] = HassKey(f"{DOMAIN}_notices")
"""By account: they survive a reload, even if the disk is full."""

_CATEGORIES: Final = ("common", "issues")

_WARN_AT: Final = 0.8
"""Of the daily limit."""

_SHARE: Final = 10
"""Of the event loop's time a refresh takes one part in so many, however much waits."""


class Notifications:
    """The notifications of one account."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        outbox: WaitingSource,
        store: NoticeStore,
        *,
        credits_left: Callable[[], int | None],
    ) -> None:
        """Initialize; nothing is shown before start.

        Args:
            hass: where they are shown.
            entry: the account.
            outbox: knows the waiting messages.
            store: keeps notices over a restart.
            credits_left: returns how many SMS the balance pays for, None while
                that is not known.
        """
        self._hass = hass
        self._entry = entry
        self._outbox = outbox
        self._store = store
        self._credits_left = credits_left
        self._volume = VolumeWatch(hass)
        self.notices: Notices = {}
        self._unsaved: set[str] = set()
        self._display = Display(hass, entry.entry_id)
        self._remembered: Notices | None = None
        self._outdated = False
        self._task: Task[None] | None = None
        self._not_before = 0.0
        """When the event loop's clock allows the next refresh."""
        self._unsubscribe: list[CALLBACK_TYPE] = []

    @callback
    def start(self, restored: Mapping[str, str]) -> None:
        """Show what must still be shown, once the outbox knows what is waiting.

        Called again if the journal could not be read at first.

        Args:
            restored: notices as the journal kept them.
        """
        found = {key: from_text(text) for key, text in restored.items()}
        memory = self._hass.data.setdefault(DATA_NOTICES, {})
        if not self._unsubscribe:
            # From before a reload: newer than what the journal may hold.
            self._remembered = memory.get(self._entry.entry_id)
        known: Notices = {key: notice for key, notice in found.items() if notice}
        if self._remembered is not None:
            known = memory[self._entry.entry_id]
        self._display.expect(known)
        if not self._unsubscribe:
            self._unsubscribe = [
                self._outbox.subscribe_waiting(self.refresh),
                self._display.subscribe_dismissed(self.dismiss),
            ]
        # What happened meanwhile is newer.
        self._replace({**known, **self.notices})
        self._unsaved |= {*self.notices, *found}
        self.refresh()

    @callback
    def put_all(self) -> None:
        """Save everything again, since the journal was replaced."""
        self._unsaved |= set(self.notices)
        self._save()

    @callback
    def close(self) -> None:
        """Stop, with everything in the store; what is shown stays."""
        while self._unsubscribe:
            self._unsubscribe.pop()()
        self._save()

    @callback
    def handle(self, outcome: Outcome) -> None:
        """Bring the notifications up to date with an outcome."""
        now = dt_util.now()
        self._replace(apply(self.notices, outcome, now))
        if outcome.status is not Status.ACCEPTED:
            return
        if limit := self._daily_limit:
            used = self._outbox.used_today
            if used >= _WARN_AT * limit:
                self.show_limit_warning(used, limit)
        elif notice := self._volume.add(outcome, now.timestamp()):
            self._replace(shown(self.notices, VOLUME, notice))

    @callback
    def show_limit_warning(self, used: int, limit: int) -> None:
        """Warn that the daily limit is almost reached.

        Args:
            used: SMS of today.
            limit: SMS of a day.
        """
        known = self.notices.get(LIMIT)
        if known and (
            # Seen today, or it says more: messages were held back already.
            is_of_today(known, dt_util.now()) if known.dismissed else known.messages
        ):
            return
        self._show_fact(LIMIT, LIMIT_WARNING, used=str(used), limit=str(limit))

    @callback
    def show_journal(self, event: JournalEvent, **values: str) -> None:
        """Say what happened to the file with the waiting messages.

        Args:
            event: what happened.
            values: `file`, the new name of a damaged one.
        """
        self._show_fact(JOURNAL, event, **values)

    async def async_show_mistake(self, values: Mapping[str, str]) -> None:
        """Show why a call sent nothing, before its caller continues.

        Args:
            values: the placeholders of the text, without `count`.
        """
        known = self.notices.get(MISTAKE)
        count = int(known.values["count"]) + 1 if known else 1
        self._show_fact(MISTAKE, MISTAKE, **values, count=str(count))
        if self._task:
            await wait([self._task])

    @callback
    def dismiss(self, key: str) -> None:
        """Hide a notification until there is news."""
        self._replace(dismissed(self.notices, key, dt_util.now()))

    @callback
    def refresh(self) -> None:
        """Schedule an update soon; many changes become one."""
        self._outdated = True
        if not (
            self.notices or self._unsaved or self._display.keys or self._outbox.pending
        ):
            # As with almost every message: nothing is shown, and nothing is to be.
            return
        if self._unsubscribe and (self._task is None or self._task.done()):
            self._task = self._hass.async_create_task(
                self._async_refresh(), f"{DOMAIN} notifications", eager_start=False
            )

    def _show_fact(self, key: str, kind: str, **values: str) -> None:
        """Show something that is not about messages."""
        notice = Notice(kind, dt_util.utcnow().timestamp(), values=values)
        self._replace(shown(self.notices, key, notice))

    @callback
    def _replace(self, notices: Notices) -> None:
        """Take over the notices after a change."""
        if notices is self.notices:
            return
        self._unsaved |= {
            key
            for key in (*self.notices, *notices)
            if self.notices.get(key) is not notices.get(key)
        }
        self.notices = notices
        if self._unsubscribe:
            self._hass.data[DATA_NOTICES][self._entry.entry_id] = notices
        self.refresh()

    async def _async_refresh(self) -> None:
        """Update everything that is out of date."""
        loop = self._hass.loop
        while self._outdated:
            if (pause := self._not_before - loop.time()) > 0:
                await sleep(pause)
            texts: dict[str, str] = {}
            for category in _CATEGORIES:
                texts |= await async_get_translations(
                    self._hass, self._hass.config.language, category, [DOMAIN]
                )
            began = loop.time()
            self._outdated = False
            waiting = await async_summed_up(self._outbox.waiting())
            if not self._unsubscribe:
                return
            outdated = self._outdated
            notices = reconciled(self.notices, waiting, complete=not outdated)
            self._replace(notices)
            self._outdated = outdated
            self._save()
            self._render(waiting.by_key, texts)
            self._not_before = began + _SHARE * (loop.time() - began)

    @callback
    def _render(self, waiting: Mapping[str, Summary], texts: Mapping[str, str]) -> None:
        """Show and hide notifications."""
        view = self._view()
        for key in self._display.keys | self.notices.keys():
            notice = self.notices.get(key)
            if notice is None or notice.dismissed:
                self._display.hide(key)
            else:
                text = render(key, notice, waiting.get(key), view, texts)
                self._display.show(key, *text)

    @property
    def _daily_limit(self) -> int:
        """Return how many SMS a day may have, 0 for any number."""
        return int(self._entry.options.get(CONF_DAILY_LIMIT, 0))

    def _view(self) -> View:
        """Return what notifications say besides the notices."""
        unreachable = self._outbox.unreachable
        return View(
            account=self._entry.title,
            now=dt_util.now(),
            families=families_of(self._entry),
            writable=self._store.writable,
            cause=unreachable.cause if unreachable else UnreachableCause.NETWORK,
            credits=self._credits_left(),
            daily_limit=self._daily_limit,
        )

    @callback
    def _save(self) -> None:
        """Store what has changed."""
        while self._unsaved:
            key = self._unsaved.pop()
            if notice := self.notices.get(key):
                self._store.put_notice(key, to_text(notice))
            else:
                self._store.remove_notice(key)


def notices_of(hass: HomeAssistant, entry_id: str) -> Notices:
    """Return what an account's notifications are currently about."""
    return hass.data.get(DATA_NOTICES, {}).get(entry_id, {})


@callback
def async_forget_notices(hass: HomeAssistant, entry_id: str) -> None:
    """Dismiss every notification of a removed account."""
    # A mistake is shown, but not kept, while the account is not loaded.
    for key in {MISTAKE, *hass.data.get(DATA_NOTICES, {}).pop(entry_id, {})}:
        async_hide(hass, entry_id, key)
