"""iletimerkezi.send_message: any recipients and numbers, with a response."""

import logging
from typing import Any
from urllib.parse import quote

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.util.yaml import parse_yaml

from custom_components.iletimerkezi.const import DOMAIN
from simulator import Account, Fault, FaultKind, Simulator

from .clock import Clock
from .helpers import (
    ANNE,
    BABA,
    EXAMPLE,
    KIZ,
    account_entry,
    act,
    in_words,
    notify,
    numbers,
    query,
    recipient,
    refuse,
    send_message,
    set_up,
    texts,
)

STRANGER = "5559876543"


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Return an account with the recipients Anne and Baba."""
    return await set_up(hass, account_entry(simulator))


@pytest.fixture
async def second(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> MockConfigEntry:
    """Return a second account with the recipient Kız."""
    account = simulator.add_account(Account(key="second-key", hash="second-hash"))
    return await set_up(
        hass,
        account_entry(
            simulator, recipient("Kız", KIZ), account=account, title="İkinci"
        ),
    )


def data_of(yaml: str) -> dict[str, Any]:
    """Return what an automation in YAML hands to the action."""
    data = parse_yaml(yaml)
    assert isinstance(data, dict)
    return {"message": "Alarm", **data}


# The response


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    ("message", "encoding", "parts"),
    [
        ("Su kacagi!", "gsm7", 1),
        ("Su kaçağı!", "turkish", 1),
        ("Su kaçağı! 🚨", "ucs2", 1),
        ("a" * 156, "gsm7", 2),
        ("ş" * 151, "turkish", 2),
        ("🚨" * 40, "ucs2", 2),
    ],
)
async def test_response(
    hass: HomeAssistant, simulator: Simulator, message: str, encoding: str, parts: int
) -> None:
    """What was sent, at which cost, to whom, and under which order id."""
    response = await send_message(
        hass, message, title="Ev", recipient=["notify.baba"], number=[f"0{STRANGER}"]
    )
    [order] = simulator.orders
    assert response == {
        "text": f"Ev\n{message}",
        "encoding": encoding,
        "parts": parts,
        "messages": [
            {
                "number": BABA,
                "recipient": "Baba",
                "status": "accepted",
                "order_id": str(order.id),
            },
            {
                "number": STRANGER,
                "recipient": None,
                "status": "accepted",
                "order_id": str(order.id),
            },
        ],
    }
    assert len(simulator.sends) == 1


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    ("message", "explanation"),
    [
        ("Su kaçağı!", None),
        ("–" + "a" * 100, "2 SMS for each number (ucs2), fewer without U+2013"),
        ("a" * 156, "2 SMS for each number (gsm7): it has 156 characters"),
    ],
)
async def test_expensive_message_is_explained_at_debug_level(
    hass: HomeAssistant,
    caplog: pytest.LogCaptureFixture,
    message: str,
    explanation: str | None,
) -> None:
    """Why it takes several SMS, for those who want to know; nobody is nagged."""
    caplog.set_level(logging.DEBUG, "custom_components.iletimerkezi")
    await send_message(hass, message, recipient=["notify.baba"])
    records = [
        record
        for record in caplog.records
        if record.name == "custom_components.iletimerkezi.sending"
    ]
    assert [record.levelname for record in records] == ["DEBUG"] * bool(explanation)
    for record in records:
        assert record.getMessage().endswith(explanation or "")
        assert message not in record.getMessage()


@pytest.mark.usefixtures("entry")
async def test_response_shows_what_was_really_sent(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """A message that was cut is returned as it was cut."""
    response = await send_message(hass, "ş" * 2000, recipient=["notify.anne"])
    [sent] = simulator.sends
    assert response["text"] == sent.query["text"]
    assert len(response["text"]) == 1038
    assert (response["encoding"], response["parts"]) == ("turkish", 7)


@pytest.mark.usefixtures("entry")
async def test_queued_message_has_no_order_yet(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """A message that waits is no error."""
    simulator.faults.add(Fault(FaultKind.HTML_200, times=1))
    response = await send_message(hass, "Alarm", recipient=["notify.anne"])
    assert response["messages"] == [
        {"number": ANNE, "recipient": "Anne", "status": "queued", "order_id": None}
    ]
    await clock.until(lambda: simulator.messages, within=60)
    assert texts(simulator) == [(ANNE, "Alarm")]


@pytest.mark.usefixtures("entry")
async def test_response_is_optional(hass: HomeAssistant, simulator: Simulator) -> None:
    """The response is optional."""
    response = await hass.services.async_call(
        DOMAIN,
        "send_message",
        {"message": "Alarm", "recipient": "notify.anne"},
        blocking=True,
    )
    assert response is None
    assert texts(simulator) == [(ANNE, "Alarm")]


@pytest.mark.usefixtures("entry")
async def test_name_wins_over_the_number(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Whoever is named twice gets one SMS."""
    response = await send_message(
        hass, "Alarm", recipient=["notify.anne"], number=[f"+90{ANNE}", ANNE]
    )
    assert [line["recipient"] for line in response["messages"]] == ["Anne"]
    assert texts(simulator) == [(ANNE, "Alarm")]


