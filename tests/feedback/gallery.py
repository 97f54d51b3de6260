"""Every notification there is, as an example, and how it reads in a language."""

from datetime import UTC, datetime, timedelta, timezone
import json
from pathlib import Path
from typing import Any, Final, NamedTuple

from custom_components.iletimerkezi.const import DOMAIN
from custom_components.iletimerkezi.feedback.notice import (
    LIMIT_WARNING,
    MISTAKE,
    VOLUME,
    JournalEvent,
    Message,
    Notice,
    Notices,
)
from custom_components.iletimerkezi.feedback.notices import apply
from custom_components.iletimerkezi.feedback.rendering import View, render
from custom_components.iletimerkezi.feedback.waiting import Waiting, reconciled
from custom_components.iletimerkezi.outbox import (
    Addressee,
    Outcome,
    Status,
    WaitingMessage,
)

from ..helpers import ANNE, BABA, KIZ

TRANSLATIONS: Final = (
    Path(__file__).parents[2] / "custom_components" / DOMAIN / "translations"
)

TURKEY: Final = timezone(timedelta(hours=3))
NOW: Final = datetime(2026, 11, 20, 11, 5, tzinfo=UTC).astimezone(TURKEY)
"""14:05."""

FAMILY: Final = Addressee("Aile", ("aile",))
PEOPLE: Final = {
    ANNE: Addressee("Anne", ("anne",)),
    BABA: FAMILY,
    KIZ: Addressee(),
}
VIEW: Final = View(
    "İleti Merkezi", NOW, families=frozenset({"aile"}), credits=3, daily_limit=50
)
TEXT: Final = "Su kaçağı! Mutfakta su var, vanayı hemen kapatın ve bizi arayın. 14:05"


def outcome(status: Status, number: str = ANNE, **changes: Any) -> Outcome:
    """Return what became of a message."""
    return Outcome(
        status=status,
        number=number,
        addressee=changes.pop("addressee", PEOPLE.get(number, Addressee())),
        text=changes.pop("text", TEXT),
        sequence=changes.pop("sequence", 1),
        **changes,
    )


def waiting(*numbers: str, minutes: float = 0, **changes: Any) -> WaitingMessage:
    """Return a message that waits since so many minutes ago, for an hour."""
    created = (NOW - timedelta(minutes=minutes)).timestamp()
    fields: dict[str, Any] = {
        "text": TEXT,
        "created": created,
        "deadline": created + 3600,
        "repeats": 1,
        "code": None,
        "own_value": False,
        "unreachable": False,
    }
    people = {number: PEOPLE.get(number, Addressee()) for number in numbers or [ANNE]}
    return WaitingMessage(people, **(fields | changes))


class Example(NamedTuple):
    """Something that is to be shown."""

    key: str
    notices: Notices
    waiting: list[WaitingMessage] = []
    view: View = VIEW


def of(*outcomes: Outcome) -> Notices:
    """Return the notices after some outcomes."""
    notices: Notices = {}
    for item in outcomes:
        notices = apply(notices, item, NOW)
    return notices


def fact(kind: str, **values: str) -> Notice:
    """Return a notice that is not about messages."""
    return Notice(kind, NOW.timestamp(), values=values)


def _kept(code: int, **changes: Any) -> Example:
    """Return a message to two people that is kept for the account."""
    return Example(
        str(code),
        of(
            *(
                outcome(Status.QUEUED, number, code=code, **changes)
                for number in (ANNE, BABA)
            )
        ),
        [waiting(ANNE, BABA, code=code, own_value="own_value" in changes)],
    )


def _lost(code: int, **changes: Any) -> Example:
    """Return a message that was rejected for one of the family's numbers."""
    return Example(str(code), of(outcome(Status.REJECTED, BABA, code=code, **changes)))


_ACCOUNT: Final = (401, 402, 450, 459, 460, 468, 469, 470)
_MESSAGE: Final = (400, 404, 422, 451, 452, 453, 454, 466)
_CAUSES: Final = ("network", "certificate", "clock", "unreadable", "busy")

