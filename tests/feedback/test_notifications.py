"""What people see when something goes wrong, from the first failure to its end."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir

from custom_components.iletimerkezi.api.errors import MEANINGS, StatusCode
from custom_components.iletimerkezi.feedback.notice import JournalEvent
from custom_components.iletimerkezi.outbox.model import WaitingMessage
from custom_components.iletimerkezi.outbox.outbox import Outbox
from custom_components.iletimerkezi.outbox.sqlite import JournalFile, Written
from simulator import Account, Fault, FaultKind, Simulator, Stage

from ..clock import Clock
from ..helpers import (
    ANNE,
    BABA,
    KIZ,
    account_entry,
    act,
    notify,
    recipient,
    refuse,
    send_message,
    set_up,
)
from .home import dismiss, restart, shown, title

KEPT = [401, 402, 450, 459, 460, 468, 469, 470]
DROPPED = [400, 404, 422, 451, 452, 453, 454, 455, 456, 466, 499]


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Return an account with a family that rejects repeated messages."""
    return await set_up(
        hass,
        account_entry(
            simulator,
            recipient("Anne", ANNE),
            recipient("Aile", BABA, KIZ),
            repeated_messages="reject",
        ),
    )


async def failed(hass: HomeAssistant, message: str, *names: str) -> HomeAssistantError:
    """Send a message that somebody does not get, and return the error."""
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, message, target=[*(names or ("Anne",))])
    await hass.async_block_till_done()
    return caught.value


async def sent(hass: HomeAssistant, message: str, *names: str) -> None:
    """Send a message."""
    await act(hass, message, target=[*(names or ("Anne",))])
    await hass.async_block_till_done()


def answer_last(simulator: Simulator, number: str) -> None:
    """Have the answer about one number come after all others."""
    simulator.faults.add(
        Fault(
            FaultKind.DRIP,
            stage=Stage.AFTER,
            seconds=0,
            where=lambda request: request.query["receipents"] == number,
        )
    )


def test_every_code_is_tested() -> None:
    """A code that joins the table needs its texts, and a row here."""
    final = {code for code in StatusCode if not MEANINGS[code].transient}
    assert final - {StatusCode.OK} == {*KEPT, *DROPPED} - {499}


# What concerns the account


@pytest.mark.parametrize("code", KEPT)
async def test_account_is_refused(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    entry: MockConfigEntry,
    code: int,
) -> None:
    """What waits, for whom and until when; gone with the next success."""
    fault = refuse(simulator, code)
    err = await failed(hass, "Su kaçağı!", "Anne", "Aile")
    assert err.translation_key == f"kept_{code}"
    assert "15:34" in str(err)
    text = shown(hass, entry)[str(code)]
    for words in (
        f"(code {code})",
        "**What to do:**",
        "**Waiting messages: 1** (kept until 15:34).",
        "Recipients: Anne, Aile …33 …77\n",
        "Account: İleti Merkezi · Time: 14:34 · Messages: 1",
    ):
        assert words in text

    # Updated instead of repeated, in the language of now.
    await clock.move(120)
    hass.config.language = "tr"
    await failed(hass, "Hâlâ su akıyor!")
    assert [*shown(hass, entry)] == [str(code)]
    text = shown(hass, entry)[str(code)]
    for words in (
        f"(kod {code})",
        "**Ne yapmalı:**",
        "**Bekleyen mesajlar: 2** (şu saate kadar bekletilir: 15:34–15:36).",
        "Alıcılar: Anne, Aile …33 …77\n",
        "Hesap: İleti Merkezi · Saat: 14:34–14:36 · Mesaj sayısı: 2",
    ):
        assert words in text

    simulator.faults.remove(fault)
    await sent(hass, "Geçti", "Aile")
    assert shown(hass, entry) == {}
    await clock.until(lambda: len(simulator.messages) == 6, within=75)


