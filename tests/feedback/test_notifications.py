"""What the caller gets and what people see when the provider says no."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from custom_components.iletimerkezi.api.errors import MEANINGS, StatusCode
from custom_components.iletimerkezi.const import DOMAIN
from simulator import Account, Fault, FaultKind, Simulator, Stage

from ..helpers import (
    ANNE,
    BABA,
    KIZ,
    account_entry,
    act,
    eventually,
    in_words,
    notifications,
    notify,
    recipient,
    refuse,
    send_message,
    set_up,
    texts,
    time_passes,
)

# 14:05 in Turkey.
pytestmark = pytest.mark.freeze_time("2026-11-20 11:05:00+00:00")


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """What a code is called and how it is explained, in English and in Turkish."""

    code: int
    title: tuple[str, str]
    english: tuple[str, ...]
    turkish: tuple[str, ...]
    translation_key: str = ""

    @property
    def key(self) -> str:
        """Return the translation key of the caller's error."""
        return self.translation_key or f"refused_{self.code}"


REFUSALS = [
    Refusal(
        code=400,
        title=("Request not understood", "İstek anlaşılamadı"),
        english=("could not make sense of the request", "simpler text"),
        turkish=("isteği çözümleyemedi", "Daha sade bir metinle"),
    ),
    Refusal(
        code=401,
        title=("Credentials refused", "Erişim bilgileri kabul edilmedi"),
        english=(
            "did not accept the credentials",
            "Allow API access",
            "is off (the most common one)",
            "key or hash is wrong",
            "only a fixed IP address may send and it is not yours",
            "the API key was replaced",
            "Settings → Security",
        ),
        turkish=(
            "erişim bilgilerini kabul etmedi",
            "API erişimine izin ver",
            "kapalı (en sık görülen neden)",
            "anahtar ya da hash yanlış",
            "size ait olmayan bir sabit IP adresine izin verilmiş",
            "API anahtarı yenilenmiş",
            "Ayarlar → Güvenlik",
        ),
    ),
    Refusal(
        code=402,
        title=("No credit left", "Bakiye yetersiz"),
        english=("credit of the account is not enough", "Buy credit"),
        turkish=("bakiyesi mesaj için yeterli değil", "bakiye yükleyin"),
    ),
    Refusal(
        code=404,
        title=("Wrong address", "Yanlış adres"),
        english=("address does not lead to İleti Merkezi's API", "Check the address"),
        turkish=("Adres, İleti Merkezi API'sine gitmiyor", "adresini"),
    ),
    Refusal(
        code=422,
        title=("A value was refused", "Bir değer kabul edilmedi"),
        english=("refused a value of the request", "Check sender, numbers"),
        turkish=("istekteki bir değeri kabul etmedi", "gönderici adını, numaralarını"),
    ),
    Refusal(
        code=450,
        title=("Sender not approved", "Gönderici adı onaylı değil"),
        english=("sender is not approved in your account", "Choose another sender"),
        turkish=(
            "Gönderici adı hesabınızda onaylı değil",
            "başka bir gönderici adı seçin",
        ),
    ),
    Refusal(
        code=451,
        title=("Message repeated", "Mesaj tekrarlandı"),
        english=("exactly this text within the last ten minutes", "change the text"),
        turkish=("son on dakika içinde aynı kişilere", "Otomasyon metni değiştirsin"),
    ),
    Refusal(
        code=452,
        title=("Recipient refused", "Alıcı kabul edilmedi"),
        english=("does not accept the number", "block list"),
        turkish=("numarayı kabul etmiyor", "kara listesinde"),
    ),
    Refusal(
        code=453,
        title=("Message too long", "Mesaj çok uzun"),
        english=("longer than seven SMS", "Make the text shorter"),
        turkish=("yedi SMS'ten uzun", "Metni kısaltın"),
    ),
    Refusal(
        code=454,
        title=("Message empty", "Mesaj boş"),
        english=("received no text", "above all its templates"),
        turkish=("metin ulaşmadı", "özellikle şablonlarını"),
    ),
    Refusal(
        code=459,
        title=("No sender", "Gönderici adı boş"),
        english=("received no sender", "Choose an approved sender"),
        turkish=("gönderici adı ulaşmadı", "onaylı bir gönderici adı seçin"),
    ),
    Refusal(
        code=460,
        title=("Sender not possible", "Gönderici adı geçersiz"),
        english=("longer than 11 characters or has Turkish letters", "an approved"),
        turkish=("11 karakterden uzun ya da Türkçe harf içeriyor", "seçin"),
    ),
    Refusal(
        code=466,
        title=("Number wrong", "Numara hatalı"),
        english=("takes the number for a wrong one", "Check the recipient's number"),
        turkish=("numarayı hatalı buluyor", "Alıcının numarasını kontrol edin"),
    ),
    Refusal(
        code=468,
        title=("İYS not set up", "İYS ayarı eksik"),
        english=("lacks the İYS setting", "Commercial messages", "to none"),
        turkish=("İYS ayarı eksik", "Ticari mesajlar", 'seçeneğini "Yok" yapın'),
    ),
    Refusal(
        code=469,
        title=("İYS list missing", "İYS listesi eksik"),
        english=("lacks the İYS list", "choose BIREYSEL or TACIR"),
        turkish=("İYS listesi seçilmemiş", "BIREYSEL ya da TACIR seçin"),
    ),
    Refusal(
        code=470,
        title=("İYS code missing", "İYS kodu eksik"),
        english=("has no İYS code", "enter your İYS code in the panel"),
        turkish=("İYS kodu yok", "İYS kodunuzu panele girin"),
    ),
    *(
        # Unknown, or such that only a report should be answered with.
        Refusal(
            code=code,
            title=("Message refused", "Mesaj kabul edilmedi"),
            english=(f"code {code}: {words}",),
            turkish=(words,),
            translation_key="refused_other",
        )
        for code, words in (
            (455, "Sipariş bulunamadı"),
            (456, "Sipariş gönderim tarihi henüz gelmedi"),
            (499, "Bilinmeyen hata (499)"),
        )
    ),
]


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Return an account in Turkey that rejects repeated messages."""
    await hass.config.async_set_time_zone("Europe/Istanbul")
    return await set_up(hass, account_entry(simulator, repeated_messages="reject"))


async def failed(hass: HomeAssistant, message: str = "Alarm") -> HomeAssistantError:
    """Send a message to Anne, who does not get it, and return the error."""
    with pytest.raises(HomeAssistantError) as caught:
        await notify(hass, "notify.anne", message)
    await hass.async_block_till_done()
    return caught.value


async def sent(hass: HomeAssistant, message: str = "Alarm") -> None:
    """Send a message to Anne."""
    await notify(hass, "notify.anne", message)
    await hass.async_block_till_done()


def shown(hass: HomeAssistant, entry: MockConfigEntry, key: int | str) -> str:
    """Return the text of the only notification."""
    [(notification_id, notification)] = notifications(hass).items()
    assert notification_id == f"iletimerkezi_{entry.entry_id}_{key}"
    message: str = notification["message"]
    return message


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
    assert final - {StatusCode.OK} == {row.code for row in REFUSALS} - {499}


@pytest.mark.parametrize("row", REFUSALS, ids=lambda row: row.code)
async def test_refusal(
    hass: HomeAssistant,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    row: Refusal,
) -> None:
    """From the first failure to the next success, in English and in Turkish."""
    fault = refuse(simulator, row.code)
    err = await failed(hass)

    # What the caller gets.
    assert type(err) is HomeAssistantError
    assert err.translation_domain == DOMAIN
    assert err.translation_key == row.key
    english, turkish = [await in_words(hass, err, code) for code in ("en", "tr")]
    assert str(err) == english.rstrip(".")
    assert english.startswith("Not sent to Anne. ")
    assert turkish.startswith("Gönderilemeyenler: Anne. ")
    for words, text in ((row.english, english), (row.turkish, turkish)):
        assert [word for word in words if word not in text] == []
        assert str(row.code) in text
    assert simulator.messages == []

    # What people see.
    [(notification_id, notification)] = notifications(hass).items()
    assert notification_id == f"iletimerkezi_{entry.entry_id}_{row.code}"
    assert notification["title"] == f"İleti Merkezi: {row.title[0]}"
    text = notification["message"]
    assert [word for word in row.english if word not in text] == []
    assert f"code {row.code}" in text
    assert text.endswith(
        "\n\nConcerns: Anne\n\nAccount: İleti Merkezi · Last at 14:05 · Messages: 1"
    )

    # Updated instead of repeated, in the language of now.
    freezer.tick(120)
    hass.config.language = "tr"
    with pytest.raises(HomeAssistantError) as caught:
        await notify(hass, "notify.baba", "Alarm")
    assert str(caught.value).startswith("Not sent to Baba. ")
    await hass.async_block_till_done()
    [(same_id, notification)] = notifications(hass).items()
    assert same_id == notification_id
    assert notification["title"] == f"İleti Merkezi: {row.title[1]}"
    text = notification["message"]
    assert [word for word in row.turkish if word not in text] == []
    assert str(row.code) in text
    assert text.endswith(
        "\n\nİlgili alıcılar: Baba, Anne\n\n"
        "Hesap: İleti Merkezi · Son: 14:07 · Mesaj sayısı: 2"
    )

    # Gone with the next success, whoever gets it.
    simulator.faults.remove(fault)
    await notify(hass, "notify.baba", "Geçti")
    await hass.async_block_till_done()
    assert notifications(hass) == {}
    assert texts(simulator) == [(BABA, "Geçti")]
    reauthentications = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert len(reauthentications) == (row.code == 401)
    for flow in reauthentications:
        assert flow["context"]["source"] == SOURCE_REAUTH
        assert flow["context"]["entry_id"] == entry.entry_id


@pytest.mark.parametrize("row", REFUSALS, ids=lambda row: row.code)
async def test_refusal_from_before_a_reload(
    hass: HomeAssistant,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    row: Refusal,
) -> None:
    """A reload neither hides a notification nor forgets how often."""
    refuse(simulator, row.code, times=2)
    await failed(hass)
    freezer.tick(60)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert "Last at 14:05 · Messages: 1" in shown(hass, entry, row.code)

    await failed(hass, "Alarm!")
    assert "Last at 14:06 · Messages: 2" in shown(hass, entry, row.code)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()

    await sent(hass)
    assert notifications(hass) == {}


@pytest.mark.parametrize("kind", [FaultKind.CODE, FaultKind.CODE_IN_200])
async def test_code_counts_whatever_the_http_status(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, kind: FaultKind
) -> None:
    """The body decides."""
    simulator.faults.add(Fault(kind, code=402, times=1))
    err = await failed(hass)
    assert err.translation_key == "refused_402"
    assert "code 402" in shown(hass, entry, 402)


async def test_several_problems_at_once(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Each code has a notification, and one success ends them all."""
    for code in (402, 450):
        refuse(simulator, code, times=1)
        await failed(hass)
    assert set(notifications(hass)) == {
        f"iletimerkezi_{entry.entry_id}_{code}" for code in (402, 450)
    }
    await sent(hass)
    assert notifications(hass) == {}


