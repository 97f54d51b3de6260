"""From outcomes to the error a caller gets."""

from collections.abc import Iterable
from typing import Final

from homeassistant.exceptions import HomeAssistantError

from ..api.errors import MEANINGS, StatusCode
from ..const import DOMAIN
from ..outbox import Outcome, Status
from ..recipients import display_name
from .escaping import escaped, one_line

OTHER: Final = "other"
"""Stands for a code that has no text of its own."""

# Neither what is retried, nor codes that only explain why there is no report.
_WITH_TEXT: Final = {
    code for code, meaning in MEANINGS.items() if not meaning.transient
} - {StatusCode.ORDER_NOT_FOUND, StatusCode.REPORT_TOO_EARLY}


def text_key(code: int | None) -> str:
    """Return the end of the translation keys that belong to a refused message."""
    return str(code) if code in _WITH_TEXT else OTHER


def raise_for_failures(outcomes: Iterable[Outcome]) -> None:
    """Raise HomeAssistantError that names who failed and why, if anybody did."""
    failed: dict[str, dict[str, Outcome]] = {}
    for outcome in outcomes:
        if outcome.failed:
            name = one_line(display_name(outcome.number, outcome.recipient))
            failed.setdefault(_key(outcome), {})[name] = outcome
    if not failed:
        return
    key, who = next(iter(failed.items()))
    example = next(iter(who.values()))
    placeholders = {
        "recipients": ", ".join(who),
        "code": str(example.code),
        "provider_text": escaped(example.provider_text),
    }
    if len(failed) > 1:
        key = "several_failed"
        placeholders = {
            "details": "; ".join(
                f"{', '.join(who)}: {next(iter(who.values())).code or '–'}"
                for who in failed.values()
            )
        }
    raise HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders=placeholders,
    )


def _key(outcome: Outcome) -> str:
    """Return the translation key of an outcome's error."""
    if outcome.status is Status.REJECTED:
        return f"refused_{text_key(outcome.code)}"
    return "unclear" if outcome.maybe_sent else "unreachable"
