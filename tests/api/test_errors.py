"""What each status code means, as the interface promises it."""

import pytest

from custom_components.iletimerkezi.api import (
    IletiMerkeziError,
    ProviderUnreachableError,
    RefusedError,
    StatusCode,
    UnreachableCause,
)
from custom_components.iletimerkezi.api.errors import (
    MEANINGS,
    HoldScope,
    Remedy,
    StatusMeaning,
    meaning_of,
)

# The provider's list of status codes, and two that every web server knows.
DOCUMENTED = {
    *(200, 400, 401, 402, 404, 422, 503),
    *(450, 451, 452, 453, 454, 455, 456, 459, 460, 466, 468, 469, 470),
    *(408, 429),
}
TRANSIENT = {408, 429, 503}
ABOUT_RECIPIENTS = {452, 466}
REMEDIES = {
    401: Remedy.NEW_CREDENTIALS,
    402: Remedy.NO_CREDIT,
    450: Remedy.SENDER_NOT_APPROVED,
    459: Remedy.SENDER_NOT_APPROVED,
    460: Remedy.SENDER_NOT_APPROVED,
    468: Remedy.IYS_NOT_SET_UP,
    469: Remedy.IYS_NOT_SET_UP,
    470: Remedy.IYS_NOT_SET_UP,
}
HOLDS = {
    **dict.fromkeys((401, 402), HoldScope.ACCOUNT),
    **dict.fromkeys((450, 459, 460), HoldScope.SENDER),
    **dict.fromkeys((468, 469, 470), HoldScope.COMMERCIAL_LIST),
}


def test_every_documented_code_has_a_name() -> None:
    """Nothing is left out, nothing is made up."""
    assert {code.value for code in StatusCode} == DOCUMENTED


def test_every_name_has_a_meaning() -> None:
    """Whoever adds a code says what it means."""
    assert set(MEANINGS) == set(StatusCode)


@pytest.mark.parametrize("code", sorted(DOCUMENTED))
def test_meaning(code: int) -> None:
    """Whether it passes by itself, what resolves it, and what it concerns."""
    assert meaning_of(code) == StatusMeaning(
        transient=code in TRANSIENT,
        remedy=REMEDIES.get(code, Remedy.NONE),
        about_recipients=code in ABOUT_RECIPIENTS,
        holds=HOLDS.get(code),
    )


def test_what_is_held_can_be_resolved() -> None:
    """A message is not held for what neither time nor the user resolves."""
    held = {code for code in StatusCode if meaning_of(code).holds}

    assert held == set(REMEDIES)


@pytest.mark.parametrize(
    "code", [-1, 0, 1, 201, 403, 418, 449, 457, 499, 600, 999, 10**14]
)
def test_unknown_code_is_final(code: int) -> None:
    """Repeating what nobody understands could cost credit."""
    assert meaning_of(code) == StatusMeaning()


def test_any_server_error_passes() -> None:
    """Also those that the provider does not list."""
    transient = {code for code in range(490, 610) if meaning_of(code).transient}

    assert transient == set(range(500, 600))


def test_a_refusal_knows_its_meaning() -> None:
    """The code decides; the provider's words stay out of the error's text."""
    error = RefusedError(402, "Bakiye yetersiz")

    assert error.meaning.remedy is Remedy.NO_CREDIT
    assert (error.code, error.provider_text) == (402, "Bakiye yetersiz")
    assert "402" in str(error)
    assert "Bakiye" not in str(error)


def test_missing_answer_shows_what_is_known() -> None:
    """The reason is the error's text, too."""
    error = ProviderUnreachableError("no line", maybe_processed=True)

    assert (error.reason, error.maybe_processed, str(error)) == (
        "no line",
        True,
        "no line",
    )
    assert error.cause is UnreachableCause.NETWORK
    assert (
        ProviderUnreachableError(
            "", maybe_processed=False, cause=UnreachableCause.CLOCK
        ).cause
        is UnreachableCause.CLOCK
    )


def test_callers_can_catch_both() -> None:
    """One base, and neither is taken for the other."""
    assert issubclass(RefusedError, IletiMerkeziError)
    assert issubclass(ProviderUnreachableError, IletiMerkeziError)
    assert not issubclass(RefusedError, ProviderUnreachableError)
    assert not issubclass(ProviderUnreachableError, RefusedError)
