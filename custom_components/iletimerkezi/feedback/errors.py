"""From outcomes to the error a caller gets."""

from collections.abc import Collection, Iterable
from typing import Final

from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util

from ..api.errors import MEANINGS, Remedy, StatusCode, meaning_of
from ..const import DOMAIN
from ..outbox import Addressee, Outcome, Status
from .escaping import one_line, plain
from .names import families_among, names_of

OTHER: Final = "other"
"""Stands for a code that has no text of its own."""

# Neither what is retried, nor codes that only explain why there is no report.
_WITH_TEXT: Final = {
    code for code, meaning in MEANINGS.items() if not meaning.transient
} - {StatusCode.ORDER_NOT_FOUND, StatusCode.REPORT_TOO_EARLY}

_OWN_VALUE: Final = {
    Remedy.SENDER_NOT_APPROVED: "own_sender",
    Remedy.IYS_NOT_SET_UP: "own_list",
}

_NOT_SENT: Final = "failed"
_KEPT: Final = "kept"
_UNCLEAR: Final = "unclear"


def text_key(code: int | None) -> str:
    """Return the end of the translation keys that belong to a refused message."""
    return str(code) if code in _WITH_TEXT else OTHER


def own_value_key(code: int) -> str | None:
    """Return the same for a refused sender or İYS list of the call's own."""
    return _OWN_VALUE.get(meaning_of(code).remedy)


def may_have_been_sent(outcome: Outcome) -> bool:
    """Return whether a failed message may still have been sent.

    To a number that is refused nothing was.
    """
    if outcome.code is not None and meaning_of(outcome.code).about_recipients:
        return False
    return outcome.maybe_sent


def raise_for_failures(
    outcomes: Iterable[Outcome], *, families: Collection[str] = ()
) -> None:
    """Raise HomeAssistantError that names the failed recipients and why, if any.

    Args:
        outcomes: of one call.
        families: IDs of recipients that have several numbers, of which not all
            of these are among the outcomes.
    """
    outcomes = list(outcomes)
    failed: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.failed:
            failed.setdefault(_key(outcome), []).append(outcome)
    if not failed:
        return
    families = families_among(
        {outcome.number: outcome.addressee for outcome in outcomes}
    ).union(families)
    if len(failed) == 1:
        [(key, concerned)] = failed.items()
        placeholders = {
            "recipients": _names(concerned, families),
            "code": _code(concerned[0]),
            "provider_text": plain(concerned[0].provider_text),
            "until": _until(concerned),
        }
    else:
        key, placeholders = _combined(list(failed.values()), families)
    raise HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders=placeholders,
    )


def _key(outcome: Outcome) -> str:
    """Return the translation key of the error for one kind of failure."""
    if outcome.over_limit:
        return "over_limit"
    if outcome.status is Status.EXPIRED and outcome.code is None:
        return "unclear" if outcome.maybe_sent else "unreachable"
    prefix = "kept" if outcome.kept else "refused"
    if may_have_been_sent(outcome):
        return f"{prefix}_unclear"
    if outcome.own_value and outcome.code and (own := own_value_key(outcome.code)):
        return f"{prefix}_{own}"
    return f"{prefix}_{text_key(outcome.code)}"


def _combined(
    kinds: list[list[Outcome]], families: set[str]
) -> tuple[str, dict[str, str]]:
    """Return key and placeholders of the error for several kinds of failures."""
    groups: dict[str, list[list[Outcome]]] = {}
    for concerned in kinds:
        groups.setdefault(_group(concerned[0]), []).append(concerned)
    present = [group for group in (_NOT_SENT, _KEPT, _UNCLEAR) if group in groups]
    return f"several_{'_'.join(present)}", {
        "until": _until(
            outcome for concerned in groups.get(_KEPT, ()) for outcome in concerned
        ),
        **{
            group: "; ".join(
                f"{_names(concerned, families)} ({_code(concerned[0])})"
                for concerned in groups[group]
            )
            for group in present
        },
    }


def _group(outcome: Outcome) -> str:
    """Return the most important thing to tell the caller about a failure."""
    if may_have_been_sent(outcome):
        return _UNCLEAR
    return _KEPT if outcome.kept else _NOT_SENT


def _names(outcomes: Iterable[Outcome], families: set[str]) -> str:
    """Return the recipients of outcomes."""
    recipients: dict[str, Addressee] = {
        outcome.number: outcome.addressee for outcome in outcomes
    }
    return ", ".join(names_of(recipients, families=families, escape=one_line))


def _code(outcome: Outcome) -> str:
    """Return what stands for the reason in any language."""
    if outcome.over_limit:
        return "limit"
    return "–" if outcome.code is None else str(outcome.code)


def _until(outcomes: Iterable[Outcome]) -> str:
    """Return until when all of the kept messages are kept, as HH:MM."""
    deadlines = [outcome.deadline for outcome in outcomes if outcome.deadline]
    if not deadlines:
        return "–"
    return f"{dt_util.as_local(dt_util.utc_from_timestamp(min(deadlines))):%H:%M}"