@pytest.mark.freeze_time("2026-11-20 11:05:00+00:00")
async def test_entities_note_the_time(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """As after notify.send_message; not for whom the message did not reach."""
    simulator.account.blocked = {BABA}
    with pytest.raises(HomeAssistantError):
        await send_message(hass, "Alarm", recipient=["notify.anne", "notify.baba"])
    states = {
        name: state.state
        for name in ("notify.anne", "notify.baba")
        if (state := hass.states.get(name))
    }
    assert states == {
        "notify.anne": "2026-11-20T11:05:00+00:00",
        "notify.baba": STATE_UNKNOWN,
    }


# Whom


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        ("number: '0532 111 22 33'", [BABA]),
        ("number: ['0532 111 22 33', +90 530 123 45 67]", [ANNE, BABA]),
        ("number: 0532 111 22 33, 5301234567", [ANNE, BABA]),
        ("number: 5321112233", [BABA]),
        ("number: [905321112233, 5301234567]", [ANNE, BABA]),
        ("number: ['', '5321112233', ' ']", [BABA]),
        # Several in one text, and commas that belong to a number.
        ("number: 0532 111 22 33; 5301234567", [ANNE, BABA]),
        ('number: "0532 111 22 33\\n0530 123 45 67\\r\\n"', [ANNE, BABA]),
        ("number: ['5,301,234,567', '5.321.112.233']", [ANNE, BABA]),
        ('number: "\'05301234567"', [ANNE]),
        # Blank is left out.
        ("{number: null, recipient: notify.anne}", [ANNE]),
        ("{number: '', recipient: [notify.anne, null, '']}", [ANNE]),
        ("{number: [null, '', 5301234567], recipient: null}", [ANNE]),
        ("recipient: 'notify.anne; notify.baba'", [ANNE, BABA]),
        ('recipient: "notify.anne\\nnotify.baba"', [ANNE, BABA]),
        ("recipient: Notify.Anne", [ANNE]),
        ("recipient: notify.anne", [ANNE]),
        ("recipient: [notify.anne, notify.baba]", [ANNE, BABA]),
        ("{recipient: notify.anne, number: 5559876543}", [ANNE, STRANGER]),
    ],
)
async def test_recipients_from_yaml(
    hass: HomeAssistant, simulator: Simulator, yaml: str, expected: list[str]
) -> None:
    """Lists, single values, and what YAML makes of numbers without quotes."""
    await send_message(hass, **data_of(yaml))
    [sent] = simulator.sends
    assert numbers(sent) == sorted(expected)


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    ("yaml", "key", "english"),
    [
        (
            # YAML reads an octal number: 725956983.
            "number: 05321234567",
            "invalid_number_unquoted",
            (
                "The phone number …83 was changed by YAML because it is not quoted. Write"
                ' it in quotes: "0530 123 45 67".'
            ),
        ),
        (
            "number: ['5301234567', '0212 345 67 89']",
            "invalid_number_landline",
            (
                "The phone number …89 is not a mobile number: Turkish mobile"
                " numbers start with 5 (05…). Enter a mobile number."
            ),
        ),
        (
            "number: 0530 123",
            "invalid_number_too_short",
            (
                "The phone number …23 is too short: Turkish mobile numbers have"
                " ten digits and start with 5, such as"
                f" {EXAMPLE[1:]}."
            ),
        ),
        (
            "number: 53012345678",
            "invalid_number_too_long",
            (
                "The phone number …78 is too long: Turkish mobile numbers have"
                " ten digits and start with 5, such as"
                f" {EXAMPLE[1:]}."
            ),
        ),
        (
            "number: Anne",
            "unknown_recipient",
            (
                "There is no recipient named Anne. Nothing was sent. Choose the"
                " recipients again."
            ),
        ),
        (
            "recipient: notify.dede",
            "unknown_recipient",
            (
                "There is no recipient named notify.dede. Nothing was sent. Choose the"
                " recipients again."
            ),
        ),
        (
            "recipient: [notify.anne, light.anne]",
            "unknown_recipient",
            (
                "There is no recipient named light.anne. Nothing was sent. Choose the"
                " recipients again."
            ),
        ),
        (
            "{}",
            "no_recipients",
            "The message has no recipient. Choose a recipient or enter a phone number.",
        ),
        (
            "{recipient: [], number: []}",
            "no_recipients",
            "The message has no recipient. Choose a recipient or enter a phone number.",
        ),
        (
            "number: [' , ']",
            "no_recipients",
            "The message has no recipient. Choose a recipient or enter a phone number.",
        ),
        (
            "{number: 5301234567, config_entry_id: nobody}",
            "account_not_found",
            "There is no such İleti Merkezi account. Choose one of your accounts.",
        ),
        (
            "{number: 5301234567, sender: ÇOK}",
            "invalid_sender",
            "Invalid sender ÇOK: use 1 to 11 characters and no Turkish letters.",
        ),
        (
            "{number: 5301234567, title: '', message: ' '}",
            "empty_text",
            "The message is empty. Nothing was sent. Check its text, especially its templates.",
        ),
        (
            "{recipient: notify.anne, commercial_list: ticari}",
            "invalid_commercial_list",
            "Invalid commercial list ticari: use none, BIREYSEL or TACIR.",
        ),
        (
            "number: [5301234567, 5301234567.0]",
            "invalid_number_decimal",
            (
                "The phone number …67 was passed as a decimal number, like"
                " 5301234567.0, so digits may be missing. Store the number in a"
                " text helper, or add | int to the template."
            ),
        ),
        (
            "number: 5.30123e9",
            "invalid_number_decimal",
            (
                "The phone number …23 was passed as a decimal number, like"
                " 5301234567.0, so digits may be missing. Store the number in a"
                " text helper, or add | int to the template."
            ),
        ),
        (
            "number: -5301234567",
            "invalid_number_unquoted",
            (
                "The phone number …67 was changed by YAML because it is not quoted. Write"
                ' it in quotes: "0530 123 45 67".'
            ),
        ),
        *(
            (
                f"{{recipient: notify.anne, number: ['{value}']}}",
                "number_without_value",
                (
                    "The phone number has no value: the template or entity behind it"
                    f" returned {value}. Check the template or entity."
                ),
            )
            for value in ("unknown", "unavailable", "None", "nan")
        ),
    ],
)
async def test_callers_mistake(
    hass: HomeAssistant, simulator: Simulator, yaml: str, key: str, english: str
) -> None:
    """One mistake, and nothing is sent to anybody."""
    # str() of an error is English wherever the home is.
    hass.config.language = "tr"
    with pytest.raises(ServiceValidationError) as caught:
        await send_message(hass, **data_of(yaml))
    assert caught.value.translation_domain == DOMAIN
    assert caught.value.translation_key == key
    assert await in_words(hass, caught.value, "en") == english
    assert str(caught.value) == english.rstrip(".")
    turkish = await in_words(hass, caught.value, "tr")
    assert turkish != english
    assert "{" not in turkish
    assert simulator.sends == []

    await send_message(hass, "Alarm", recipient=["notify.anne"])
    assert texts(simulator) == [(ANNE, "Alarm")]


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    "wrong",
    [
        {"message": None},
        {"phone": "5301234567"},
    ],
)
async def test_unknown_fields(
    hass: HomeAssistant, simulator: Simulator, wrong: dict[str, Any]
) -> None:
    """Home Assistant itself refuses what the fields cannot hold."""
    right: dict[str, Any] = {"message": "Alarm", "recipient": ["notify.anne"]}
    with pytest.raises(vol.Invalid):
        await send_message(hass, **right | wrong)
    assert simulator.sends == []


