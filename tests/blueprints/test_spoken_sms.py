"""SMS that are spoken to the voice assistant, as its own agent understands them."""

import pytest

from homeassistant.core import Context
from homeassistant.setup import async_setup_component

from simulator import Fault, FaultKind
from tests.helpers import ANNE, BABA, KIZ

from .home import Home


async def furnish(home: Home, language: str = "en") -> None:
    """Have Anne and Kız texted by voice, and not Baba."""
    assert await async_setup_component(home.hass, "homeassistant", {})
    assert await async_setup_component(home.hass, "conversation", {})
    await home.automate("spoken_sms", language, people=["notify.anne", "notify.kiz"])


async def say(home: Home, sentence: str, language: str) -> str:
    """Say a sentence, and return the answer."""
    from homeassistant.components.conversation import async_converse  # noqa: PLC0415

    caller = home.hass.async_create_task(
        async_converse(home.hass, sentence, None, Context(), language)
    )
    await home.until(caller.done)
    response = (await caller).response
    speech: str = response.speech["plain"]["speech"]
    return speech


@pytest.mark.parametrize(
    ("sentence", "language", "number", "text"),
    [
        ("Anneye SMS gönder akşam geç geliyorum", "tr", ANNE, "akşam geç geliyorum"),
        ("anneme mesaj at Süt al", "tr", ANNE, "Süt al"),
        ("Anne'ye sms yaz 5 dakika", "tr", ANNE, "5 dakika"),
        ("Kıza mesaj gönder İyi ki varsın", "tr", KIZ, "İyi ki varsın"),
        ("kızıma geliyorum diye mesaj gönder", "tr", KIZ, "geliyorum"),
        ("Send an SMS to Anne I'll be home late", "en", ANNE, "I'll be home late"),
        ("send a text to kız call me", "en", KIZ, "call me"),
        ("text anne 42", "en", ANNE, "42"),
    ],
)
async def test_sent(
    home: Home, sentence: str, language: str, number: str, text: str
) -> None:
    """The words arrive as they were said, whichever language the answers are in."""
    await furnish(home)
    name = {ANNE: "Anne", KIZ: "Kız"}[number]
    answer = await say(home, sentence, language)
    assert answer == f"The SMS to {name} is on its way."
    await home.receives([(number, text)])


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Babaya SMS gönder akşam geç geliyorum", "tr"),
        ("Anne ve babaya mesaj gönder merhaba", "tr"),
        ("Annemin arkadaşına mesaj gönder merhaba", "tr"),
        ("Send an SMS to Baba I am late", "en"),
        ("Send an SMS to Annette I am late", "en"),
        ("Send an SMS to 5321112233 I am late", "en"),
    ],
)
async def test_unknown_name(home: Home, sentence: str, language: str) -> None:
    """Answered, and nothing is sent: Baba is a recipient, but not for this."""
    await furnish(home, "tr")
    assert (
        await say(home, sentence, language)
        == "Bu adı tanımıyorum, mesaj gönderilmedi. Mesaj gönderebileceğim kişiler: Anne, Kız."
    )
    assert home.sms == []
    assert home.simulator.sends == []


async def test_name_alone(home: Home) -> None:
    """There is nothing to send."""
    await furnish(home)
    answer = await say(home, "Send an SMS to Anne", "en")
    assert answer == "Nothing was sent: the text is missing. Recipient: Anne."
    assert home.sms == []


@pytest.mark.usefixtures("refusals")
@pytest.mark.parametrize(
    ("language", "answer"),
    [
        (
            "en",
            "The SMS to Anne could not be sent. See the notifications in Home Assistant.",
        ),
        (
            "tr",
            "SMS gönderilemedi. Home Assistant bildirimlerine bakın. Alıcı: Anne.",
        ),
    ],
)
async def test_refused(home: Home, language: str, answer: str) -> None:
    """The assistant says so."""
    await furnish(home, language)
    home.simulator.faults.add(Fault(FaultKind.CODE, code=453))
    assert await say(home, "Anneye sms gönder selam", "tr") == answer
    assert BABA not in [number for number, _ in home.sms]


async def test_provider_away(home: Home) -> None:
    """It waits."""
    await furnish(home)
    home.simulator.faults.add(Fault(FaultKind.DROP))
    assert (
        await say(home, "text anne hello", "en")
        == "The SMS to Anne is waiting and will be sent as soon as possible."
    )
