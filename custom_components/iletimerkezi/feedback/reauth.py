"""Reauthentication: asked for after a refusal, ended when the account works again."""

from collections.abc import Callable
from typing import Final

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from ..coordinator import BalanceCoordinator

_NOT_BEFORE: Final = 30.0
"""Seconds that an open one stays at least; a success of a send ends it at once."""


class Reauthentication:
    """The reauthentication of one account."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        coordinator: BalanceCoordinator,
        *,
        keeps_messages: Callable[[], bool],
        on_end: Callable[[], None],
    ) -> None:
        """Initialize.

        Args:
            hass: where it is shown.
            entry: the account.
            coordinator: says whether the credentials work.
            keeps_messages: whether messages wait for the account: then only
                sending one of them shows that it works.
            on_end: called when one has ended, however.
        """
        self._hass = hass
        self._entry = entry
        self._coordinator = coordinator
        self._keeps_messages = keeps_messages
        self._on_end = on_end
        self._flow_id: str | None = None
        self._may_end = False
        self._cancel_timer: CALLBACK_TYPE | None = None
        self._unsubscribe: list[CALLBACK_TYPE] = []

    @callback
    def start(self) -> None:
        """Follow the flows of the account, also one that is open already."""
        if self._unsubscribe:
            return
        self._unsubscribe = [
            self._hass.config_entries.flow.async_subscribe_flow(self._flow_changed),
            self._coordinator.async_add_listener(self._balance_changed),
        ]
        self._find()

    @callback
    def close(self) -> None:
        """Stop following."""
        while self._unsubscribe:
            self._unsubscribe.pop()()
        self._forget()

    @property
    def open(self) -> bool:
        """Return whether new credentials are asked for."""
        return self._flow_id is not None

    @callback
    def ask(self) -> None:
        """Ask for new credentials, unless that is done already."""
        self._entry.async_start_reauth(self._hass)

    @callback
    def end(self) -> None:
        """End an open one: the account works."""
        if self._flow_id is not None:
            self._hass.config_entries.flow.async_abort(self._flow_id)

    @callback
    def _flow_changed(self, change: str, flow_id: str) -> None:
        """Note that some flow was opened or has ended."""
        if change == "added":
            self._find()
        elif flow_id == self._flow_id:
            self._forget()
            self._on_end()

    @callback
    def _find(self) -> None:
        """Find the open flow of the account."""
        for flow in self._entry.async_get_active_flows(self._hass, {SOURCE_REAUTH}):
            if flow["flow_id"] != self._flow_id:
                self._forget()
                self._flow_id = flow["flow_id"]
                self._cancel_timer = async_call_later(
                    self._hass,
                    _NOT_BEFORE,
                    HassJob(self._allow_end, cancel_on_shutdown=True),
                )

    @callback
    def _forget(self) -> None:
        """Forget the flow."""
        self._flow_id = None
        self._may_end = False
        if self._cancel_timer:
            self._cancel_timer()
            self._cancel_timer = None

    async def _allow_end(self, _now: object) -> None:
        """Let a good balance end it from now on."""
        self._cancel_timer = None
        self._may_end = True
        await self._coordinator.async_request_refresh()

    @callback
    def _balance_changed(self) -> None:
        """End it if the credentials work and no message has to prove that."""
        if (
            self._may_end
            and self._coordinator.last_update_success
            and not self._keeps_messages()
        ):
            self.end()
