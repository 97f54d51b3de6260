"""What people see when a message fails: one notification for each kind of failure.

A notification is updated instead of repeated, and goes once the same account
sends successfully again. It lives as long as Home Assistant runs, longer than
a reload of the account, and so does what is known about it here.
"""

from asyncio import Task
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from .account import IletiMerkeziConfigEntry
from .api.errors import Remedy, meaning_of
from .clock import steady
from .const import DOMAIN, NAME
from .failures import text_key
from .markdown import escaped
from .outbox import Outbox
from .recipients import display_name
from .sms import Outcome, Status

UNREACHABLE: Final = "unreachable"

_MAX_NAMES: Final = 10


@dataclass(slots=True)
class Problem:
    """A kind of failure, since the last success."""

    count: int = 0
    names: dict[str, None] = field(default_factory=dict)
    """Whom it concerned, the latest last."""

    last: datetime = field(default_factory=dt_util.now)
    last_steady: float = 0.0
    code: int | None = None
    provider_text: str = ""
    given_up: bool = False
    """Messages expired, not merely wait."""

    def note(self, outcome: Outcome) -> None:
        """Count an outcome."""
        name = display_name(outcome.number, outcome.recipient)
        self.names.pop(name, None)
        self.names[name] = None
        self.count += 1
        self.last = dt_util.now()
        self.last_steady = steady()
        self.code = outcome.code
        self.provider_text = outcome.provider_text


DATA_PROBLEMS: HassKey[dict[str, dict[str, Problem]]] = HassKey(f"{DOMAIN}_problems")


class Problems:
    """The notifications of one account."""

    def __init__(
        self, hass: HomeAssistant, entry: IletiMerkeziConfigEntry, outbox: Outbox
    ) -> None:
        """Initialize."""
        self._hass = hass
        self._entry = entry
        self._outbox = outbox
        self._problems = hass.data.setdefault(DATA_PROBLEMS, {}).setdefault(
            entry.entry_id, {}
        )
        self._outdated: set[str] = set()
        self._renderer: Task[None] | None = None

    @callback
    def handle(self, outcome: Outcome) -> None:
        """Show, update or dismiss what an outcome concerns."""
        if outcome.status is Status.ACCEPTED:
            self._success(outcome)
            return
        key = UNREACHABLE
        if outcome.status is Status.REJECTED:
            key = str(outcome.code)
            if meaning_of(outcome.code or 0).remedy is Remedy.NEW_CREDENTIALS:
                self._entry.async_start_reauth(self._hass)
        problem = self._problems.get(key)
        if problem is None or (
            outcome.status is Status.EXPIRED and not problem.given_up
        ):
            # What is given up is counted anew: until then it was waiting.
            problem = self._problems[key] = Problem()
        problem.given_up |= outcome.status is Status.EXPIRED
        problem.note(outcome)
        self._show(key)

    @callback
    def _success(self, outcome: Outcome) -> None:
        """Dismiss what the success of a later message proves to be over."""
        for key, problem in list(self._problems.items()):
            waits = key == UNREACHABLE and not problem.given_up
            if waits and self._outbox.pending:
                self._show(key)
            elif waits or outcome.created > problem.last_steady:
                del self._problems[key]
                self._outdated.discard(key)
                persistent_notification.async_dismiss(
                    self._hass, notification_id(self._entry.entry_id, key)
                )

    @callback
    def _show(self, key: str) -> None:
        """Have a notification written soon; many changes become one."""
        self._outdated.add(key)
        if self._renderer is None or self._renderer.done():
            self._renderer = self._hass.async_create_task(
                self._async_render(), f"{DOMAIN} notifications", eager_start=False
            )

    async def _async_render(self) -> None:
        """Write all notifications that are out of date."""
        while self._outdated:
            texts = await async_get_translations(
                self._hass, self._hass.config.language, "issues", [DOMAIN]
            )
            outdated, self._outdated = self._outdated, set()
            for key in outdated:
                if problem := self._problems.get(key):
                    self._render(key, problem, texts)

    @callback
    def _render(self, key: str, problem: Problem, texts: dict[str, str]) -> None:
        """Write a notification in Home Assistant's language."""
        kind = text_key(problem.code)
        count = problem.count
        if key == UNREACHABLE:
            kind = "given_up" if problem.given_up else UNREACHABLE
            count = count if problem.given_up else self._outbox.pending
        prefix = f"component.{DOMAIN}.issues"
        description, details = (
            texts[f"{prefix}.{name}.description"].format(
                account=escaped(self._entry.title),
                code=problem.code,
                provider_text=escaped(problem.provider_text),
                recipients=self._names(problem),
                count=count,
                time=f"{problem.last:%H:%M}",
            )
            for name in (f"notification_{kind}", "notification_details")
        )
        persistent_notification.async_create(
            self._hass,
            f"{description}\n\n{details}",
            f"{NAME}: {texts[f'{prefix}.notification_{kind}.title']}",
            notification_id(self._entry.entry_id, key),
        )

    def _names(self, problem: Problem) -> str:
        """Return whom it concerns, the latest first."""
        names = [escaped(name) for name in reversed(problem.names)]
        shown = ", ".join(names[:_MAX_NAMES])
        return f"{shown} +{len(names) - _MAX_NAMES}" if names[_MAX_NAMES:] else shown


def notification_id(entry_id: str, key: str) -> str:
    """Return the id of a notification."""
    return f"{DOMAIN}_{entry_id}_{key}"


@callback
def async_forget_problems(hass: HomeAssistant, entry_id: str) -> None:
    """Dismiss every notification of an account that is removed."""
    for key in hass.data.get(DATA_PROBLEMS, {}).pop(entry_id, {}):
        persistent_notification.async_dismiss(hass, notification_id(entry_id, key))
