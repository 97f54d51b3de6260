"""Notices that survive a restart."""

import json

import pytest

from custom_components.iletimerkezi.feedback.notices import apply, dismissed
from custom_components.iletimerkezi.feedback.stored import from_text, to_text
from custom_components.iletimerkezi.outbox import Status

from ..helpers import ANNE, BABA
from .gallery import EXAMPLES, NOW, of, outcome


@pytest.mark.parametrize("name", EXAMPLES)
def test_everything_that_is_shown_survives(name: str) -> None:
    """Only the sequences change, in their order."""
    for notice in EXAMPLES[name].notices.values():
        restored = from_text(to_text(notice))
        assert restored is not None
        assert restored._replace(messages={}) == notice._replace(messages={})
        assert list(restored.messages.values()) == list(notice.messages.values())


def test_whatever_comes_after_a_restart_is_later() -> None:
    """Sequences begin anew with each run."""
    notices = of(
        *(
            outcome(Status.EXPIRED, number, sequence=sequence)
            for number, sequence in ((ANNE, 700), (BABA, 900), (ANNE, 800))
        )
    )
    restored = from_text(to_text(notices["expired"]))
    assert restored is not None
    assert list(restored.messages) == [-3, -1, -2]
    again = from_text(to_text(restored))
    assert again == restored
    assert list(again.messages) == [-3, -1, -2]
    left = apply({"expired": again}, outcome(Status.ACCEPTED, ANNE, sequence=1), NOW)
    assert list(left["expired"].messages) == [-1]


def test_dismissed_survives() -> None:
    """Or it would be there again."""
    notice = dismissed(of(outcome(Status.QUEUED, code=402)), "402", NOW)["402"]
    restored = from_text(to_text(notice))
    assert restored is not None and restored.dismissed


@pytest.mark.parametrize(
    "text", ["", "null", "{}", "[]", '{"messages": 1}', '{"messages": [], "x": 1}', "{"]
)
def test_unreadable(text: str, caplog: pytest.LogCaptureFixture) -> None:
    """What cannot be read is dropped, with a line in the log."""
    assert from_text(text) is None
    assert "cannot be read" in caplog.text


def test_stored_as_json() -> None:
    """Whatever the text held."""
    notices = of(outcome(Status.EXPIRED, text="\ud800 ‹Yangın›"))
    assert json.loads(to_text(notices["expired"]))["kind"] == "expired"
