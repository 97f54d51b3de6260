"""notify.iletimerkezi: for alerts, notify groups in YAML and old blueprints."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceNotFound,
    ServiceValidationError,
)
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml

from custom_components.iletimerkezi.const import DOMAIN
from simulator import Account, Simulator

from .helpers import (
    ANNE,
    BABA,
    EXAMPLE,
    KIZ,
    account_entry,
    act,
    in_words,
    numbers,
    query,
    recipient,
    send_message,
    set_up,
    texts,
)

STRANGER = "5559876543"
SECOND = "iletimerkezi_ileti_merkezi_evim"


def actions(hass: HomeAssistant) -> list[str]:
    """Return the actions of our accounts."""
    return sorted(
        name
        for name in hass.services.async_services_for_domain("notify")
        if name.startswith(DOMAIN)
    )


def second_entry(simulator: Simulator) -> MockConfigEntry:
    """Return an entry for another account of the provider."""
    account = simulator.add_account(Account(key="second-key", hash="second-hash"))
    return account_entry(
        simulator,
        recipient("Kız", KIZ),
        account=account,
        title="İleti Merkezi (EVIM)",
    )


# Whom


@pytest.fixture
async def family(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Return an account with names that are hard to compare."""
    return await set_up(
        hass,
        account_entry(
            simulator,
            recipient("İpek Işık", ANNE),
            recipient("Baba", BABA),
            recipient("Ev, yazlık", KIZ, ANNE),
        ),
    )


@pytest.mark.usefixtures("family")
@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (None, [ANNE, BABA, KIZ]),
        (["5301234567"], [ANNE]),
        (["+90 530 123 45 67"], [ANNE]),
        ("0530 123 45 67", [ANNE]),
        (5301234567, [ANNE]),
        ([STRANGER], [STRANGER]),
        ("Baba", [BABA]),
        ("baba", [BABA]),
        (" BABA ", [BABA]),
        ("İpek Işık", [ANNE]),
        ("ipek ışık", [ANNE]),
        ("İPEK IŞIK", [ANNE]),
        ("IPEK IŞIK", [ANNE]),
        ("i\u0307pek işik", [ANNE]),
        ("notify.baba", [BABA]),
        (["notify.baba", "İpek Işık", STRANGER], [ANNE, BABA, STRANGER]),
        (f"notify.baba, ipek ışık ,0{STRANGER}", [ANNE, BABA, STRANGER]),
        (["baba,notify.ipek_isik"], [ANNE, BABA]),
        # A name may hold a comma itself.
        ("Ev, yazlık", [ANNE, KIZ]),
        ("Ev, yazlık; baba", [ANNE, BABA, KIZ]),
        (f"baba\nEv, yazlık\r\n{STRANGER}", [ANNE, BABA, KIZ, STRANGER]),
        (f"baba;{STRANGER},notify.ipek_isik", [ANNE, BABA, STRANGER]),
        ("Notify.Baba", [BABA]),
        (["Baba", None, ""], [BABA]),
        (["ev, yazlik", "baba"], [ANNE, BABA, KIZ]),
        # Nobody twice.
        (["Baba", BABA, "notify.baba", "0532 111 22 33"], [BABA]),
        ("baba,", [BABA]),
    ],
)
async def test_recipients_of_a_target(
    hass: HomeAssistant, simulator: Simulator, target: Any, expected: list[str]
) -> None:
    """Numbers, names in any case, entity ids; a list or one string; none: all."""
    data = {} if target is None else {"target": target}
    await act(hass, "Alarm", **data)
    [sent] = simulator.sends
    assert numbers(sent) == sorted(expected)