EXAMPLES: Final[dict[str, Example]] = {
    **{f"{code} kept": _kept(code) for code in _ACCOUNT},
    **{f"{code} lost": _lost(code) for code in _MESSAGE},
    "402 lost": _lost(402),
    "402 kept, may have been sent": _kept(402, maybe_sent=True),
    "402 requested 61 times": _kept(402)._replace(
        waiting=[waiting(ANNE, BABA, code=402, repeats=61)]
    ),
    "450 own": _kept(450, own_value=True),
    "470 own": _kept(470, own_value=True),
    "499": _lost(499, provider_text="Bilinmeyen hata <b>(499)</b>"),
    **{
        f"unreachable {cause}": Example(
            "unreachable",
            {},
            [
                waiting(KIZ, unreachable=True),
                waiting(ANNE, BABA, minutes=15, unreachable=True),
            ],
            VIEW._replace(cause=cause),
        )
        for cause in _CAUSES
    },
    "unreachable and unsafe": Example(
        "unreachable",
        {},
        [waiting(ANNE, unreachable=True)],
        VIEW._replace(writable=False),
    ),
    "expired": Example(
        "expired",
        of(
            outcome(Status.EXPIRED, ANNE),
            outcome(Status.EXPIRED, BABA),
            outcome(Status.EXPIRED, ANNE, text="Kapı açık", sequence=2),
        ),
    ),
    "expired, refused": Example(
        "expired", of(outcome(Status.EXPIRED, ANNE, code=402, failure_reported=True))
    ),
    "expired, unclear": Example(
        "expired", of(outcome(Status.EXPIRED, ANNE, maybe_sent=True))
    ),
    "undelivered": Example(
        "undelivered", of(outcome(Status.UNDELIVERED, BABA, order_id="77"))
    ),
    "limit": Example("limit", of(outcome(Status.REJECTED, over_limit=True))),
    "limit warning": Example(
        "limit", {"limit": fact(LIMIT_WARNING, used="40", limit="50")}
    ),
    "volume": Example(
        "volume",
        {
            "volume": Notice(
                VOLUME,
                NOW.timestamp(),
                {1: Message(PEOPLE, NOW.timestamp())},
                values={"sms": "72", "automations": "Su kaçağı"},
            )
        },
    ),
    "mistake": Example(
        "mistake",
        {
            "mistake": fact(
                MISTAKE,
                reason="There is no recipient named Dede.",
                text="Alarm",
                count="2",
            )
        },
    ),
    "journal damaged": Example(
        "journal",
        {"journal": fact(JournalEvent.DAMAGED, file="iletimerkezi.1.damaged-2")},
    ),
    "journal replaced": Example("journal", {"journal": fact(JournalEvent.REPLACED)}),
    "journal restored": Example("journal", {"journal": fact(JournalEvent.RESTORED)}),
}


def translations(language: str, *categories: str) -> dict[str, str]:
    """Return the texts of some categories by their whole keys.

    Without any, those that notifications are made of.
    """
    loaded = json.loads((TRANSLATIONS / f"{language}.json").read_text("utf-8"))
    return {
        f"component.{DOMAIN}.{path}": text
        for category in categories or ("common", "issues")
        for path, text in _leaves(loaded[category], category)
    }


def _leaves(texts: dict[str, Any] | str, path: str) -> list[tuple[str, str]]:
    """Return all texts with their keys."""
    if isinstance(texts, str):
        return [(path, texts)]
    return [
        leaf for key, value in texts.items() for leaf in _leaves(value, f"{path}.{key}")
    ]


def rendered(language: str) -> dict[str, tuple[str, str]]:
    """Return title and text of every notification."""
    texts = translations(language)
    found: dict[str, tuple[str, str]] = {}
    for name, example in EXAMPLES.items():
        waits = Waiting(example.waiting)
        notices = reconciled(example.notices, waits)
        found[name] = render(
            example.key,
            notices[example.key],
            waits.by_key.get(example.key),
            example.view,
            texts,
        )
    return found
