"""What people see when a message fails: one notification for each kind of failure.

A notification is updated instead of repeated, and goes once the same account
sends successfully again. It lives as long as Home Assistant runs, longer than
a reload of the account, and so does what is known about it here.
"""

from asyncio import Task
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from homeassistant.components import persistent_notification
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..api.errors import Remedy, meaning_of
from ..const import DOMAIN, NAME
from ..outbox import Journal, Outbox, Outcome, Status, next_in_sequence
from ..recipients import display_name
from .errors import text_key
from .escaping import escaped
from .issues import Repair, async_create_repair, async_delete_repair

UNREACHABLE: Final = "unreachable"
UNDELIVERED: Final = "undelivered"

_REPAIRS: Final = {
    Remedy.SENDER_NOT_APPROVED: Repair.SENDER_NOT_APPROVED,
    Remedy.IYS_NOT_SET_UP: Repair.IYS_NOT_SET_UP,
}
"""What a success closes; the one about credit is the balance's affair."""

_MAX_NAMES: Final = 10


@dataclass(slots=True)
class Problem:
    """A kind of failure, since the last success."""

    kind: str
    """The end of its texts' translation keys."""

    count: int = 0
    concerns: dict[str, Outcome] = field(default_factory=dict)
    """The latest message of each number, whose failure was told last last."""

    last: datetime = field(default_factory=dt_util.now)
    sequence: int = 0
    """Where the latest outcome stands among messages."""

    code: int | None = None
    provider_text: str = ""
    maybe_sent: bool = False
    """Some of what was given up may have been sent all the same."""

    def note(self, outcome: Outcome) -> None:
        """Count an outcome."""
        known = self.concerns.pop(outcome.number, outcome)
        self.concerns[outcome.number] = max(known, outcome, key=_sequence)
        self.count += 1
        self.last = dt_util.now()
        self.sequence = next_in_sequence()
        self.code = outcome.code
        self.provider_text = outcome.provider_text
        self.maybe_sent = self.maybe_sent or outcome.maybe_sent


def _sequence(outcome: Outcome) -> int:
    """Return where an outcome's message stands among messages."""
    return outcome.sequence


DATA_PROBLEMS: HassKey[dict[str, dict[str, Problem]]] = HassKey(f"{DOMAIN}_problems")