@pytest.mark.parametrize(
    ("target", "key", "english", "turkish"),
    [
        (
            ["Baba", "Dede"],
            "unknown_recipient",
            (
                "There is no recipient named Dede. Nothing was sent. Choose the recipients"
                " again."
            ),
            (
                "Dede adlı bir alıcı yok. Hiçbir mesaj gönderilmedi. Alıcıları yeniden"
                " seçin."
            ),
        ),
        (
            "Baba, Dede",
            "unknown_recipient",
            (
                "There is no recipient named Dede. Nothing was sent. Choose the recipients"
                " again."
            ),
            (
                "Dede adlı bir alıcı yok. Hiçbir mesaj gönderilmedi. Alıcıları yeniden"
                " seçin."
            ),
        ),
        (
            ["notify.dede"],
            "unknown_recipient",
            (
                "There is no recipient named notify.dede. Nothing was sent. Choose the"
                " recipients again."
            ),
            (
                "notify.dede adlı bir alıcı yok. Hiçbir mesaj gönderilmedi. Alıcıları"
                " yeniden seçin."
            ),
        ),
        (
            ["Baba", "0530 123 45"],
            "invalid_number_too_short",
            (
                "The phone number …45 is too short: Turkish mobile numbers have"
                " ten digits and start with 5, such as"
                f" {EXAMPLE[1:]}."
            ),
            (
                "…45 telefon numarası çok kısa: Türkiye'de cep telefonu"
                " numaraları 10 hanelidir ve 5 ile başlar, örneğin"
                f" {EXAMPLE[1:]}."
            ),
        ),
        (
            ["0212 345 67 89"],
            "invalid_number_landline",
            (
                "The phone number …89 is not a mobile number: Turkish mobile"
                " numbers start with 5 (05…). Enter a mobile number."
            ),
            (
                "…89 bir cep telefonu numarası değil: Türkiye'de cep telefonu"
                " numaraları 5 (05…) ile başlar. Bir cep telefonu numarası yazın."
            ),
        ),
        (
            ["+49 151 23456789"],
            "invalid_number_foreign",
            (
                "The phone number …89 is not Turkish: messages can only be sent to"
                " Turkish mobile numbers (+90 5…). Enter a Turkish number, or contact"
                " this person another way."
            ),
            (
                "…89 yurt dışı numarası: yalnızca Türkiye cep telefonu"
                " numaralarına (+90 5…) mesaj gönderilebilir. Bir Türkiye numarası yazın"
                " veya bu kişiye başka bir yoldan ulaşın."
            ),
        ),
        (
            ["0530 123 45 6x"],
            "invalid_number_letters",
            (
                "The phone number …56 contains characters other than digits. Enter digits"
                f" only, such as {EXAMPLE}."
            ),
            (
                "…56 telefon numarası rakam dışında karakterler içeriyor. Yalnızca"
                f" rakamları yazın, örneğin {EXAMPLE}."
            ),
        ),
        (
            parse_yaml("05321234567"),
            "invalid_number_unquoted",
            (
                "The phone number …83 was changed by YAML because it is not quoted. Write"
                ' it in quotes: "0530 123 45 67".'
            ),
            (
                "…83 telefon numarası tırnak içinde olmadığı için YAML tarafından"
                ' değiştirilmiş. Tırnak içinde yazın: "0530 123 45 67".'
            ),
        ),
        (
            [],
            "no_recipients",
            "The message has no recipient. Choose a recipient or enter a phone number.",
            "Alıcı belirtilmedi. Bir alıcı seçin veya telefon numarası girin.",
        ),
        (
            " , ",
            "no_recipients",
            "The message has no recipient. Choose a recipient or enter a phone number.",
            "Alıcı belirtilmedi. Bir alıcı seçin veya telefon numarası girin.",
        ),
    ],
)
async def test_target_without_recipients(
    hass: HomeAssistant,
    simulator: Simulator,
    target: Any,
    key: str,
    english: str,
    turkish: str,
) -> None:
    """One mistake, and nothing is sent to anybody."""
    await set_up(hass, account_entry(simulator))
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "Alarm", target=target)
    assert caught.value.translation_domain == DOMAIN
    assert caught.value.translation_key == key
    assert await in_words(hass, caught.value, "en") == english
    assert await in_words(hass, caught.value, "tr") == turkish
    assert simulator.sends == []

    await act(hass, "Alarm", target=["Baba"])
    assert texts(simulator) == [(BABA, "Alarm")]