async def test_problem_of_another_account(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """The success of one account says nothing about the other."""
    account = simulator.add_account(Account(key="second-key", hash="second-hash"))
    account.senders = []
    second = await set_up(
        hass,
        account_entry(
            simulator, recipient("Kız", KIZ), account=account, title="Yazlık <b>"
        ),
    )
    with pytest.raises(HomeAssistantError):
        await notify(hass, "notify.kiz", "Alarm")
    await hass.async_block_till_done()
    assert "Account: Yazlık &lt;b&gt; · " in shown(hass, second, 450)

    await sent(hass)
    assert set(notifications(hass)) == {f"iletimerkezi_{second.entry_id}_450"}
    account.senders = ["EVIM"]
    await notify(hass, "notify.kiz", "Alarm")
    await hass.async_block_till_done()
    assert notifications(hass) == {}


# The provider's own rules, without faults


async def test_wrong_credentials_start_reauthentication_once(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """API access switched off in the panel."""
    simulator.account.allow_api = False
    for message in ("Bir", "İki"):
        assert (await failed(hass, message)).translation_key == "refused_401"
    assert "Messages: 2" in shown(hass, entry, 401)
    [flow] = hass.config_entries.flow.async_progress()
    assert flow["step_id"] == "reauth_confirm"
    assert flow["context"]["entry_id"] == entry.entry_id


async def test_empty_account(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """No credit, then some."""
    simulator.account.balance *= 0
    assert (await failed(hass)).translation_key == "refused_402"
    assert "Buy credit" in shown(hass, entry, 402)
    simulator.account.balance += 1
    await sent(hass)
    assert notifications(hass) == {}


async def test_repeated_message_is_rejected(
    hass: HomeAssistant,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
) -> None:
    """By option: nothing is sent a second time."""
    await sent(hass)
    freezer.tick(60)
    err = await failed(hass)
    assert err.translation_key == "refused_451"
    assert "Last at 14:06 · Messages: 1" in shown(hass, entry, 451)
    assert texts(simulator) == [(ANNE, "Alarm")]

    freezer.tick(600)
    await sent(hass)
    assert texts(simulator) == [(ANNE, "Alarm")] * 2
    assert notifications(hass) == {}


@pytest.mark.parametrize("known", [True, False], ids=["ours", "somebody else's"])
async def test_repeated_message_gets_the_time(
    hass: HomeAssistant,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
    known: bool,
) -> None:
    """By default: it arrives, told apart by the time, and nobody is bothered."""
    await hass.config.async_set_time_zone("Europe/Istanbul")
    await set_up(hass, account_entry(simulator))
    if known:
        await sent(hass)
        freezer.tick(60)
    else:
        refuse(simulator, 451, times=1)
    await sent(hass)
    assert texts(simulator)[-1] == (ANNE, f"Alarm {'14:06' if known else '14:05'}")
    assert notifications(hass) == {}


# Whom it concerns


async def test_only_the_bad_number_fails(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """The good ones get the SMS once, and are not named."""
    simulator.account.blocked = {BABA}
    # The good answer comes last: it must not pass for the end of the problem.
    answer_last(simulator, ANNE)
    with pytest.raises(HomeAssistantError) as caught:
        await notify(hass, ["notify.anne", "notify.baba"], "Deprem!")
    await hass.async_block_till_done()
    assert caught.value.translation_key == "refused_452"
    assert caught.value.translation_placeholders is not None
    assert caught.value.translation_placeholders["recipients"] == "Baba"
    assert "Anne" not in str(caught.value)
    assert texts(simulator) == [(ANNE, "Deprem!")]
    text = shown(hass, entry, 452)
    assert "\n\nConcerns: Baba\n\n" in text
    assert "Messages: 1" in text
    assert "Anne" not in text


@pytest.mark.parametrize("last", [ANNE, BABA], ids=["good", "bad"])
async def test_bad_number_is_counted_whoever_is_answered_last(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, last: str
) -> None:
    """Who got the same message says nothing about who did not."""
    simulator.account.blocked = {BABA}
    answer_last(simulator, last)
    for count in (1, 2, 3):
        with pytest.raises(HomeAssistantError):
            await notify(hass, ["notify.anne", "notify.baba"], f"Deprem {count}!")
        await hass.async_block_till_done()
        assert f"Messages: {count}" in shown(hass, entry, 452)
    await sent(hass)
    assert notifications(hass) == {}


@pytest.mark.parametrize("code", [452, 466])
async def test_number_without_a_name_shows_two_digits(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, code: int
) -> None:
    """Whoever reads the error need not learn the number."""
    refuse(simulator, code, where=lambda request: KIZ in request.query["receipents"])
    with pytest.raises(HomeAssistantError) as caught:
        await send_message(hass, "Alarm", recipient=["notify.anne"], number=[KIZ])
    await hass.async_block_till_done()
    assert caught.value.translation_key == f"refused_{code}"
    assert caught.value.translation_placeholders is not None
    assert caught.value.translation_placeholders["recipients"] == "…77"
    assert texts(simulator) == [(ANNE, "Alarm")]
    text = shown(hass, entry, code)
    assert "Concerns: …77\n" in text
    for told in (text, str(caught.value)):
        assert "Anne" not in told
        assert KIZ[:-2] not in told


async def test_many_names_are_counted(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """A notification stays readable: the latest ten, and how many more."""
    refuse(simulator, 402)
    for index in range(12):
        with pytest.raises(HomeAssistantError):
            await act(hass, "Alarm", target=f"53012345{index:02}")
    await hass.async_block_till_done()
    names = ", ".join(f"…{index:02}" for index in range(11, 1, -1))
    text = shown(hass, entry, 402)
    assert f"Concerns: {names} +2\n" in text
    assert "Messages: 12" in text


async def test_names_and_words_of_others_stay_text(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Notifications are Markdown: a name is not, and neither is the provider's text."""
    name = "*Ali* <img src=x> [x](http://example.com)"
    entry = await set_up(hass, account_entry(simulator, recipient(name, ANNE)))
    words = "**Hata** <script>alert(1)</script> | [tıkla](https://example.com/?a) {0}"
    refuse(simulator, 499, text=words)
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, "Alarm")
    await hass.async_block_till_done()
    text = shown(hass, entry, 499)
    for markup in ("<img", "<script", "[tıkla]", "**Hata", "https:"):
        assert markup not in text
    assert r"\*Ali\* &lt;img src=x&gt; \[x\](http\://example.com)" in text
    escaped = (
        r"\*\*Hata\*\* &lt;script&gt;alert(1)&lt;/script&gt; \|"
        r" \[tıkla\](https\://example.com/?a) {0}"
    )
    assert f"code 499: {escaped}\n" in text
    # The caller may show the error anywhere, too.
    assert caught.value.translation_placeholders is not None
    assert caught.value.translation_placeholders["provider_text"] == escaped


async def test_provider_that_echoes_the_secret(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Key and hash are taken out of the provider's words."""
    simulator.faults.add(Fault(FaultKind.ECHO_SECRET, code=499))
    err = await failed(hass)
    for text in (shown(hass, entry, 499), str(err), str(err.translation_placeholders)):
        assert simulator.account.key not in text
        assert simulator.account.hash not in text


async def test_mistake_of_the_caller_is_nobody_elses_affair(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """A caller's mistake leaves no notification behind."""
    with pytest.raises(ServiceValidationError):
        await act(hass, "Alarm", target="Dede")
    await hass.async_block_till_done()
    assert notifications(hass) == {}


# No answer

TRANSIENT = {
    "503": (FaultKind.CODE, 503),
    "429": (FaultKind.CODE, 429),
    "500": (FaultKind.CODE_IN_200, 500),
    "bad gateway": (FaultKind.HTTP_STATUS, 502),
    "html": (FaultKind.HTML_200, 0),
    "empty": (FaultKind.EMPTY_200, 0),
    "truncated": (FaultKind.TRUNCATED, 0),
    "drop": (FaultKind.DROP, 0),
    "reset": (FaultKind.RESET, 0),
    "redirect": (FaultKind.REDIRECT, 0),
    "no order id": (FaultKind.NO_ORDER_ID, 0),
}


def go_away(simulator: Simulator, kind: str, **changes: Any) -> None:
    """Have the provider give no usable answer to sends."""
    fault, code = TRANSIENT[kind]
    simulator.faults.add(Fault(fault, code=code, **changes))


@pytest.fixture
async def away(
    hass: HomeAssistant, simulator: Simulator
) -> AsyncGenerator[MockConfigEntry]:
    """Return an account in Turkey whose messages may wait."""
    await hass.config.async_set_time_zone("Europe/Istanbul")
    yield await set_up(hass, account_entry(simulator))
    simulator.faults.clear()


@pytest.mark.parametrize("kind", TRANSIENT)
async def test_message_waits_while_the_provider_is_away(
    hass: HomeAssistant, simulator: Simulator, away: MockConfigEntry, kind: str
) -> None:
    """Queued is no error; people see that it waits, until it has gone out."""
    go_away(simulator, kind, times=1)
    response = await send_message(hass, "Alarm", recipient=["notify.anne"])
    assert [line["status"] for line in response["messages"]] == ["queued"]
    await hass.async_block_till_done()
    [(notification_id, notification)] = notifications(hass).items()
    assert notification_id == f"iletimerkezi_{away.entry_id}_unreachable"
    assert notification["title"] == "İleti Merkezi: Messages are waiting"
    assert notification["message"] == (
        "İleti Merkezi cannot be reached. The messages are kept safe and go out by"
        " themselves as soon as it is back.\n\n"
        "**What to do:** Check the internet connection of your home.\n\n"
        "Concerns: Anne\n\n"
        "Account: İleti Merkezi · Last at 14:05 · Messages: 1"
    )
    assert simulator.messages == []

    await time_passes(hass, 2)
    await eventually(lambda: not notifications(hass))
    assert texts(simulator) == [(ANNE, "Alarm")]


async def test_waiting_in_turkish(
    hass: HomeAssistant, simulator: Simulator, away: MockConfigEntry
) -> None:
    """The count grows, and the notification stays one."""
    hass.config.language = "tr"
    go_away(simulator, "503")
    await sent(hass, "Bir")
    second = asyncio.create_task(act(hass, "İki"))
    await asyncio.sleep(0)
    await time_passes(hass, 2)
    await second
    await hass.async_block_till_done()
    [notification] = notifications(hass).values()
    assert notification["title"] == "İleti Merkezi: Mesajlar bekliyor"
    assert notification["message"] == (
        "İleti Merkezi'ne ulaşılamıyor. Mesajlar güvende; bağlantı gelir gelmez"
        " kendiliğinden gönderilecek.\n\n"
        "**Ne yapmalı:** Evinizin internet bağlantısını kontrol edin.\n\n"
        "İlgili alıcılar: Baba, Anne\n\n"
        "Hesap: İleti Merkezi · Son: 14:05 · Mesaj sayısı: 3"
    )


async def test_waiting_messages_survive_a_reload(
    hass: HomeAssistant, simulator: Simulator, away: MockConfigEntry
) -> None:
    """The notification goes when they go out, by the account that was loaded anew."""
    go_away(simulator, "503", times=1)
    await sent(hass)
    assert "Messages: 1" in shown(hass, away, "unreachable")
    await hass.config_entries.async_reload(away.entry_id)
    await eventually(lambda: not notifications(hass))
    assert texts(simulator) == [(ANNE, "Alarm")]


async def test_waiting_message_that_is_refused_later(
    hass: HomeAssistant, simulator: Simulator, away: MockConfigEntry
) -> None:
    """What no longer waits is no longer said to wait."""
    go_away(simulator, "503", times=1)
    refuse(simulator, 402, times=1)
    await sent(hass)
    assert "Messages: 1" in shown(hass, away, "unreachable")
    await time_passes(hass, 2)
    refused = f"iletimerkezi_{away.entry_id}_402"
    await eventually(lambda: refused in notifications(hass))
    assert "Concerns: Anne\n" in shown(hass, away, 402)

    await sent(hass, "Geçti")
    assert notifications(hass) == {}


async def test_message_that_was_given_up(
    hass: HomeAssistant,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
    away: MockConfigEntry,
) -> None:
    """The text changes when nothing will be sent any more."""
    await simulator.cut_line()
    await sent(hass)
    freezer.tick(3600)
    await time_passes(hass, 60)
    [(notification_id, notification)] = notifications(hass).items()
    assert notification_id == f"iletimerkezi_{away.entry_id}_unreachable"
    assert notification["title"] == "İleti Merkezi: Messages were not sent"
    assert notification["message"] == (
        "İleti Merkezi could not be reached for so long that messages were given up."
        " They will not be sent any more.\n\n"
        "**What to do:** Tell the people yourself, check the internet connection of"
        " your home, and set the option *Keep trying for* higher if this happens"
        " often.\n\n"
        "Concerns: Anne\n\n"
        "Account: İleti Merkezi · Last at 15:05 · Messages: 1"
    )

    freezer.tick(60)
    hass.config.language = "tr"
    await notify(hass, "notify.baba", "İki")
    freezer.tick(3600)
    await time_passes(hass, 60)
    [notification] = notifications(hass).values()
    assert notification["title"] == "İleti Merkezi: Mesajlar gönderilemedi"
    assert notification["message"] == (
        "İleti Merkezi'ne çok uzun süre ulaşılamadığı için bazı mesajlardan"
        " vazgeçildi. Bu mesajlar artık gönderilmeyecek.\n\n"
        "**Ne yapmalı:** Bu kişilere siz haber verin, evinizin internet bağlantısını"
        " kontrol edin; sık oluyorsa *Yeniden deneme süresi* seçeneğini yükseltin.\n\n"
        "İlgili alıcılar: Baba, Anne\n\n"
        "Hesap: İleti Merkezi · Son: 16:06 · Mesaj sayısı: 2"
    )

    await simulator.restore_line()
    freezer.tick(60)
    await sent(hass, "Geçti")
    assert notifications(hass) == {}
    assert texts(simulator) == [(ANNE, "Geçti")]


@pytest.mark.parametrize(
    ("language", "title", "words"),
    [
        (
            "en",
            "Messages may not have been sent",
            "an attempt without answer may have sent some of them",
        ),
        (
            "tr",
            "Mesajlar gönderilmemiş olabilir",
            "yanıtsız kalan bir deneme bazılarını göndermiş olabilir",
        ),
    ],
)
async def test_message_that_was_given_up_without_an_answer(
    hass: HomeAssistant,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
    away: MockConfigEntry,
    language: str,
    title: str,
    words: str,
) -> None:
    """Nobody is told that it was not sent while that is unclear."""
    hass.config.language = language
    go_away(simulator, "drop")
    await sent(hass)
    freezer.tick(3600)
    await time_passes(hass, 60)
    [notification] = notifications(hass).values()
    assert notification["title"] == f"İleti Merkezi: {title}"
    assert words in notification["message"]


async def test_message_that_waits_after_others_were_given_up(
    hass: HomeAssistant,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
    away: MockConfigEntry,
) -> None:
    """It is not counted among those, and its success ends the notification."""
    await simulator.cut_line()
    await sent(hass)
    freezer.tick(3600)
    await time_passes(hass, 60)
    freezer.tick(60)
    await notify(hass, "notify.baba", "İki")
    await hass.async_block_till_done()
    text = shown(hass, away, "unreachable")
    assert "They will not be sent any more." in text
    assert "Concerns: Anne\n" in text
    assert "Last at 15:05 · Messages: 1" in text

    await simulator.restore_line()
    await time_passes(hass, 60)
    await eventually(lambda: not notifications(hass))
    assert texts(simulator) == [(BABA, "İki")]


@pytest.mark.parametrize("kind", sorted(TRANSIENT.keys() - {"503", "429", "500"}))
async def test_failing_at_once(
    hass: HomeAssistant, simulator: Simulator, freezer: FrozenDateTimeFactory, kind: str
) -> None:
    """With retry_minutes 0 no answer is an error, and the message is dropped."""
    entry = await set_up(hass, account_entry(simulator, retry_minutes=0))
    go_away(simulator, kind, times=1)
    err = await failed(hass)
    assert type(err) is HomeAssistantError
    # Any answer that cannot be read may stand for an SMS that was sent.
    assert err.translation_key == "unclear"
    assert str(err) == (
        "İleti Merkezi did not answer. It is unclear whether the message to Anne was"
        " sent; it is not sent again"
    )
    assert await in_words(hass, err, "tr") == (
        "İleti Merkezi yanıt vermedi. Anne için mesajın gönderilip gönderilmediği"
        " belirsiz; yeniden gönderilmeyecek."
    )
    [notification] = notifications(hass).values()
    assert notification["title"] == "İleti Merkezi: Messages may not have been sent"
    assert "Concerns: Anne\n" in shown(hass, entry, "unreachable")

    # Dropped: later the same text is a new message.
    freezer.tick(60)
    await sent(hass)
    assert texts(simulator) == [(ANNE, "Alarm")]
    assert len(simulator.sends) == 2
    assert notifications(hass) == {}


@pytest.mark.parametrize("kind", ["503", "429", "500"])
async def test_failing_at_once_when_the_provider_is_busy(
    hass: HomeAssistant, simulator: Simulator, kind: str
) -> None:
    """A refusal that was read is certain not to have been carried out."""
    await set_up(hass, account_entry(simulator, retry_minutes=0))
    go_away(simulator, kind, times=1)
    err = await failed(hass)
    assert err.translation_key == "unreachable"


async def test_failing_at_once_without_a_line(
    hass: HomeAssistant, simulator: Simulator, freezer: FrozenDateTimeFactory
) -> None:
    """A request that never left is certain not to have been carried out."""
    entry = await set_up(hass, account_entry(simulator, retry_minutes=0))
    await simulator.cut_line()
    err = await failed(hass)
    assert type(err) is HomeAssistantError
    assert err.translation_key == "unreachable"
    assert str(err) == "İleti Merkezi could not be reached. Not sent to Anne"
    assert await in_words(hass, err, "tr") == (
        "İleti Merkezi'ne ulaşılamadı. Gönderilemeyenler: Anne."
    )
    assert "Concerns: Anne\n" in shown(hass, entry, "unreachable")

    await simulator.restore_line()
    freezer.tick(60)
    await sent(hass)
    assert texts(simulator) == [(ANNE, "Alarm")]
    assert notifications(hass) == {}


@pytest.mark.parametrize("stage", [Stage.BEFORE, Stage.AFTER])
async def test_lost_answer_is_made_up_for(
    hass: HomeAssistant, simulator: Simulator, away: MockConfigEntry, stage: Stage
) -> None:
    """Whether or not the provider had carried it out: one SMS, no notification."""
    go_away(simulator, "drop", stage=stage, times=1)
    await sent(hass)
    assert "Messages: 1" in shown(hass, away, "unreachable")
    await time_passes(hass, 2)
    await eventually(lambda: not notifications(hass))
    assert texts(simulator) == [(ANNE, "Alarm")]
    assert len(simulator.sends) == 2
