"""A notice as title and text of a notification, in one language. Pure.

Notifications are Markdown, and everything that is not from a translation is escaped.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from ..api.errors import StatusCode
from ..const import DOMAIN, NAME, PANEL_URL
from ..outbox import Addressee, Recipients
from .errors import own_value_key
from .escaping import escaped
from .names import names_of
from .notice import EXPIRED, LIMIT, UNDELIVERED, UNREACHABLE, VOLUME, Message, Notice
from .waiting import Summary

_MAX_NAMES: Final = 10
_MAX_LINES: Final = 10

LINKS: Final = {
    "automation_list": "/config/automation/dashboard",
    "integration": f"/config/integrations/integration/{DOMAIN}",
    "panel": PANEL_URL,
    "repairs": "/config/repairs",
}

type Texts = Mapping[str, str]
"""Translations by their whole keys, of the categories common and issues."""


class _Values(dict[str, str]):
    """Placeholders; a notice that an older version stored may lack some."""

    def __missing__(self, key: str) -> str:
        """Return what stands for an unknown value."""
        return "–"


class View(NamedTuple):
    """What notifications say besides the notices."""

    account: str
    now: datetime
    """In the home's time zone."""

    families: frozenset[str] = frozenset()
    """Ids of recipients that have several numbers."""

    writable: bool = True
    """Whether waiting messages would survive a restart."""

    cause: str = "network"
    """Why the provider is unreachable, see UnreachableCause."""

    credits: int | None = None
    """SMS that the balance pays for, None while it is not known."""

    daily_limit: int = 0


def render(
    key: str,
    notice: Notice,
    summary: Summary | None,
    view: View,
    texts: Texts,
) -> tuple[str, str]:
    """Return title and text of a notification.

    Args:
        key: of the notice.
        notice: what it is about.
        summary: of the waiting messages that it shows, if there are any.
        view: what else it says.
        texts: in the language it is to be written in.
    """
    kinds = list(_kinds(key, notice, summary, view))
    values = _Values(
        {
            **LINKS,
            "code": key if key.isdecimal() else "–",
            "limit": str(view.daily_limit),
            **{name: escaped(value) for name, value in notice.values.items()},
        }
    )
    parts = [
        *(_issue(texts, kind, "description").format_map(values) for kind in kinds),
        *_state(key, notice, summary, view, texts),
    ]
    title = _issue(texts, kinds[-1], "title")
    return f"{NAME}: {title}", "\n\n".join(parts)


def _kinds(
    key: str, notice: Notice, summary: Summary | None, view: View
) -> Iterable[str]:
    """Return the ends of the translation keys; the last one has the title."""
    if key == UNREACHABLE:
        yield f"{UNREACHABLE}_{view.cause}"
        if not view.writable:
            yield "unsafe"
    elif key == EXPIRED and notice.maybe_sent:
        yield "expired_unclear"
    elif key == EXPIRED and all(
        message.code is not None for message in notice.messages.values()
    ):
        yield "expired_refused"
    elif (
        key.isdecimal()
        and not notice.about_account
        and not (summary and summary.about_account)
    ):
        yield own_value_key(int(key)) or notice.kind
    else:
        yield notice.kind


def _state(
    key: str, notice: Notice, summary: Summary | None, view: View, texts: Texts
) -> Iterable[str]:
    """Return the recipients, the time, the count and what happens next."""
    messages = list(notice.messages.values())[::-1]
    if key == str(StatusCode.NO_CREDIT) and view.credits:
        yield _common(texts, "credits", credits=str(view.credits))
    if lost := [message for message in messages if message.lost]:
        if key not in (EXPIRED, LIMIT, UNDELIVERED):
            yield _common(texts, "lost")
        yield "\n".join(_lines(lost, key, view))
    if key != EXPIRED and notice.maybe_sent:
        yield _common(texts, "maybe_sent")
    if summary:
        yield _common(
            texts,
            "waiting",
            count=str(summary.messages),
            until=_span(summary.deadline, view),
        )
        if summary.requests > summary.messages:
            yield _common(texts, "requests", count=str(summary.requests))
    recipients: dict[str, Addressee] = dict(summary.recipients) if summary else {}
    for message in messages:
        if not message.lost:
            recipients |= {
                number: addressee
                for number, addressee in message.recipients.items()
                if number not in recipients
            }
    if recipients:
        names = _named(recipients, view)
        yield _common(texts, "recipients", recipients=names)
    if automations := notice.values.get("automations"):
        yield _common(texts, "automations", automations=escaped(automations))
    times = [message.at for message in messages] or [notice.at]
    if summary and not messages:
        times = [*summary.created]
    time = _span((min(times), max(times)), view)
    total = max(notice.total, summary.messages if summary else 0)
    account = escaped(view.account)
    if key == VOLUME or not total:
        yield _common(texts, "details_short", account=account, time=time)
    else:
        yield _common(texts, "details", account=account, time=time, count=str(total))


def _lines(messages: Sequence[Message], key: str, view: View) -> Iterable[str]:
    """Return a line for each lost message: when, who, what it said."""
    for message in messages[:_MAX_LINES]:
        parts = [_at(message.at, view), _named(message.recipients, view)]
        if message.text:
            parts.append(f"“{escaped(message.text)}”")
        if key == EXPIRED and message.code is not None:
            parts.append(str(message.code))
        yield f"- {' · '.join(parts)}"
    if len(messages) > _MAX_LINES:
        rest = {
            number: addressee
            for message in messages[_MAX_LINES:]
            for number, addressee in message.recipients.items()
        }
        yield f"- +{len(messages) - _MAX_LINES} · {_named(rest, view)}"


def _named(recipients: Recipients, view: View) -> str:
    """Return recipients by name, the first ones if there are many."""
    names = names_of(recipients, families=view.families, escape=escaped)
    shown = ", ".join(names[:_MAX_NAMES])
    return f"{shown} +{len(names) - _MAX_NAMES}" if names[_MAX_NAMES:] else shown


def _span(times: tuple[float, float], view: View) -> str:
    """Return a time, or two if they differ."""
    first, last = (_at(at, view) for at in times)
    return first if first == last else f"{first}–{last}"


def _at(at: float, view: View) -> str:
    """Return a time, with its date unless that is today."""
    local = datetime.fromtimestamp(at, view.now.tzinfo)
    time = f"{local:%H:%M}"
    return time if local.date() == view.now.date() else f"{local:%d.%m.%Y} {time}"


def _issue(texts: Texts, kind: str, part: str) -> str:
    """Return a text that is a repair's by its place, and a notification's here."""
    return texts[f"component.{DOMAIN}.issues.notification_{kind}.{part}"]


def _common(texts: Texts, name: str, **values: str) -> str:
    """Return a text that notifications share."""
    return texts[f"component.{DOMAIN}.common.notification_{name}"].format(**values)