class Problems:
    """The notifications of one account, and the repairs that go with them."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        outbox: Outbox,
        journal: Journal,
    ) -> None:
        """Initialize."""
        self._hass = hass
        self._entry = entry
        self._outbox = outbox
        self._journal = journal
        self._problems = hass.data.setdefault(DATA_PROBLEMS, {}).setdefault(
            entry.entry_id, {}
        )
        self._dismissed: dict[str, tuple[Problem, int]] = {}
        self._held_back: Problem | None = None
        self._outdated: set[str] = set()
        self._renderer: Task[None] | None = None

    @callback
    def handle(self, outcome: Outcome) -> None:
        """Show, update or dismiss what an outcome concerns."""
        match outcome.status:
            case Status.ACCEPTED:
                self._succeed(outcome)
            case Status.REJECTED:
                self._note(str(outcome.code), text_key(outcome.code), outcome)
                self._mend(outcome)
                self._recount()
            case Status.QUEUED:
                self._note(UNREACHABLE, "unreachable", outcome)
            case Status.EXPIRED:
                self._note(UNREACHABLE, "given_up", outcome)
            case Status.UNDELIVERED:
                self._note(UNDELIVERED, UNDELIVERED, outcome)
            case Status.DELIVERED:
                self._deliver(outcome)

    @callback
    def _note(self, key: str, kind: str, outcome: Outcome) -> None:
        """Add an outcome to its problem."""
        problem = self._problems.get(key) or self._taken_back(key, kind, outcome)
        if problem and problem.kind == "given_up" and kind == "unreachable":
            # What merely waits is not to be told among what was given up.
            self._held_back = self._held_back or Problem(kind)
            self._held_back.note(outcome)
            return
        if kind == "given_up" and not self._outbox.pending:
            self._held_back = None
        if problem is None or (kind == "given_up" and problem.kind != kind):
            # What is given up is counted anew: until then it was waiting.
            problem = self._problems[key] = Problem(kind)
        problem.note(outcome)
        self._show(key)

    @callback
    def _taken_back(self, key: str, kind: str, outcome: Outcome) -> Problem | None:
        """Return a problem that seemed over because others got this very message."""
        problem, sequence = self._dismissed.pop(key, (None, None))
        if problem is None or sequence != outcome.sequence or problem.kind != kind:
            return None
        self._problems[key] = problem
        return problem

    @callback
    def _mend(self, outcome: Outcome) -> None:
        """Ask for what a refusal needs."""
        remedy = meaning_of(outcome.code or 0).remedy
        if remedy is Remedy.NEW_CREDENTIALS:
            self._entry.async_start_reauth(self._hass)
        elif repair := _REPAIRS.get(remedy):
            async_create_repair(self._hass, self._entry, repair)

    @callback
    def _succeed(self, outcome: Outcome) -> None:
        """Dismiss what the success of a later message proves to be over."""
        self._recount()
        for key, problem in list(self._problems.items()):
            if (
                key != UNDELIVERED
                and problem.kind != "unreachable"
                and outcome.sequence > problem.sequence
            ):
                self._dismiss(key)
                self._dismissed[key] = problem, outcome.sequence
        self._show_held_back()
        remedies = {
            meaning_of(problem.code or 0).remedy for problem in self._problems.values()
        }
        for remedy, repair in _REPAIRS.items():
            if remedy not in remedies:
                async_delete_repair(self._hass, self._entry, repair)

    @callback
    def _show_held_back(self) -> None:
        """Show what waits once nothing of what was given up is shown any more."""
        if self._held_back is None or UNREACHABLE in self._problems:
            return
        if self._outbox.pending:
            self._problems[UNREACHABLE] = self._held_back
            self._show(UNREACHABLE)
        self._held_back = None

    @callback
    def _recount(self) -> None:
        """Tell how many still wait, until none does."""
        problem = self._problems.get(UNREACHABLE)
        if problem is None or problem.kind != "unreachable":
            return
        if self._outbox.pending:
            self._show(UNREACHABLE)
        else:
            self._dismiss(UNREACHABLE)

    @callback
    def _deliver(self, outcome: Outcome) -> None:
        """Take out of the undelivered who has got a later message."""
        if (problem := self._problems.get(UNDELIVERED)) is None:
            return
        # By number: another phone of the same family says nothing about this one.
        failed = problem.concerns.get(outcome.number)
        if failed is None or outcome.sequence <= failed.sequence:
            return
        del problem.concerns[outcome.number]
        if problem.concerns:
            self._show(UNDELIVERED)
        else:
            self._dismiss(UNDELIVERED)

    @callback
    def _dismiss(self, key: str) -> None:
        """Take a notification away."""
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
    def _render(self, key: str, problem: Problem, texts: Mapping[str, str]) -> None:
        """Write a notification in Home Assistant's language."""
        kind, count = problem.kind, problem.count
        if kind == "unreachable":
            count = self._outbox.pending
            if not self._journal.writable:
                kind = "unreachable_unsafe"
        elif kind == "given_up" and problem.maybe_sent:
            kind = "given_up_unclear"
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
        names = list(
            dict.fromkeys(
                escaped(display_name(outcome.number, outcome.recipient))
                for outcome in reversed(problem.concerns.values())
            )
        )
        shown = ", ".join(names[:_MAX_NAMES])
        return f"{shown} +{len(names) - _MAX_NAMES}" if names[_MAX_NAMES:] else shown


def notification_id(entry_id: str, key: str) -> str:
    """Return the id of a notification."""
    return f"{DOMAIN}_{entry_id}_{key}"


def problems_of(hass: HomeAssistant, entry_id: str) -> Mapping[str, Problem]:
    """Return what an account's notifications tell at present."""
    return hass.data.get(DATA_PROBLEMS, {}).get(entry_id, {})


@callback
def async_forget_problems(hass: HomeAssistant, entry_id: str) -> None:
    """Dismiss every notification of an account that is removed."""
    for key in hass.data.get(DATA_PROBLEMS, {}).pop(entry_id, {}):
        persistent_notification.async_dismiss(hass, notification_id(entry_id, key))
