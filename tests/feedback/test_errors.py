"""The errors that callers get, as tables."""

from collections.abc import Generator
from typing import Any

import pytest

from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util

from custom_components.iletimerkezi.feedback.errors import raise_for_failures
from custom_components.iletimerkezi.outbox import Addressee, Outcome, Status

from ..helpers import ANNE, BABA, KIZ
from .gallery import NOW, TURKEY, outcome, translations

REJECTED, EXPIRED, QUEUED = Status.REJECTED, Status.EXPIRED, Status.QUEUED
UNTIL = (NOW.timestamp()) + 3600


@pytest.fixture(autouse=True)
def turkey() -> Generator[None]:
    """Live in Turkey."""
    elsewhere = dt_util.get_default_time_zone()
    dt_util.set_default_time_zone(TURKEY)
    yield
    dt_util.set_default_time_zone(elsewhere)


def kept(number: str = ANNE, code: int = 402, **changes: Any) -> Outcome:
    """Return that a message is kept until 15:05."""
    return outcome(QUEUED, number, code=code, **({"deadline": UNTIL} | changes))


def words(language: str, *outcomes: Outcome) -> tuple[str, str]:
    """Return key and text of the error about some outcomes."""
    with pytest.raises(HomeAssistantError) as caught:
        raise_for_failures(outcomes)
    err = caught.value
    assert type(err) is HomeAssistantError
    assert err.translation_key and err.translation_placeholders
    text = translations(language, "exceptions")[
        f"component.{err.translation_domain}.exceptions.{err.translation_key}.message"
    ]
    return err.translation_key, text.format(**err.translation_placeholders)


@pytest.mark.parametrize(
    "good",
    [
        [],
        [outcome(Status.ACCEPTED)],
        [outcome(QUEUED, unreachable=True, deadline=UNTIL)],
        [outcome(Status.ACCEPTED), outcome(QUEUED, BABA)],
    ],
)
def test_no_failure(good: list[Outcome]) -> None:
    """What was sent, or waits for the network, is no error."""
    raise_for_failures(good)