async def test_two_recipients_of_one_name(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """A name that two people share means both."""
    await set_up(
        hass,
        account_entry(simulator, recipient("Ali", ANNE), recipient("ALİ", BABA)),
    )
    await act(hass, "Alarm", target="ali")
    [sent] = simulator.sends
    assert numbers(sent) == [ANNE, BABA]


async def test_recipient_of_another_account(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The action of an account does not know another account's recipients."""
    await set_up(hass, account_entry(simulator))
    await set_up(hass, second_entry(simulator))
    for target in ("Kız", "notify.kiz"):
        with pytest.raises(ServiceValidationError) as caught:
            await act(hass, "Alarm", target=target)
        assert caught.value.translation_key == "unknown_recipient"
    assert simulator.sends == []


async def test_account_without_recipients(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Everybody is nobody as long as there is no recipient."""
    entry = await set_up(hass, account_entry(simulator))
    for subentry in list(entry.subentries):
        hass.config_entries.async_remove_subentry(entry, subentry)
        await hass.async_block_till_done()
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "Alarm")
    assert caught.value.translation_key == "no_recipients"
    assert simulator.sends == []

    await act(hass, "Alarm", target=ANNE)
    assert texts(simulator) == [(ANNE, "Alarm")]


# What


@pytest.mark.usefixtures("family")
@pytest.mark.parametrize(
    ("data", "sender", "iys"),
    [
        (None, "EVIM", [("iys", "0")]),
        ({}, "EVIM", [("iys", "0")]),
        ({"sender": "APITEST"}, "APITEST", [("iys", "0")]),
        (
            {"commercial_list": "BIREYSEL"},
            "EVIM",
            [("iys", "1"), ("iysList", "BIREYSEL")],
        ),
        (
            {"sender": "APITEST", "commercial_list": "TACIR"},
            "APITEST",
            [("iys", "1"), ("iysList", "TACIR")],
        ),
        ({"commercial_list": "none"}, "EVIM", [("iys", "0")]),
        # A group hands the same data to all of its members.
        ({"push": {"sound": "default"}, "tag": "x"}, "EVIM", [("iys", "0")]),
    ],
)
async def test_data(
    hass: HomeAssistant,
    simulator: Simulator,
    data: dict[str, Any] | None,
    sender: str,
    iys: list[tuple[str, str]],
) -> None:
    """Sender and İYS list of one message instead of the account's."""
    changes: dict[str, Any] = {} if data is None else {"data": data}
    await act(hass, "Su kaçağı!", title="Alarm", target="Baba", **changes)
    [sent] = simulator.sends
    assert query(sent) == [
        ("key", simulator.account.key),
        ("hash", simulator.account.hash),
        ("text", "Alarm%0ASu%20ka%C3%A7a%C4%9F%C4%B1%21"),
        ("receipents", BABA),
        ("sender", sender),
        *iys,
    ]


async def test_data_overrides_the_option(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """An account for advertising can still raise an alarm."""
    await set_up(hass, account_entry(simulator, commercial_list="TACIR"))
    await act(hass, "Kampanya")
    await act(hass, "Yangın", data={"commercial_list": "none"})
    assert [query(sent)[5:] for sent in simulator.sends] == [
        [("iys", "1"), ("iysList", "TACIR")],
        [("iys", "0")],
    ]


@pytest.mark.parametrize(
    ("changes", "key", "english", "turkish"),
    [
        (
            {"data": {"sender": "ŞIRKET"}},
            "invalid_sender",
            "Invalid sender ŞIRKET: use 1 to 11 characters and no Turkish letters.",
            (
                "ŞIRKET gönderici adı olarak geçersiz: 1–11 karakter olmalı ve"
                " Türkçe karakter içermemelidir."
            ),
        ),
        (
            {"data": {"sender": "AAAAAAAAAAAA"}},
            "invalid_sender",
            (
                "Invalid sender AAAAAAAAAAAA: use 1 to 11 characters and no"
                " Turkish letters."
            ),
            (
                "AAAAAAAAAAAA gönderici adı olarak geçersiz: 1–11 karakter olmalı"
                " ve Türkçe karakter içermemelidir."
            ),
        ),
        (
            {"data": {"commercial_list": "ticari"}},
            "invalid_commercial_list",
            "Invalid commercial list ticari: use none, BIREYSEL or TACIR.",
            (
                "ticari geçersiz bir ticari mesaj listesi: none, BIREYSEL veya"
                " TACIR kullanın."
            ),
        ),
        (
            {"data": {"commercial_list": ["TACIR"]}},
            "invalid_commercial_list",
            "Invalid commercial list ['TACIR']: use none, BIREYSEL or TACIR.",
            (
                "['TACIR'] geçersiz bir ticari mesaj listesi: none, BIREYSEL veya"
                " TACIR kullanın."
            ),
        ),
        (
            {"data": {"urgent": "belki"}},
            "invalid_urgent",
            "Urgent must be true or false, not belki.",
            "Acil alanı true veya false olmalıdır, belki olamaz.",
        ),
        (
            {"data": "EVIM"},
            "invalid_field",
            (
                "The value of the field data is invalid. Nothing was sent. message and title"
                " take a text, target a text or a list; the fields sender, commercial_list"
                " and urgent belong under data."
            ),
            (
                "data alanındaki değer geçersiz. Hiçbir mesaj gönderilmedi. message ve title"
                " metin, target metin veya liste olmalıdır; sender, commercial_list ve"
                " urgent alanları data altına yazılır."
            ),
        ),
        (
            {"title": ["Alarm"]},
            "invalid_field",
            (
                "The value of the field title is invalid. Nothing was sent. message and title"
                " take a text, target a text or a list; the fields sender, commercial_list"
                " and urgent belong under data."
            ),
            (
                "title alanındaki değer geçersiz. Hiçbir mesaj gönderilmedi. message ve title"
                " metin, target metin veya liste olmalıdır; sender, commercial_list ve"
                " urgent alanları data altına yazılır."
            ),
        ),
        (
            {"target": [["Anne"]]},
            "invalid_field",
            (
                "The value of the field target is invalid. Nothing was sent. message and title"
                " take a text, target a text or a list; the fields sender, commercial_list"
                " and urgent belong under data."
            ),
            (
                "target alanındaki değer geçersiz. Hiçbir mesaj gönderilmedi. message ve title"
                " metin, target metin veya liste olmalıdır; sender, commercial_list ve"
                " urgent alanları data altına yazılır."
            ),
        ),
        (
            {"sender": "EVIM"},
            "unknown_field",
            (
                "The action has no field sender. Nothing was sent. The fields sender,"
                " commercial_list and urgent belong under data."
            ),
            (
                "Eylemde sender adlı bir alan yok. Hiçbir mesaj gönderilmedi. sender,"
                " commercial_list ve urgent alanları data altına yazılır."
            ),
        ),
        (
            {"message": None},
            "empty_text",
            "The message is empty. Nothing was sent. Check its text, especially its templates.",
            (
                "Mesaj boş. Hiçbir mesaj gönderilmedi. Mesajın metnini, özellikle"
                " şablonlarını kontrol edin."
            ),
        ),
        (
            {"message": " \n"},
            "empty_text",
            "The message is empty. Nothing was sent. Check its text, especially its templates.",
            (
                "Mesaj boş. Hiçbir mesaj gönderilmedi. Mesajın metnini, özellikle"
                " şablonlarını kontrol edin."
            ),
        ),
    ],
)
async def test_message_cannot_be_sent(
    hass: HomeAssistant,
    simulator: Simulator,
    changes: dict[str, Any],
    key: str,
    english: str,
    turkish: str,
) -> None:
    """A caller's mistake stops before any request."""
    await set_up(hass, account_entry(simulator))
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, **{"message": "Alarm"} | changes)
    assert caught.value.translation_key == key
    assert await in_words(hass, caught.value, "en") == english
    assert await in_words(hass, caught.value, "tr") == turkish
    assert simulator.sends == []

    await act(hass, "Alarm", target="Anne")
    assert texts(simulator) == [(ANNE, "Alarm")]


async def test_refusal_reaches_the_caller(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Names go by their name, bare numbers by their last two digits."""
    simulator.account.blocked = {BABA, KIZ}
    await set_up(hass, account_entry(simulator))
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, "Alarm", target=["Anne", "Baba", KIZ])
    assert not isinstance(caught.value, ServiceValidationError)
    assert caught.value.translation_key == "refused_452"
    assert caught.value.translation_placeholders is not None
    named = caught.value.translation_placeholders["recipients"]
    assert sorted(named.split(", ")) == ["Baba", "…77"]
    assert texts(simulator) == [(ANNE, "Alarm")]


# Used by others


async def test_alert(hass: HomeAssistant, simulator: Simulator) -> None:
    """An alert in YAML reaches everybody, and says when it is over."""
    await set_up(hass, account_entry(simulator))
    config = parse_yaml(
        """
        su:
          name: Su kaçağı
          entity_id: binary_sensor.su
          repeat: 30
          title: Alarm
          message: "Mutfakta {{ states('binary_sensor.su') }}"
          done_message: Geçti
          notifiers: [iletimerkezi]
          data:
            sender: APITEST
        """
    )
    assert await async_setup_component(hass, "alert", {"alert": config})
    hass.states.async_set("binary_sensor.su", "on")
    await hass.async_block_till_done()
    hass.states.async_set("binary_sensor.su", "off")
    await hass.async_block_till_done()

    assert [sent.query["text"] for sent in simulator.sends] == [
        "Alarm\nMutfakta on",
        "Alarm\nGeçti",
    ]
    assert [numbers(sent) for sent in simulator.sends] == [[ANNE, BABA]] * 2
    assert {sent.query["sender"] for sent in simulator.sends} == {"APITEST"}


async def test_notify_group(hass: HomeAssistant, simulator: Simulator) -> None:
    """Members of a group in YAML that get the same text share one order."""
    config = parse_yaml(
        """
        - platform: group
          name: Herkes
          services:
            - action: iletimerkezi
              data:
                target: [Anne]
            - action: iletimerkezi
              data:
                target: 0555 987 65 43, Baba
                data:
                  tag: kapı
        """
    )
    assert await async_setup_component(hass, "notify", {"notify": config})
    await set_up(hass, account_entry(simulator))
    await act(hass, "Kapı açık", action="herkes")
    [sent] = simulator.sends
    assert sent.query["text"] == "Kapı açık"
    assert numbers(sent) == [ANNE, BABA, STRANGER]


# Its name and its life


async def test_action_lives_as_long_as_its_account(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """There from the start, also while the account is not loaded; gone when it is."""
    entry = await set_up(hass, account_entry(simulator))
    assert actions(hass) == [DOMAIN]

    assert await hass.config_entries.async_unload(entry.entry_id)
    assert actions(hass) == [DOMAIN]

    assert await hass.config_entries.async_setup(entry.entry_id)
    assert actions(hass) == [DOMAIN]

    await hass.config_entries.async_reload(entry.entry_id)
    assert actions(hass) == [DOMAIN]
    await act(hass, "Alarm", target="Anne")
    assert texts(simulator) == [(ANNE, "Alarm")]

    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    assert actions(hass) == []


async def test_reload_while_setting_up(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Reloads that overtake each other end with one action that works."""
    entry = account_entry(simulator)
    entry.add_to_hass(hass)
    setting_up = hass.async_create_task(hass.config_entries.async_setup(entry.entry_id))
    for _ in range(3):
        hass.config_entries.async_schedule_reload(entry.entry_id)
    await setting_up
    await hass.async_block_till_done()
    assert actions(hass) == [DOMAIN]
    await act(hass, "Alarm", target="Anne")
    assert texts(simulator) == [(ANNE, "Alarm")]


async def test_second_account_has_a_name_of_its_own(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Each action sends by its own account."""
    await set_up(hass, account_entry(simulator))
    await set_up(hass, second_entry(simulator))
    assert actions(hass) == [DOMAIN, SECOND]

    await act(hass, "Bir")
    await act(hass, "İki", action=SECOND)
    assert [
        (sent.query["key"], numbers(sent), sent.query["text"])
        for sent in simulator.sends
    ] == [
        (simulator.account.key, [ANNE, BABA], "Bir"),
        ("second-key", [KIZ], "İki"),
    ]


async def test_name_follows_the_title(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """A further account that is renamed is found under its new name only."""
    await set_up(hass, account_entry(simulator))
    entry = await set_up(hass, second_entry(simulator))
    hass.config_entries.async_update_entry(entry, title="Yazlık Ev")
    await hass.async_block_till_done()
    assert actions(hass) == [DOMAIN, "iletimerkezi_yazlik_ev"]


async def test_order_of_loading_does_not_matter(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The oldest account has the short name, also when it comes last."""
    oldest = await set_up(hass, account_entry(simulator))
    younger = await set_up(hass, second_entry(simulator))
    assert await hass.config_entries.async_unload(oldest.entry_id)
    assert await hass.config_entries.async_unload(younger.entry_id)
    assert await hass.config_entries.async_setup(younger.entry_id)
    assert actions(hass) == [DOMAIN, SECOND]
    assert await hass.config_entries.async_setup(oldest.entry_id)
    assert actions(hass) == [DOMAIN, SECOND]
    await act(hass, "Alarm")
    assert simulator.sends[-1].query["key"] == simulator.account.key


async def test_removing_the_oldest_passes_its_name_on(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """What calls notify.iletimerkezi goes on working, by the next account."""
    oldest = await set_up(hass, account_entry(simulator))
    await set_up(hass, second_entry(simulator))
    await hass.config_entries.async_remove(oldest.entry_id)
    await hass.async_block_till_done()
    assert actions(hass) == [DOMAIN]
    await act(hass, "Alarm")
    [sent] = simulator.sends
    assert (sent.query["key"], numbers(sent)) == ("second-key", [KIZ])


async def test_removing_a_younger_one_changes_nothing(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The short name stays where it is."""
    await set_up(hass, account_entry(simulator))
    younger = await set_up(hass, second_entry(simulator))
    await hass.config_entries.async_remove(younger.entry_id)
    await hass.async_block_till_done()
    assert actions(hass) == [DOMAIN]
    await act(hass, "Alarm")
    assert simulator.sends[-1].query["key"] == simulator.account.key


async def test_disabled_account_keeps_its_name(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Nobody else's phones ring because an account is off for a while."""
    oldest = await set_up(hass, account_entry(simulator))
    await set_up(hass, second_entry(simulator))
    await hass.config_entries.async_set_disabled_by(
        oldest.entry_id, ConfigEntryDisabler.USER
    )
    await hass.async_block_till_done()
    assert actions(hass) == [SECOND]
    with pytest.raises(ServiceNotFound):
        await act(hass, "Alarm")

    await hass.config_entries.async_set_disabled_by(oldest.entry_id, None)
    await hass.async_block_till_done()
    assert actions(hass) == [DOMAIN, SECOND]


async def test_name_in_use_by_another_integration(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """A group of the same name in YAML stays, also after our account has gone."""
    config = parse_yaml(
        """
        - platform: group
          name: iletimerkezi
          services:
            - action: persistent_notification
        """
    )
    assert await async_setup_component(hass, "notify", {"notify": config})
    # Home Assistant sets groups up at its side.
    await hass.async_block_till_done()
    entry = await set_up(hass, account_entry(simulator))
    await act(hass, "Alarm")
    assert simulator.sends == []
    await send_message(hass, "Alarm", recipient=["notify.anne"])
    assert texts(simulator) == [(ANNE, "Alarm")]

    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    assert actions(hass) == [DOMAIN]