@pytest.mark.usefixtures("entry")
async def test_entity_of_another_integration(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Another integration's notify entity, and one of ours that notifies nobody."""
    er.async_get(hass).async_get_or_create(
        "notify", "threema", "1", suggested_object_id="threema"
    )
    ours = next(
        entity_id
        for entity_id, registered in er.async_get(hass).entities.items()
        if registered.platform == DOMAIN and registered.domain != "notify"
    )
    for entity_id in ("notify.threema", "notify.iletimerkezi", ours):
        with pytest.raises(ServiceValidationError) as caught:
            await send_message(hass, "Alarm", recipient=["notify.anne", entity_id])
        assert caught.value.translation_key == "unknown_recipient"
    assert simulator.sends == []


async def test_disabled_entity(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Whom somebody has switched off gets nothing, and the caller knows."""
    er.async_get(hass).async_update_entity(
        "notify.anne", disabled_by=er.RegistryEntryDisabler.USER
    )
    with pytest.raises(ServiceValidationError) as caught:
        await send_message(hass, "Alarm", recipient=["notify.anne", "notify.baba"])
    assert caught.value.translation_key == "unknown_recipient"
    assert caught.value.translation_placeholders == {"recipient": "notify.anne"}
    assert simulator.sends == []


async def test_renamed_entity(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """An entity id of one's own means the same person."""
    er.async_get(hass).async_update_entity("notify.anne", new_entity_id="notify.patron")
    await hass.async_block_till_done()
    await send_message(hass, "Alarm", recipient=["notify.patron"])
    await act(hass, "Alarm!", target="notify.patron")
    assert texts(simulator) == [(ANNE, "Alarm"), (ANNE, "Alarm!")]


# Several accounts


async def test_recipients_of_several_accounts(
    hass: HomeAssistant, simulator: Simulator, second: MockConfigEntry
) -> None:
    """Everybody is served by their own account, bare numbers by the one named."""
    response = await send_message(
        hass,
        "Alarm",
        recipient=["notify.kiz", "notify.anne"],
        number=[STRANGER],
        config_entry_id=second.entry_id,
    )
    assert len(simulator.sends) == 2
    assert {sent.query["key"]: numbers(sent) for sent in simulator.sends} == {
        simulator.account.key: [ANNE],
        "second-key": [KIZ, STRANGER],
    }
    assert {
        (line["number"], line["recipient"], line["status"])
        for line in response["messages"]
    } == {
        (ANNE, "Anne", "accepted"),
        (KIZ, "Kız", "accepted"),
        (STRANGER, None, "accepted"),
    }


async def test_number_of_a_listed_recipient(
    hass: HomeAssistant, simulator: Simulator, second: MockConfigEntry
) -> None:
    """Nobody gets it from one account as a recipient and from another by number."""
    await send_message(
        hass,
        "Alarm",
        recipient="notify.anne, notify.kiz",
        number=[ANNE, STRANGER],
        config_entry_id=second.entry_id,
    )
    assert sorted(texts(simulator)) == sorted(
        (number, "Alarm") for number in (ANNE, KIZ, STRANGER)
    )


async def test_one_person_of_two_accounts(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """One SMS, by the account that was named first; both have handed theirs over."""
    account = simulator.add_account(Account(key="second-key", hash="second-hash"))
    await set_up(
        hass,
        account_entry(
            simulator,
            recipient("Annem", ANNE),
            recipient("Aile", ANNE, KIZ),
            account=account,
            title="İkinci",
        ),
    )
    response = await send_message(
        hass, "Alarm", recipient=["notify.anne", "notify.annem", "notify.aile"]
    )
    assert sorted(texts(simulator)) == [(ANNE, "Alarm"), (KIZ, "Alarm")]
    assert {sent.query["key"]: numbers(sent) for sent in simulator.sends} == {
        simulator.account.key: [ANNE],
        "second-key": [KIZ],
    }
    assert [(line["number"], line["recipient"]) for line in response["messages"]] == [
        (ANNE, "Anne"),
        (KIZ, "Aile"),
    ]
    for name in ("anne", "annem", "aile"):
        assert (state := hass.states.get(f"notify.{name}"))
        assert state.state != STATE_UNKNOWN


async def test_refused_person_of_two_accounts(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Nobody's time is noted for whom a number failed, whoever sent to it."""
    account = simulator.add_account(Account(key="second-key", hash="second-hash"))
    await set_up(
        hass,
        account_entry(simulator, recipient("Aile", ANNE, KIZ), account=account),
    )
    simulator.account.blocked = {ANNE}
    with pytest.raises(HomeAssistantError):
        await send_message(hass, "Alarm", recipient=["notify.anne", "notify.aile"])
    assert texts(simulator) == [(KIZ, "Alarm")]
    for name in ("anne", "aile"):
        assert (state := hass.states.get(f"notify.{name}"))
        assert state.state == STATE_UNKNOWN


@pytest.mark.usefixtures("second")
async def test_bare_number_with_several_accounts(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Nobody guesses who is to pay."""
    with pytest.raises(ServiceValidationError) as caught:
        await send_message(hass, "Alarm", number=[STRANGER])
    assert caught.value.translation_key == "several_accounts"
    assert await in_words(hass, caught.value, "en") == (
        "You have several accounts. Use config_entry_id to choose which one sends"
        " to the phone numbers."
    )
    assert await in_words(hass, caught.value, "tr") == (
        "Birden fazla hesabınız var. Telefon numaralarına hangi hesaptan"
        " gönderileceğini config_entry_id ile seçin."
    )
    assert simulator.sends == []

    await send_message(hass, "Alarm", recipient=["notify.kiz"])
    assert texts(simulator) == [(KIZ, "Alarm")]


async def test_account_not_loaded(
    hass: HomeAssistant, simulator: Simulator, second: MockConfigEntry
) -> None:
    """An account that is off sends nothing, not even by another one."""
    await hass.config_entries.async_unload(second.entry_id)
    calls: list[dict[str, Any]] = [
        {"number": [STRANGER], "config_entry_id": second.entry_id},
        {"recipient": ["notify.anne", "notify.kiz"]},
    ]
    for data in calls:
        with pytest.raises(ServiceValidationError) as caught:
            await send_message(hass, "Alarm", **data)
        assert caught.value.translation_key == "account_not_loaded"
        assert await in_words(hass, caught.value, "en") == (
            "The account İkinci is not loaded. Nothing was sent. Check it under"
            " Settings → Devices & services."
        )
        assert await in_words(hass, caught.value, "tr") == (
            "İkinci hesabı yüklenmemiş. Hiçbir mesaj gönderilmedi. Ayarlar → Cihazlar"
            " ve hizmetler altında kontrol edin."
        )
    assert simulator.sends == []


async def test_no_account_at_all(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """The action stays when the account goes, and its error says so."""
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    with pytest.raises(ServiceValidationError) as caught:
        await send_message(hass, "Alarm", number=[STRANGER])
    assert caught.value.translation_key == "account_not_found"
    assert simulator.sends == []


@pytest.mark.usefixtures("second")
async def test_refusals_of_several_kinds(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Everybody else is served first; then the error names each with its code."""
    refuse(simulator, 402, where=lambda request: request.query["key"] == "second-key")
    simulator.account.blocked = {BABA}
    with pytest.raises(HomeAssistantError) as caught:
        await send_message(
            hass, "Alarm", recipient=["notify.anne", "notify.baba", "notify.kiz"]
        )
    assert caught.value.translation_key == "several_failed_kept"
    assert caught.value.translation_placeholders is not None
    assert caught.value.translation_placeholders["failed"] == "Baba (452)"
    assert caught.value.translation_placeholders["kept"] == "Kız (402)"
    assert str(caught.value).startswith("Not sent: Baba (452). Kept until ")
    turkish = await in_words(hass, caught.value, "tr")
    assert turkish.startswith("Mesajı gönderilemeyenler: Baba (452). ")
    assert texts(simulator) == [(ANNE, "Alarm")]


# What


@pytest.mark.parametrize("way", ["entity", "action", "send_message"])
@pytest.mark.parametrize(
    "text",
    [
        "a & b # c % d + e \" f < g > h ' i = j ? k / l",
        "%20 %26 &amp; &lt;b&gt; {{ x }} {recipients} \\n",
        "Satır 1\nSatır 2\n\nSatır 4",
        "ğüşıöç ĞÜŞİÖÇ âîû",
        "🚨🇹🇷👨‍👩‍👧 naïve €50 – “tırnak”",
        "  Baştaki ve sondaki boşluklar \n",
        "\nBaştaki satır",
        "中文 и кириллица",
    ],
)
async def test_text_arrives_byte_for_byte(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    text: str,
    way: str,
) -> None:
    """Nothing in a text breaks the query, and nothing of it is lost."""
    match way:
        case "entity":
            await notify(hass, "notify.anne", text)
        case "action":
            await act(hass, text, target="Anne")
        case _:
            response = await send_message(hass, text, recipient=["notify.anne"])
            assert response["text"] == text
    [sent] = simulator.sends
    assert query(sent) == [
        ("key", simulator.account.key),
        ("hash", simulator.account.hash),
        ("text", quote(text, safe="")),
        ("receipents", ANNE),
        ("sender", "EVIM"),
        ("iys", "0"),
    ]
    assert texts(simulator) == [(ANNE, text)]


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    ("message", "title", "arrives"),
    [
        ("a\x00b\x07c\x1bd\x7fe\x9ff", None, "abcdef"),
        ("a\r\nb\tc", None, "a\nb c"),
        ("a\ud83db", None, "ab"),
        ("c\ude80d", None, "cd"),
        ("\ud83d\ude80", None, "🚀"),
        ("mesaj\x00", "\x07başlık", "başlık\nmesaj"),
    ],
)
async def test_characters_no_phone_can_show_are_removed(
    hass: HomeAssistant,
    simulator: Simulator,
    message: str,
    title: str | None,
    arrives: str,
) -> None:
    """Control characters and halves of surrogate pairs."""
    data = {"title": title} if title else {}
    response = await send_message(hass, message, recipient=["notify.anne"], **data)
    assert texts(simulator) == [(ANNE, arrives)]
    assert response["text"] == arrives


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("message", ["", " ", "\n\t", "\x00", "\ud83d"])
async def test_empty_text(
    hass: HomeAssistant, simulator: Simulator, message: str
) -> None:
    """A text is empty when nothing is left of it."""
    with pytest.raises(ServiceValidationError) as caught:
        await send_message(hass, message, recipient=["notify.anne"])
    assert caught.value.translation_key == "empty_text"
    assert simulator.sends == []


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("blank", [None, ""])
async def test_blank_fields_are_left_out(
    hass: HomeAssistant, simulator: Simulator, blank: str | None
) -> None:
    """What a template returns that has nothing to say."""
    response = await send_message(
        hass,
        "Alarm",
        recipient="notify.anne",
        number=blank,
        title=blank,
        urgent=blank,
        config_entry_id=blank,
        sender=blank,
        commercial_list=blank,
    )
    assert response["text"] == "Alarm"
    [sent] = simulator.sends
    assert query(sent)[2:] == [
        ("text", "Alarm"),
        ("receipents", ANNE),
        ("sender", "EVIM"),
        ("iys", "0"),
    ]


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    ("written", "iys"),
    [
        ("BIREYSEL", [("iys", "1"), ("iysList", "BIREYSEL")]),
        ("bireysel", [("iys", "1"), ("iysList", "BIREYSEL")]),
        ("BİREYSEL", [("iys", "1"), ("iysList", "BIREYSEL")]),
        ("Bİreysel", [("iys", "1"), ("iysList", "BIREYSEL")]),
        ("bıreysel", [("iys", "1"), ("iysList", "BIREYSEL")]),
        (" TACİR ", [("iys", "1"), ("iysList", "TACIR")]),
        ("tacir", [("iys", "1"), ("iysList", "TACIR")]),
        ("None", [("iys", "0")]),
        ("NONE", [("iys", "0")]),
    ],
)
async def test_list_in_any_case(
    hass: HomeAssistant,
    simulator: Simulator,
    written: str,
    iys: list[tuple[str, str]],
) -> None:
    """As Turkish keyboards write it, by both actions."""
    await send_message(hass, "Bir", recipient="notify.anne", commercial_list=written)
    await act(hass, "İki", target="Anne", data={"commercial_list": written})
    assert [query(sent)[5:] for sent in simulator.sends] == [iys, iys]


@pytest.mark.usefixtures("entry")
async def test_sender_and_list_of_one_message(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Neither stays for the next message."""
    await send_message(
        hass,
        "Kampanya",
        recipient=["notify.anne"],
        sender="APITEST",
        commercial_list="TACIR",
    )
    await send_message(hass, "Alarm", recipient=["notify.anne"])
    assert [query(sent)[4:] for sent in simulator.sends] == [
        [("sender", "APITEST"), ("iys", "1"), ("iysList", "TACIR")],
        [("sender", "EVIM"), ("iys", "0")],
    ]


async def test_list_of_one_message_instead_of_the_accounts(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """An account for advertising can still raise an alarm."""
    await set_up(hass, account_entry(simulator, commercial_list="BIREYSEL"))
    await send_message(hass, "Alarm", recipient=["notify.anne"], commercial_list="none")
    assert query(simulator.sends[0])[5:] == [("iys", "0")]