@pytest.mark.parametrize(
    ("failure", "key", "english", "turkish"),
    [
        (
            outcome(REJECTED, code=452),
            "refused_452",
            "Not sent to Anne. İleti Merkezi did not accept the number (code 452).",
            (
                "Mesaj şu alıcılara gönderilemedi: Anne. İleti Merkezi numarayı kabul"
                " etmedi (kod 452)."
            ),
        ),
        (
            outcome(REJECTED, code=402),
            "refused_402",
            (
                "Not sent to Anne. Your account does not have enough credit for"
                " the message (code 402). Buy credit in the İleti Merkezi panel."
                " The message will not be retried."
            ),
            (
                "Mesaj şu alıcılara gönderilemedi: Anne. Hesabınızda bu mesaj"
                " için yeterli kredi yok (kod 402). İleti Merkezi panelinden"
                " kredi yükleyin. Mesaj sonradan gönderilmeyecek."
            ),
        ),
        (
            kept(),
            "kept_402",
            (
                "Not sent to Anne yet. Your account does not have enough credit"
                " for the message (code 402). Buy credit in the İleti Merkezi"
                " panel. The message is kept until 15:05 and is sent"
                " automatically once this is fixed."
            ),
            (
                "Mesaj şu alıcılara henüz gönderilemedi: Anne. Hesabınızda bu"
                " mesaj için yeterli kredi yok (kod 402). İleti Merkezi"
                " panelinden kredi yükleyin. Mesaj 15:05 saatine kadar"
                " bekletilecek ve sorun giderilince otomatik olarak gönderilecek."
            ),
        ),
        (
            kept(code=450, own_value=True),
            "kept_own_sender",
            "did not accept the sender set in the action (code 450)",
            "eylemde belirtilen gönderici adını kabul etmedi (kod 450)",
        ),
        (
            outcome(REJECTED, code=470, own_value=True),
            "refused_own_list",
            "did not accept the commercial list set in the action (code 470)",
            "eylemde belirtilen ticari mesaj listesini kabul etmedi (kod 470)",
        ),
        (
            kept(maybe_sent=True),
            "kept_unclear",
            (
                "The message to Anne may have been sent: an earlier attempt got"
                " no response, then İleti Merkezi rejected the message with code"
                " 402. It is kept until 15:05"
            ),
            "Mesaj şu alıcılara gönderilmiş olabilir: Anne.",
        ),
        (
            outcome(REJECTED, code=401, maybe_sent=True),
            "refused_unclear",
            "It is unclear whether the message to Anne was sent",
            "mesaj gönderilmiş olabilir",
        ),
        # A number that is refused got nothing, whatever came before.
        (
            outcome(REJECTED, code=466, maybe_sent=True),
            "refused_466",
            "Not sent to Anne.",
            "Mesaj şu alıcılara gönderilemedi: Anne.",
        ),
        (
            outcome(EXPIRED),
            "unreachable",
            (
                "Not sent to Anne: İleti Merkezi could not be reached. Check your home's"
                " internet connection."
            ),
            (
                "İleti Merkezi'ne ulaşılamadığı için mesaj şu alıcılara gönderilemedi:"
                " Anne. Evinizin internet bağlantısını kontrol edin."
            ),
        ),
        (
            outcome(EXPIRED, maybe_sent=True),
            "unclear",
            (
                "İleti Merkezi did not respond. The message to Anne may have been"
                " sent; it will not be retried. Ask the recipients before you send it"
                " again."
            ),
            (
                "İleti Merkezi yanıt vermedi. Mesaj şu alıcılara gönderilmiş"
                " olabilir: Anne. Yeniden denenmeyecek. Yeniden göndermeden önce"
                " alıcılara sorun."
            ),
        ),
        (
            outcome(REJECTED, over_limit=True),
            "over_limit",
            "the message would exceed the daily limit",
            "Mesaj günlük limiti aşıyor.",
        ),
        (
            outcome(REJECTED, code=499, provider_text="<b>Hata</b> & *x*\n{0}"),
            "refused_other",
            "contact their support. İleti Merkezi's response: ‹b›Hata‹/b› & *x* {0}",
            "başvurun. İleti Merkezi'nin yanıtı: ‹b›Hata‹/b› & *x* {0}",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and " " not in value else "",
)
def test_one_kind(failure: Outcome, key: str, english: str, turkish: str) -> None:
    """What happened, to whom, and what becomes of the message."""
    good = outcome(Status.ACCEPTED, BABA)
    for language, expected in (("en", english), ("tr", turkish)):
        found, text = words(language, failure, good)
        assert found == key
        assert expected in text
        assert "Aile" not in text


@pytest.mark.parametrize("action", ["iletimerkezi.send_message", "notify.iletimerkezi"])
def test_limit_says_how_to_send_urgently(action: str) -> None:
    """Only two actions can."""
    for language in ("en", "tr"):
        text = words(language, outcome(REJECTED, over_limit=True))[1]
        assert action in text and '"urgent"' in text


@pytest.mark.parametrize(
    ("failures", "names"),
    [
        ([outcome(REJECTED, ANNE, code=452)], "Anne"),
        ([outcome(REJECTED, BABA, code=452)], "Aile"),
        # The family has another number, which got it.
        (
            [
                outcome(REJECTED, BABA, code=452),
                outcome(
                    Status.ACCEPTED,
                    "5359990000",
                    addressee=Addressee("Aile", ("aile",)),
                ),
            ],
            "Aile …33",
        ),
        (
            [outcome(REJECTED, KIZ, code=452), outcome(REJECTED, ANNE, code=452)],
            "…77, Anne",
        ),
        (
            [outcome(REJECTED, f"53{n}1112277", code=452) for n in (0, 1)],
            "…77 ×2",
        ),
    ],
)
def test_who_failed(failures: list[Outcome], names: str) -> None:
    """Which of a family's numbers, and bare ones by how they end."""
    assert words("en", *failures)[1].startswith(f"Not sent to {names}. ")


@pytest.mark.parametrize(
    ("failures", "key", "parts"),
    [
        (
            [outcome(REJECTED, ANNE, code=452), outcome(REJECTED, BABA, code=466)],
            "several_failed",
            ["Anne (452); Aile (466)"],
        ),
        (
            [outcome(EXPIRED, ANNE), outcome(REJECTED, BABA, over_limit=True)],
            "several_failed",
            ["Anne (–); Aile (limit)"],
        ),
        (
            [kept(ANNE, 402), kept(BABA, 450, deadline=UNTIL + 1800)],
            "several_kept",
            ["Anne (402); Aile (450)", "15:05"],
        ),
        (
            [kept(ANNE, 402), outcome(REJECTED, BABA, code=452)],
            "several_failed_kept",
            ["Anne (402)", "Aile (452)", "15:05"],
        ),
        (
            [outcome(EXPIRED, ANNE, maybe_sent=True), kept(BABA, maybe_sent=True)],
            "several_unclear",
            ["Anne (–); Aile (402)"],
        ),
        (
            [
                outcome(EXPIRED, ANNE, maybe_sent=True),
                outcome(REJECTED, BABA, code=452),
            ],
            "several_failed_unclear",
            ["Anne (–)", "Aile (452)"],
        ),
        (
            [outcome(EXPIRED, ANNE, maybe_sent=True), kept(BABA)],
            "several_kept_unclear",
            ["Anne (–)", "Aile (402)", "15:05"],
        ),
        (
            [
                outcome(EXPIRED, ANNE, maybe_sent=True),
                kept(BABA),
                outcome(REJECTED, KIZ, code=452),
            ],
            "several_failed_kept_unclear",
            ["Anne (–)", "Aile (402)", "…77 (452)", "15:05"],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_several_kinds(failures: list[Outcome], key: str, parts: list[str]) -> None:
    """One error says all of it, in both languages."""
    for language in ("en", "tr"):
        found, text = words(language, *failures)
        assert found == key
        assert [part for part in parts if part not in text] == []