@pytest.mark.parametrize("code", KEPT)
async def test_account_is_refused_and_nothing_kept(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, code: int
) -> None:
    """With retry_minutes 0: the beginning of what was lost, until the next success."""
    entry = await set_up(hass, account_entry(simulator, retry_minutes=0))
    refuse(simulator, code, times=1)
    err = await failed(hass, "Su kaçağı!")
    assert err.translation_key == f"refused_{code}"
    text = shown(hass, entry)[str(code)]
    assert "Waiting" not in text
    assert (
        "These messages were not sent and will not be retried:\n\n- 14:34 · Anne · “Su kaçağı!”\n"
        in (text)
    )
    await sent(hass, "Geçti", "Baba")
    assert shown(hass, entry) == {}


async def test_causes_of_401(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """As a list, with the way to the panel."""
    simulator.account.allow_api = False
    await failed(hass, "Su kaçağı!")
    lines = shown(hass, entry)["401"].splitlines()
    assert [line for line in lines if line.startswith("- ")] == [
        "- *Allow API access* is off (the most common cause)",
        "- the API key or hash is wrong",
        "- access is restricted to a fixed IP address that is not your home's",
        "- the API key was renewed",
    ]
    assert "[İleti Merkezi panel](https://panel.iletimerkezi.com)" in lines[0]


async def test_credit_for_some(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, entry: MockConfigEntry
) -> None:
    """Who was left out is named, and what is left is not called nothing."""
    simulator.account.balance = Decimal("0.50")
    err = await failed(hass, "Yangın!", "Anne", "Aile")
    placeholders = err.translation_placeholders or {}
    assert placeholders["recipients"] == "Aile …77"
    assert err.translation_key == "kept_402"
    assert "Recipients: Aile …77\n" in shown(hass, entry)["402"]
    simulator.account.balance = Decimal("0.25")
    long = "Uzun bir mesaj: " + "su kaçağı var, " * 20
    await clock.move(10)
    await failed(hass, long)
    await clock.move(10)
    assert title(hass, entry, "402") == "Not enough credit"
    assert "Waiting messages: " in shown(hass, entry)["402"]


async def test_own_sender_does_not_affect_others(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, entry: MockConfigEntry
) -> None:
    """It concerns its message, until that is out of the world."""
    err = await failed_with_sender(hass, "YAZLIK")
    assert err.translation_key == "kept_own_sender"
    assert not ir.async_get(hass).issues
    await sent(hass, "Merhaba", "Aile")
    text = shown(hass, entry)["450"]
    assert "sender set in the action (code 450)" in text
    assert "Recipients: Anne\n" in text
    await clock.move(3700)
    [(key, text)] = shown(hass, entry).items()
    assert key == "expired"
    assert "· Anne · “Su kaçağı!” · 450\n" in text


async def failed_with_sender(hass: HomeAssistant, sender: str) -> HomeAssistantError:
    """Send a message with a sender of its own that is not approved."""
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, "Su kaçağı!", target=["Anne"], data={"sender": sender})
    await hass.async_block_till_done()
    return caught.value


@pytest.mark.parametrize("code", KEPT)
async def test_kept_and_never_resolved(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    entry: MockConfigEntry,
    code: int,
) -> None:
    """What was given up is shown by itself, with the code, also after a restart."""
    refuse(simulator, code)
    for number in range(10):
        await failed(hass, f"Alarm {number}", "Anne", "Aile")
    await clock.move(3600 + 60)
    assert set(shown(hass, entry)) == {str(code), "expired"}
    text = shown(hass, entry)["expired"]
    for number in range(10):
        assert f"· Anne, Aile …33 …77 · “Alarm {number}” · {code}\n" in text
    assert "Messages: 10" in text
    assert "Waiting" not in shown(hass, entry)[str(code)]
    before = shown(hass, entry)
    await restart(hass, entry)
    await clock.move(1)
    assert shown(hass, entry) == before


