"""How notifications read: all of them, in both languages."""

from datetime import timedelta
import re

import pytest

from custom_components.iletimerkezi.feedback.notice import LIMIT_WARNING, Notice
from custom_components.iletimerkezi.feedback.rendering import render
from custom_components.iletimerkezi.feedback.waiting import Waiting, reconciled
from custom_components.iletimerkezi.outbox import Addressee, Status

from ..helpers import ANNE, BABA
from .gallery import (
    EXAMPLES,
    NOW,
    VIEW,
    Example,
    of,
    outcome,
    rendered,
    translations,
    waiting,
)

LANGUAGES = ("en", "tr")
LINK = re.compile(r"\[[^\]\n]+\]\(([^)]*)\)")
TARGETS = {
    "/config/automation/dashboard",
    "/config/integrations/integration/iletimerkezi",
    "/config/repairs",
    "https://panel.iletimerkezi.com",
}


def text_of(example: Example, language: str = "en") -> str:
    """Return how an example reads."""
    waits = Waiting(example.waiting)
    notices = reconciled(example.notices, waits)
    return render(
        example.key,
        notices[example.key],
        waits.by_key.get(example.key),
        example.view,
        translations(language),
    )[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_notification(language: str) -> None:
    """Each says what happened, what to do, and when."""
    for name, (title, text) in rendered(language).items():
        assert title.startswith("İleti Merkezi: "), name
        assert {"en": "**What to do:** ", "tr": "**Ne yapmalı:** "}[language] in text
        assert {"en": " · Time: ", "tr": " · Saat: "}[language] in text
        assert "14:05" in text, name
        assert not re.search(r"[{}]|  |None|\n\n\n", text), name
        assert {link[1] for link in LINK.finditer(text)} <= TARGETS, name
        assert text.count("](") == len(LINK.findall(text)), name


@pytest.mark.parametrize("name", EXAMPLES)
def test_recipients(name: str) -> None:
    """All of them, and which of a family's numbers."""
    example = EXAMPLES[name]
    concerned = {
        number: addressee
        for part in (
            *example.waiting,
            *(
                example.notices[example.key].messages.values()
                if example.notices
                else ()
            ),
        )
        for number, addressee in part.recipients.items()
    }
    for language in LANGUAGES:
        text = text_of(example, language)
        for number, addressee in concerned.items():
            assert (addressee.name or number[-2:]) in text
            if addressee.name == "Aile":
                assert f"Aile …{number[-2:]}" in text
        assert not any(number in text for number in concerned)


@pytest.mark.parametrize("name", [name for name in EXAMPLES if "lost" in name])
def test_what_was_lost(name: str) -> None:
    """The beginning of its text, up to 60 characters."""
    start = "Su kaçağı! Mutfakta su var, vanayı hemen kapatın ve bizi ara"
    assert len(start) == 60
    assert f"“{start}…”" in text_of(EXAMPLES[name])


def test_times_of_another_day() -> None:
    """A notification that was restored says when that was."""
    example = Example(
        "expired",
        of(outcome(Status.EXPIRED)),
        view=VIEW._replace(now=NOW + timedelta(days=1)),
    )
    assert "- 20.11.2026 14:05 · Anne" in text_of(example)
    assert "Time: 20.11.2026 14:05" in text_of(example)


def test_repeats_are_counted() -> None:
    """How often it was asked for is not how many messages wait."""
    example = Example("402", {}, [waiting(code=402, repeats=61)])
    for language, words in (
        ("en", "Requested 61 times."),
        ("tr", "Gönderim 61 kez istendi"),
    ):
        assert words in text_of(example, language)
    text = text_of(example)
    assert "**Waiting messages: 1**" in text and "Messages: 1" in text
    assert "Requested" not in text_of(Example("402", {}, [waiting(code=402)]))


def test_remaining_credit() -> None:
    """Unless it is not known, or nothing."""
    for left, words in ((390, "Credit left: 390 SMS"), (None, ""), (0, "")):
        example = Example("402", {}, [waiting(code=402)], VIEW._replace(credits=left))
        text = text_of(example)
        assert words in text
        assert ("Credit left" in text) is bool(words)


def test_missing_value() -> None:
    """What an older version stored is shown as far as possible."""
    notices = {"limit": Notice(LIMIT_WARNING, NOW.timestamp())}
    assert text_of(Example("limit", notices)).startswith("– of today's 50 SMS")


def test_many_people_and_messages() -> None:
    """The latest ten, and how many more."""
    people = {f"53000000{n:02}": Addressee() for n in range(12)}
    text = text_of(Example("402", {}, [waiting(code=402)._replace(recipients=people)]))
    assert "Recipients: …00, …01" in text
    assert "…09 +2\n" in text
    text = text_of(
        Example(
            "expired",
            of(
                outcome(Status.EXPIRED, BABA, text="Alarm 0", sequence=0),
                *(
                    outcome(Status.EXPIRED, ANNE, text=f"Alarm {n}", sequence=n)
                    for n in range(1, 12)
                ),
            ),
        )
    )
    lines = [line for line in text.splitlines() if line.startswith("- ")]
    assert len(lines) == 11
    assert lines[0] == "- 14:05 · Anne · “Alarm 11”"
    assert lines[-1] == "- +2 · Anne, Aile …33"
    assert "Messages: 12" in text