async def test_repeats_of_what_waits(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """An alert that goes on is one message, and the notification counts."""
    entry = await set_up(hass, account_entry(simulator))
    simulator.account.balance = Decimal(0)
    for _ in range(5):
        await failed(hass, "Su kaçağı!")
        await clock.move(60)
    text = shown(hass, entry)["402"]
    assert "**Waiting messages: 1**" in text
    assert "Requested 5 times" in text


async def test_other_account(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """The success of one account says nothing about the other."""
    account = simulator.add_account(Account(key="second-key", hash="second-hash"))
    account.senders = []
    second = await set_up(
        hass,
        account_entry(
            simulator, recipient("Teyze", KIZ), account=account, title="Yazlık <b>"
        ),
    )
    with pytest.raises(HomeAssistantError):
        await notify(hass, "notify.teyze", "Alarm")
    await hass.async_block_till_done()
    assert "Account: Yazlık &lt;b&gt; · " in shown(hass, second)["450"]
    await sent(hass, "Merhaba")
    assert shown(hass, entry) == {}
    assert set(shown(hass, second)) == {"450"}


# What concerns a message


@pytest.mark.parametrize("code", DROPPED)
async def test_message_is_rejected(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    entry: MockConfigEntry,
    code: int,
) -> None:
    """Until each of its recipients has got a later one."""
    # Numbers that are refused are tried one by one.
    refuse(simulator, code, times=4 if code in (452, 466) else 1)
    err = await failed(hass, "Su kaçağı! Mutfakta", "Anne", "Aile")
    assert str(code) in str(err)
    [(key, text)] = shown(hass, entry).items()
    assert key == str(code)
    assert "· Anne, Aile …33 …77 · “Su kaçağı! Mutfakta”\n" in text
    assert "Time: 14:34 · Messages: 1" in text
    await restart(hass, entry)
    assert shown(hass, entry) == {key: text}
    await sent(hass, "Günaydın")
    assert "· Aile …33 …77 · “Su kaçağı! Mutfakta”\n" in shown(hass, entry)[key]
    await sent(hass, "Günaydın!", "Aile")
    assert shown(hass, entry) == {}


@pytest.mark.parametrize("last", [ANNE, BABA], ids=["good", "bad"])
async def test_only_the_bad_number(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, last: str
) -> None:
    """The good ones get the message once and are not named, whoever comes last."""
    simulator.account.blocked = {BABA}
    answer_last(simulator, last)
    for count in (1, 2, 3):
        err = await failed(hass, f"Deprem {count}!", "Anne", "Aile")
        placeholders = err.translation_placeholders or {}
        assert placeholders["recipients"] == "Aile …33"
        text = shown(hass, entry)["452"]
        assert f"Messages: {count}" in text
        assert "Anne" not in text
        assert "…77" not in text
    await sent(hass, "Geçti", "Anne")
    assert set(shown(hass, entry)) == {"452"}


async def test_family_named_by_the_error_of_another(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Home Assistant shows the error of one entity, which speaks for all."""
    simulator.account.blocked = {ANNE, KIZ}
    with pytest.raises(HomeAssistantError) as caught:
        await notify(hass, ["notify.anne", "notify.aile"], "Deprem!")
    placeholders = caught.value.translation_placeholders or {}
    assert set(placeholders["recipients"].split(", ")) == {"Anne", "Aile …77"}


async def test_bare_numbers(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Whoever reads it need not learn the number."""
    simulator.account.blocked = {"5300000077", "5310000077"}
    with pytest.raises(HomeAssistantError) as caught:
        await send_message(hass, "Alarm", number=[*simulator.account.blocked, ANNE])
    await hass.async_block_till_done()
    placeholders = caught.value.translation_placeholders or {}
    assert placeholders["recipients"] == "…77 ×2"
    text = shown(hass, entry)["452"]
    assert "· …77 ×2 · “Alarm”\n" in text
    assert "530" not in text


async def test_repeated_message_is_rejected(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, entry: MockConfigEntry
) -> None:
    """By option."""
    await sent(hass, "Alarm")
    await clock.move(60)
    err = await failed(hass, "Alarm")
    assert err.translation_key == "refused_451"
    assert "- 14:35 · Anne · “Alarm”\n" in shown(hass, entry)["451"]


async def test_foreign_names_and_texts_stay_text(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """A name and a message are no Markdown, and neither is the provider's text."""
    name = "*Ali* <img src=x> [x](http://example.com)"
    entry = await set_up(hass, account_entry(simulator, recipient(name, ANNE)))
    words = "**Hata** <script>alert(1)</script> | [tıkla](https://example.com/?a) {0}"
    refuse(simulator, 499, text=words)
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, "# <b>Alarm</b> www.example.com {0}")
    await hass.async_block_till_done()
    text = shown(hass, entry)["499"]
    for markup in ("<img", "<script", "<b>", "[tıkla]", "**Hata", "https:", "www."):
        assert markup not in text
    assert r"\*Ali\* &lt;img src=x&gt; \[x\](http\://example.com)" in text
    assert (
        r"code 499: \*\*Hata\*\* &lt;script&gt;alert(1)&lt;/script&gt; \|"
        r" \[tıkla\](https\://example.com/?a) {0}"
    ) in text
    # Nothing renders an error.
    assert "**Hata** ‹script›alert(1)‹/script› | [tıkla](" in str(caught.value)


async def test_provider_echoes_the_secret(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Key and hash are taken out of the provider's words."""
    simulator.faults.add(Fault(FaultKind.ECHO_SECRET, code=499))
    err = await failed(hass, "Alarm")
    for text in (
        shown(hass, entry)["499"],
        str(err),
        str(err.translation_placeholders),
    ):
        assert simulator.account.key not in text
        assert simulator.account.hash not in text


# No answer


async def test_waiting_for_the_network(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, entry: MockConfigEntry
) -> None:
    """Who waits and until when, while anybody does."""
    await simulator.cut_line()
    await sent(hass, "Bir", "Anne")
    await clock.move(60)
    await sent(hass, "İki", "Aile")
    [(key, text)] = shown(hass, entry).items()
    assert key == "unreachable"
    assert title(hass, entry, key) == "Messages are waiting"
    assert text == (
        "İleti Merkezi cannot be reached.\n\n**What to do:** Check your home's"
        " internet connection.\n\n**Waiting messages: 2** (kept until 15:34–15:35)."
        " They are sent automatically once this is fixed.\n\nRecipients: Aile …33"
        " …77, Anne\n\nAccount: İleti Merkezi · Time: 14:34–14:35 · Messages: 2"
    )
    await restart(hass, entry)
    await clock.move(1)
    assert shown(hass, entry) == {key: text}
    await simulator.restore_line()
    await clock.until(lambda: not shown(hass, entry), within=75)
    assert len(simulator.messages) == 3


async def test_given_up(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, entry: MockConfigEntry
) -> None:
    """What waits and what was given up are two things."""
    await simulator.cut_line()
    await sent(hass, "Bir", "Anne", "Aile")
    await clock.move(3000)
    await sent(hass, "İki", "Aile")
    await clock.move(700)
    assert set(shown(hass, entry)) == {"expired", "unreachable"}
    text = shown(hass, entry)["expired"]
    assert title(hass, entry, "expired") == "Messages were not sent"
    assert "- 15:34 · Anne, Aile …33 …77 · “Bir”\n" in text
    assert "Messages: 1" in text
    await simulator.restore_line()
    await clock.until(lambda: "unreachable" not in shown(hass, entry), within=75)
    # The family has been served since; Anne's alarm is still lost.
    assert "- 15:34 · Anne · “Bir”\n" in shown(hass, entry)["expired"]
    await restart(hass, entry)
    assert "- 15:34 · Anne · “Bir”\n" in shown(hass, entry)["expired"]
    await sent(hass, "Günaydın")
    assert shown(hass, entry) == {}


@pytest.mark.parametrize(
    ("language", "heading", "words"),
    [
        ("en", "Messages may not have been sent", "some may have been sent"),
        ("tr", "Mesajlar gönderilmemiş olabilir", "göndermiş olabilir"),
    ],
)
async def test_given_up_without_an_answer(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    entry: MockConfigEntry,
    language: str,
    heading: str,
    words: str,
) -> None:
    """It is not reported as unsent while that is unclear."""
    hass.config.language = language
    simulator.faults.add(Fault(FaultKind.DROP, stage=Stage.BEFORE))
    await sent(hass, "Alarm")
    await clock.move(3700)
    assert title(hass, entry, "expired") == heading
    assert words in shown(hass, entry)["expired"]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(FaultKind.DROP), "İleti Merkezi cannot be reached."),
        (Fault(FaultKind.HTML_200), "Something other"),
        (Fault(FaultKind.CODE, code=503), "temporarily"),
    ],
    ids=["network", "portal", "busy"],
)
async def test_why_it_is_unreachable(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    fault: Fault,
    words: str,
) -> None:
    """Whoever can do something about it should know what."""
    simulator.faults.add(fault)
    await sent(hass, "Alarm")
    assert words in shown(hass, entry)["unreachable"]


@pytest.mark.parametrize(
    ("maybe_sent", "key"), [(True, "unclear"), (False, "unreachable")]
)
async def test_failing_at_once(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, maybe_sent: bool, key: str
) -> None:
    """With retry_minutes 0 no answer is an error, and the message is dropped."""
    entry = await set_up(hass, account_entry(simulator, retry_minutes=0))
    if maybe_sent:
        simulator.faults.add(Fault(FaultKind.DROP))
    else:
        await simulator.cut_line()
    failing = hass.async_create_task(failed(hass, "Alarm"))
    await clock.until(failing.done, within=15)
    err = await failing
    assert err.translation_key == key
    assert set(shown(hass, entry)) == {"expired"}


async def test_disk_is_full(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What waits is not safe, and a notification says so."""
    monkeypatch.setattr(
        JournalFile, "write", lambda _self, _statements: Written.REFUSED
    )
    await simulator.cut_line()
    await sent(hass, "Alarm")
    await clock.move(2)
    assert title(hass, entry, "unreachable") == "Messages are waiting and may be lost"
    assert "lost if Home Assistant stops" in shown(hass, entry)["unreachable"]
    monkeypatch.undo()
    await clock.move(40)
    assert title(hass, entry, "unreachable") == "Messages are waiting"


# The daily limit


async def test_daily_limit(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """A warning at four fifths, then what was held back; the next day it is over."""
    entry = await set_up(hass, account_entry(simulator, daily_limit=5))
    for number in range(4):
        assert shown(hass, entry) == {}
        await sent(hass, f"Alarm {number}")
    assert title(hass, entry, "limit") == "Daily limit almost reached"
    assert "4 of today's 5 SMS have been used" in shown(hass, entry)["limit"]

    dismiss(hass, entry, "limit")
    await sent(hass, "Alarm 5")
    assert shown(hass, entry) == {}
    for number in (6, 7):
        err = await failed(hass, f"Alarm {number}")
        assert err.translation_key == "over_limit"
    assert title(hass, entry, "limit") == "Daily limit reached"
    text = shown(hass, entry)["limit"]
    for words in (
        "the daily limit of 5 SMS",
        "`iletimerkezi.send_message` and `notify.iletimerkezi`",
        "- 14:34 · Anne · “Alarm 7”\n- 14:34 · Anne · “Alarm 6”\n",
        "Messages: 2",
    ):
        assert words in text
    await restart(hass, entry)
    assert shown(hass, entry) == {"limit": text}

    await clock.move(10 * 3600)
    await sent(hass, "Günaydın")
    assert shown(hass, entry) == {}


# The file with the waiting messages


@pytest.mark.parametrize("event", JournalEvent)
async def test_journal(
    hass: HomeAssistant, entry: MockConfigEntry, event: JournalEvent
) -> None:
    """What happened to it, until the user has seen it."""
    feedback = entry.runtime_data.feedback
    feedback.notifications.show_journal(event, file="iletimerkezi.damaged-1")
    await hass.async_block_till_done()
    [(key, text)] = shown(hass, entry).items()
    assert key == "journal"
    assert ("iletimerkezi.damaged-1" in text) is (event is JournalEvent.DAMAGED)
    await sent(hass, "Alarm")
    await restart(hass, entry)
    assert shown(hass, entry) == {key: text}
    dismiss(hass, entry, key)
    await hass.async_block_till_done()
    await restart(hass, entry)
    assert shown(hass, entry) == {}


# Dismissed


@pytest.mark.parametrize(
    ("key", "trouble"),
    [
        ("402", lambda simulator: refuse(simulator, 402)),
        ("452", lambda simulator: refuse(simulator, 452)),
        ("499", lambda simulator: refuse(simulator, 499)),
    ],
)
async def test_dismissed(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    entry: MockConfigEntry,
    key: str,
    trouble: Callable[[Simulator], object],
) -> None:
    """Not there again after a restart, but with the next failure."""
    trouble(simulator)
    await failed(hass, "Bir")
    dismiss(hass, entry, key)
    await hass.async_block_till_done()
    assert shown(hass, entry) == {}
    await restart(hass, entry)
    await clock.move(60)
    assert shown(hass, entry) == {}
    await failed(hass, "İki")
    assert set(shown(hass, entry)) == {key}


async def test_dismissed_while_waiting(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, entry: MockConfigEntry
) -> None:
    """A further message that waits is news; what waited already is not."""
    await simulator.cut_line()
    await sent(hass, "Bir")
    dismiss(hass, entry, "unreachable")
    await clock.move(120)
    assert shown(hass, entry) == {}
    await restart(hass, entry)
    await clock.move(120)
    assert shown(hass, entry) == {}
    await sent(hass, "İki")
    assert "**Waiting messages: 2**" in shown(hass, entry)["unreachable"]


async def test_reload_changes_nothing(
    hass: HomeAssistant, simulator: Simulator, clock: Clock, entry: MockConfigEntry
) -> None:
    """Neither what is shown nor the count."""
    refuse(simulator, 402)
    await failed(hass, "Bir")
    before = shown(hass, entry)
    await hass.config_entries.async_reload(entry.entry_id)
    await clock.move(1)
    assert shown(hass, entry) == before
    await failed(hass, "İki")
    assert "Messages: 2" in shown(hass, entry)["402"]


async def test_removed_account(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Nothing of it is shown any more."""
    refuse(simulator, 402)
    await failed(hass, "Bir")
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    assert shown(hass, entry) == {}


async def test_refreshing_leaves_time_for_sending(
    hass: HomeAssistant,
    simulator: Simulator,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However much waits, and however often that changes."""
    entry = await set_up(hass, account_entry(simulator))
    refuse(simulator, 402)
    await failed(hass, "Bir")
    refreshed = 0
    waiting = Outbox.waiting

    def slow(outbox: Outbox) -> Iterator[WaitingMessage]:
        nonlocal refreshed
        refreshed += 1
        clock.tick(0.1)
        return waiting(outbox)

    monkeypatch.setattr(Outbox, "waiting", slow)
    for _ in range(50):
        entry.runtime_data.feedback.notifications.refresh()
        await clock.move(0.1)
    assert 4 <= refreshed <= 11


async def test_nothing_is_read_while_there_is_nothing_to_show(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Almost every message is accepted at once."""
    await set_up(hass, account_entry(simulator))
    refreshed = 0

    def counted(outbox: Outbox) -> Iterator[WaitingMessage]:
        nonlocal refreshed
        refreshed += 1
        return iter(())

    monkeypatch.setattr(Outbox, "waiting", counted)
    for number in range(5):
        await send_message(hass, f"Kapı {number}", number=ANNE)
        await hass.async_block_till_done()
    assert refreshed == 0
    assert len(simulator.messages) == 5
