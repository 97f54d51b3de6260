"""Setting an account up and mending it, through the flows that a user sees."""

from collections.abc import Callable
import json
import logging
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
import voluptuous as vol

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_USER,
    ConfigEntryState,
    ConfigFlowResult,
    FlowType,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.selector import SelectSelector, TextSelector
from homeassistant.setup import async_setup_component

from custom_components.iletimerkezi.api import (
    IletiMerkeziClient,
    ProviderUnreachableError,
)
from custom_components.iletimerkezi.const import DOMAIN
from custom_components.iletimerkezi.senders import url_of
from simulator import Account, Fault, FaultKind, Simulator

from .clock import Clock
from .helpers import (
    ANNE,
    BABA,
    account_entry,
    notify,
    query,
    recipient,
    send_message,
    set_up,
    texts,
)
from .secret_monitor import SecretMonitor

pytestmark = pytest.mark.usefixtures("quiet")

SECOND_KEY = "ikinci-anahtar"
SECOND_HASH = "ikinci-gizli-deger"


def credentials(simulator: Simulator, **changes: str) -> dict[str, Any]:
    """Return what is typed into the first form, with changes."""
    typed = {
        "api_key": simulator.account.key,
        "api_hash": simulator.account.hash,
        "url": simulator.url,
    } | changes
    return {
        "api_key": typed["api_key"],
        "api_hash": typed["api_hash"],
        "advanced": {"url": typed["url"]},
    }


def second_account(simulator: Simulator) -> Account:
    """Return another account of the provider."""
    return simulator.add_account(Account(key=SECOND_KEY, hash=SECOND_HASH))


async def begin(hass: HomeAssistant) -> ConfigFlowResult:
    """Open the form of a new account."""
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )


async def submit(
    hass: HomeAssistant, result: ConfigFlowResult, typed: dict[str, Any]
) -> ConfigFlowResult:
    """Submit a form."""
    result = await hass.config_entries.flow.async_configure(result["flow_id"], typed)
    await hass.async_block_till_done()
    return result


def is_form(
    result: ConfigFlowResult, step_id: str, errors: dict[str, str] | None = None
) -> bool:
    """Return whether a result is this form with exactly these errors."""
    return (result["type"], result.get("step_id"), result.get("errors")) == (
        FlowResultType.FORM,
        step_id,
        errors or {},
    )


def is_abort(result: ConfigFlowResult, reason: str) -> bool:
    """Return whether a flow has ended for this reason."""
    return (result["type"], result.get("reason")) == (FlowResultType.ABORT, reason)


def sender_field(result: ConfigFlowResult) -> SelectSelector | TextSelector:
    """Return the field of the sender."""
    schema = result["data_schema"]
    assert schema is not None
    field: SelectSelector | TextSelector = schema.schema["sender"]
    return field


def is_unfolded(result: ConfigFlowResult) -> bool:
    """Return whether the address is seen without opening its section."""
    schema = result["data_schema"]
    assert schema is not None
    folded: bool = schema.schema["advanced"].options["collapsed"]
    return not folded


def required(result: ConfigFlowResult) -> set[str]:
    """Return the fields without which the frontend submits no form."""
    schema = result["data_schema"]
    assert schema is not None
    return {str(marker) for marker in schema.schema if isinstance(marker, vol.Required)}


def suggestions(result: ConfigFlowResult) -> dict[str, Any]:
    """Return what a form has already filled in."""
    schema = result["data_schema"]
    assert schema is not None

    def _suggested(fields: dict[Any, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for marker, field in fields.items():
            if marker == "advanced":
                found |= _suggested(field.schema.schema)
            elif marker.description:
                found[str(marker)] = marker.description["suggested_value"]
        return found

    return _suggested(schema.schema)


async def test_from_the_first_step_to_an_sms(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The whole way: account, recipient, alarm, and the SMS that arrives."""
    result = await begin(hass)
    assert is_form(result, "user")
    assert simulator.requests == []

    result = await submit(hass, result, credentials(simulator))
    assert is_form(result, "sender")
    # What costs nothing is asked, and nothing is sent.
    assert [(asked.method, asked.endpoint) for asked in simulator.requests] == [
        ("POST", "balance"),
        ("POST", "senders"),
    ]

    result = await submit(hass, result, {"sender": "EVIM"})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "İleti Merkezi"
    assert result["data"] == {
        "api_key": simulator.account.key,
        "api_hash": simulator.account.hash,
        "sender": "EVIM",
        "url": simulator.url,
    }
    assert result["options"] == {}
    entry = result["result"]
    assert entry.state is ConfigEntryState.LOADED

    flow_type, flow_id = result["next_flow"]
    assert flow_type is FlowType.CONFIG_SUBENTRIES_FLOW
    form = hass.config_entries.subentries.async_get(flow_id)
    assert form["handler"] == (entry.entry_id, "recipient")
    assert form["step_id"] == "user"
    added = await hass.config_entries.subentries.async_configure(
        flow_id, {"name": "Anne", "numbers": ["+90 530 123 45 67"]}
    )
    assert added["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    assert {asked.method for asked in simulator.requests} == {"POST"}
    assert simulator.messages == []

    await notify(hass, "notify.anne", "Su kaçağı!", "Alarm")
    assert texts(simulator) == [(ANNE, "Alarm\nSu kaçağı!")]
    [sent] = simulator.sends
    assert (sent.method, sent.path, sent.body) == ("GET", "/v1/send-sms/get/", b"")
    assert query(sent) == [
        ("key", simulator.account.key),
        ("hash", simulator.account.hash),
        ("text", "Alarm%0ASu%20ka%C3%A7a%C4%9F%C4%B1%21"),
        ("receipents", "5301234567"),
        ("sender", "EVIM"),
        ("iys", "0"),
    ]


async def test_query_is_the_sample_of_the_providers_page(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The provider's own example, parameter by parameter."""
    simulator.account.key = "3ea65b1e8baxxxx"
    simulator.account.hash = "XXXX"
    result = await begin(hass)
    result = await submit(hass, result, credentials(simulator))
    await submit(hass, result, {"sender": "EVIM"})

    await send_message(
        hass,
        "Lorem ipsum dolor sit amet",
        number=["5301234569", "5301234570"],
        sender="APITEST",
        commercial_list="BIREYSEL",
    )
    [sent] = simulator.sends
    assert sent.raw_query == (
        "key=3ea65b1e8baxxxx&hash=XXXX&text=Lorem%20ipsum%20dolor%20sit%20amet"
        "&receipents=5301234569,5301234570&sender=APITEST&iys=1&iysList=BIREYSEL"
    )


async def test_no_form_shows_a_secret(
    hass: HomeAssistant, simulator: Simulator, hass_client: ClientSessionGenerator
) -> None:
    """What the browser gets holds no hash: neither typed before nor stored."""
    assert await async_setup_component(hass, "config", {})
    assert await async_setup_component(hass, "notify", {})
    browser = await hass_client()
    steps: list[tuple[str, str | None]] = []

    async def ask(path: str, typed: dict[str, Any] | None = None) -> dict[str, Any]:
        url = f"/api/config/config_entries/{path}"
        async with browser.post(url, json=typed) as response:
            text = await response.text()
        await hass.async_block_till_done()
        answer: dict[str, Any] = json.loads(text)
        assert response.status == 200
        # Defaults and suggested values are part of it.
        assert simulator.account.hash not in text
        assert "wrong-hash" not in text
        steps.append((answer["type"], answer.get("step_id") or answer.get("reason")))
        return answer

    right = credentials(simulator)
    wrong = credentials(simulator, api_hash="wrong-hash")

    flow = f"flow/{(await ask('flow', {'handler': DOMAIN}))['flow_id']}"
    answer = await ask(flow, wrong)
    assert answer["errors"] == {"base": "invalid_auth"}
    answer = await ask(flow, credentials(simulator, url="http://192.168.1.2"))
    assert answer["errors"] == {"base": "invalid_url"}
    await ask(flow, credentials(simulator, api_hash=""))
    await ask(flow, {"sender": "ÇOK UZUN GÖNDERİCİ"})
    answer = await ask(flow, {"sender": "EVIM"})
    entry_id = answer["result"]["entry_id"]

    recipients = f"subentries/flow/{answer['next_flow'][1]}"
    await ask(recipients, {"name": "Anne", "numbers": []})
    await ask(recipients, {"name": "Anne", "numbers": [ANNE]})

    await ask("options/flow", {"handler": entry_id})

    start = {"handler": DOMAIN, "entry_id": entry_id}
    flow = f"flow/{(await ask('flow', start))['flow_id']}"
    await ask(flow, wrong)
    await ask(flow, right)
    await ask(flow, {"sender": "EVIM"})

    simulator.account.allow_api = False
    with pytest.raises(HomeAssistantError):
        await notify(hass, "notify.anne", "Alarm")
    await hass.async_block_till_done()
    [waiting] = hass.config_entries.flow.async_progress()
    flow = f"flow/{waiting['flow_id']}"
    async with browser.get(f"/api/config/config_entries/{flow}") as response:
        text = await response.text()
    assert "reauth_confirm" in text
    assert simulator.account.hash not in text
    answer = await ask(flow, {"api_key": "wrong-key", "api_hash": "wrong-hash"})
    assert answer["errors"] == {"base": "invalid_auth"}
    simulator.account.allow_api = True
    await ask(
        flow, {"api_key": simulator.account.key, "api_hash": simulator.account.hash}
    )

    assert steps == [
        ("form", "user"),
        ("form", "user"),
        ("form", "user"),
        ("form", "sender"),
        ("form", "sender"),
        ("create_entry", None),
        ("form", "user"),
        ("create_entry", None),
        ("form", "init"),
        ("form", "reconfigure"),
        ("form", "reconfigure"),
        ("form", "sender"),
        ("abort", "reconfigure_successful"),
        ("form", "reauth_confirm"),
        ("abort", "reauth_successful"),
    ]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.iletimerkezi.com",
        "http://",
        "http://api.iletimerkezi.com",
        "http://127.0.0.1.example",
        "http://localhost.example",
        "http://192.168.1.2",
        "http://[fe80::1]",
        "ftp://localhost",
        "https://user:password@api.iletimerkezi.com",
        "https://api.iletimerkezi.com/?key=1",
        "https://api.iletimerkezi.com/#top",
        "https://api.iletimerkezi.com:port",
    ],
)
async def test_invalid_address(
    hass: HomeAssistant, simulator: Simulator, url: str
) -> None:
    """A wrong address is refused before anything is asked."""
    result = await begin(hass)
    result = await submit(hass, result, credentials(simulator, url=url))
    assert is_form(result, "user", {"base": "invalid_url"})
    assert simulator.requests == []

    result = await submit(hass, result, credentials(simulator))
    result = await submit(hass, result, {"sender": "EVIM"})
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("spelled", ["{url}/", " {url} ", "{url}//", "{shouted}"])
async def test_address_in_other_spellings(
    hass: HomeAssistant, simulator: Simulator, spelled: str
) -> None:
    """The address is kept without what does not belong to it."""
    url = spelled.format(url=simulator.url, shouted=simulator.url.upper())
    result = await begin(hass)
    result = await submit(hass, result, credentials(simulator, url=url))
    result = await submit(hass, result, {"sender": "EVIM"})
    assert result["data"]["url"] == simulator.url

    await send_message(hass, "Alarm", number=[ANNE])
    [sent] = simulator.sends
    assert sent.path == "/v1/send-sms/get/"


@pytest.mark.parametrize("host", ["localhost", "127.1.2.3", "[::1]"])
async def test_loopback_may_be_plain_http(
    hass: HomeAssistant, simulator: Simulator, host: str
) -> None:
    """Nobody listens there, but the address itself is taken."""
    await simulator.cut_line()
    result = await begin(hass)
    url = f"http://{host}:{simulator.port}"
    result = await submit(hass, result, credentials(simulator, url=url))
    assert is_form(result, "user", {"base": "cannot_connect"})

    await simulator.restore_line()
    result = await submit(hass, result, credentials(simulator))
    assert is_form(result, "sender")


async def test_address_is_the_providers_by_default(hass: HomeAssistant) -> None:
    """Nobody has to open the section."""
    result = await begin(hass)
    assert suggestions(result)["url"] == "https://api.iletimerkezi.com"
    schema = result["data_schema"]
    assert schema is not None
    assert schema({"api_key": "key", "api_hash": "hash"}) == {
        "api_key": "key",
        "api_hash": "hash",
        "advanced": {"url": "https://api.iletimerkezi.com"},
    }
    assert not is_unfolded(result)


async def test_address_stays_while_the_section_is_closed(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The frontend fills a closed section in with its default, whatever is suggested."""

    def address(result: ConfigFlowResult) -> str:
        schema = result["data_schema"]
        assert schema is not None
        typed = schema({"api_key": "key", "api_hash": "hash"})
        url: str = typed["advanced"]["url"]
        return url

    result = await begin(hass)
    result = await submit(hass, result, credentials(simulator, api_hash="wrong"))
    assert is_form(result, "user", {"base": "invalid_auth"})
    assert address(result) == simulator.url

    entry = await set_up(hass, account_entry(simulator))
    result = await entry.start_reconfigure_flow(hass)
    assert address(result) == simulator.url


async def test_address_is_seen_where_it_matters(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When it is what is wrong, or not the usual one."""
    entry = await set_up(hass, account_entry(simulator))
    assert is_unfolded(await entry.start_reconfigure_flow(hass))

    usual, typed = "https://api.iletimerkezi.com", {"api_key": "new"}
    result = await begin(hass)
    assert not is_unfolded(result)
    result = await submit(hass, result, credentials(simulator, **typed, url="http://a"))
    assert is_form(result, "user", {"base": "invalid_url"})
    assert is_unfolded(result)
    result = await submit(hass, result, credentials(simulator, api_key="", url=usual))
    assert is_form(result, "user", {"base": "invalid_auth"})
    assert not is_unfolded(result)

    async def balance(client: IletiMerkeziClient) -> None:
        raise ProviderUnreachableError("away", maybe_processed=False)

    monkeypatch.setattr(IletiMerkeziClient, "balance", balance)
    result = await submit(hass, result, credentials(simulator, **typed, url=usual))
    assert is_form(result, "user", {"base": "cannot_connect"})
    assert is_unfolded(result)


@pytest.mark.parametrize(
    ("fault", "url", "error"),
    [
        (None, "http://192.168.1.2", "invalid_url"),
        (Fault(FaultKind.DROP, endpoint="balance", times=1), None, "cannot_connect"),
    ],
    ids=["address", "connection"],
)
async def test_hash_is_typed_once(
    hass: HomeAssistant,
    simulator: Simulator,
    fault: Fault | None,
    url: str | None,
    error: str,
) -> None:
    """What is wrong is something else, so an empty field stands for the same hash."""
    if fault:
        simulator.faults.add(fault)
    result = await begin(hass)
    assert required(result) == {"api_key", "api_hash", "advanced"}
    result = await submit(
        hass, result, credentials(simulator, url=url or simulator.url)
    )
    assert is_form(result, "user", {"base": error})
    assert required(result) == {"api_key", "advanced"}
    assert "api_hash" not in suggestions(result)

    typed = credentials(simulator)
    del typed["api_hash"]
    result = await submit(hass, result, typed)
    result = await submit(hass, result, {"sender": "EVIM"})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"]["api_hash"] == simulator.account.hash


async def test_refused_hash_is_typed_again(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """It would only be refused again, and belongs to no other key either."""
    result = await begin(hass)
    unsafe = credentials(simulator, url="http://192.168.1.2")
    result = await submit(hass, result, unsafe)
    result = await submit(
        hass, result, credentials(simulator, api_key="another", api_hash="")
    )
    assert is_form(result, "user", {"base": "invalid_auth"})
    assert simulator.requests == []

    result = await submit(hass, result, credentials(simulator, api_hash="wrong"))
    assert is_form(result, "user", {"base": "invalid_auth"})
    assert required(result) == {"api_key", "api_hash", "advanced"}
    result = await submit(hass, result, credentials(simulator, api_hash=""))
    assert is_form(result, "user", {"base": "invalid_auth"})
    assert len(simulator.requests) == 1


def _api_switched_off(simulator: Simulator) -> dict[str, Any]:
    simulator.account.allow_api = False
    return credentials(simulator)


@pytest.mark.parametrize(
    ("wrong", "requests"),
    [
        (lambda simulator: credentials(simulator, api_key="wrong"), 1),
        (lambda simulator: credentials(simulator, api_hash="wrong"), 1),
        (_api_switched_off, 1),
        (lambda simulator: credentials(simulator, api_key=""), 0),
        (lambda simulator: credentials(simulator, api_hash=" "), 0),
    ],
    ids=["key", "hash", "switched off", "no key", "no hash"],
)
async def test_refused_credentials(
    hass: HomeAssistant,
    simulator: Simulator,
    wrong: Callable[[Simulator], dict[str, Any]],
    requests: int,
) -> None:
    """Wrong credentials can be corrected in the same form."""
    result = await begin(hass)
    result = await submit(hass, result, wrong(simulator))
    assert is_form(result, "user", {"base": "invalid_auth"})
    assert [asked.endpoint for asked in simulator.requests] == ["balance"] * requests

    simulator.account.allow_api = True
    result = await submit(hass, result, credentials(simulator))
    result = await submit(hass, result, {"sender": "EVIM"})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_spaces_around_credentials_are_dropped(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Copying from the panel easily brings spaces along."""
    result = await begin(hass)
    result = await submit(
        hass,
        result,
        credentials(
            simulator,
            api_key=f" {simulator.account.key}\n",
            api_hash=f"\t{simulator.account.hash} ",
        ),
    )
    result = await submit(hass, result, {"sender": "EVIM"})
    assert result["data"]["api_key"] == simulator.account.key
    assert result["data"]["api_hash"] == simulator.account.hash


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (FaultKind.DROP, 0),
        (FaultKind.RESET, 0),
        (FaultKind.HTML_200, 0),
        (FaultKind.EMPTY_200, 0),
        (FaultKind.TRUNCATED, 0),
        (FaultKind.REDIRECT, 0),
        (FaultKind.HTTP_STATUS, 502),
        (FaultKind.CODE, 503),
        (FaultKind.CODE, 429),
    ],
)
async def test_unreachable_provider(
    hass: HomeAssistant, simulator: Simulator, kind: FaultKind, code: int
) -> None:
    """No usable answer is no verdict about the credentials."""
    simulator.faults.add(Fault(kind, code=code, endpoint="balance", times=1))
    result = await begin(hass)
    result = await submit(hass, result, credentials(simulator))
    assert is_form(result, "user", {"base": "cannot_connect"})
    assert suggestions(result) == {
        "api_key": simulator.account.key,
        "url": simulator.url,
    }

    result = await submit(hass, result, credentials(simulator))
    result = await submit(hass, result, {"sender": "EVIM"})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_no_answer_from_the_provider(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Once the line is back, the form can be submitted again."""
    await simulator.cut_line()
    result = await begin(hass)
    result = await submit(hass, result, credentials(simulator))
    assert is_form(result, "user", {"base": "cannot_connect"})

    await simulator.restore_line()
    result = await submit(hass, result, credentials(simulator))
    assert is_form(result, "sender")


async def test_unexpected_refusal(
    hass: HomeAssistant, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    """The form says that the log says more, and it does."""
    simulator.faults.add(Fault(FaultKind.CODE, code=418, endpoint="balance", times=1))
    result = await begin(hass)
    result = await submit(hass, result, credentials(simulator))
    assert is_form(result, "user", {"base": "unknown"})
    said = [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("custom_components.iletimerkezi")
        and record.levelno >= logging.WARNING
    ]
    assert said == ["İleti Merkezi refused the balance query with code 418"]
    caplog.clear()

    # It says nothing about the hash, which need not be typed again.
    result = await submit(hass, result, credentials(simulator, api_hash=""))
    result = await submit(hass, result, {"sender": "EVIM"})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_unexpected_error(
    hass: HomeAssistant,
    simulator: Simulator,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A bug of ours is logged, and the form stays open."""
    result = await begin(hass)
    with monkeypatch.context() as patch:
        patch.setattr(IletiMerkeziClient, "balance", None)
        result = await submit(hass, result, credentials(simulator))
    assert is_form(result, "user", {"base": "unknown"})
    assert "Unexpected error while checking the credentials" in caplog.text
    caplog.clear()

    result = await submit(hass, result, credentials(simulator))
    assert is_form(result, "sender")


@pytest.mark.parametrize(
    "sender",
    ["", " ", "A" * 12, "ŞIRKET", "EVİM", "çatı", "ev\nim", "ev\tim"],
)
async def test_invalid_sender(
    hass: HomeAssistant, simulator: Simulator, sender: str
) -> None:
    """A sender that the provider could never approve is refused at its field."""
    result = await begin(hass)
    result = await submit(hass, result, credentials(simulator))
    result = await submit(hass, result, {"sender": sender})
    assert is_form(result, "sender", {"sender": "invalid_sender"})

    result = await submit(hass, result, {"sender": "EVIM"})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"]["sender"] == "EVIM"


@pytest.mark.parametrize("sender", ["BASKA", "A" * 11, "Ev Im ", "850 123"])
async def test_custom_sender(
    hass: HomeAssistant, simulator: Simulator, sender: str
) -> None:
    """A sender outside of the list is taken exactly as it was typed."""
    result = await begin(hass)
    result = await submit(hass, result, credentials(simulator))
    result = await submit(hass, result, {"sender": sender})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"]["sender"] == sender


@pytest.mark.parametrize(
    "approved", [["EVIM"], ["ZEYTIN", "APITEST", "Evim", "EVIM "]], ids=len
)
@pytest.mark.parametrize("answer_types", ["plain", "wobbly"])
async def test_field_offers_exactly_the_approved_senders(
    hass: HomeAssistant,
    simulator: Simulator,
    approved: list[str],
    answer_types: Any,
) -> None:
    """The provider's list, in its sequence, with room for one's own."""
    simulator.account.senders = approved
    simulator.answer_types = answer_types
    result = await begin(hass)
    result = await submit(hass, result, credentials(simulator))
    field = sender_field(result)
    assert isinstance(field, SelectSelector)
    assert field.config["options"] == approved
    assert field.config["custom_value"] is True


@pytest.mark.parametrize(
    "kind",
    [None, FaultKind.HTML_200, FaultKind.DROP, FaultKind.CODE],
    ids=["none approved", "html", "drop", "refused"],
)
async def test_field_is_plain_without_a_list(
    hass: HomeAssistant, simulator: Simulator, kind: FaultKind | None
) -> None:
    """An account without approved senders, or without their list, is no obstacle."""
    if kind:
        simulator.faults.add(Fault(kind, code=401, endpoint="senders"))
    else:
        simulator.account.senders = []
    result = await begin(hass)
    result = await submit(hass, result, credentials(simulator))
    assert is_form(result, "sender")
    assert isinstance(sender_field(result), TextSelector)

    result = await submit(hass, result, {"sender": "EVIM"})
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("spelled", ["{}", " {} "])
async def test_same_key_twice(
    hass: HomeAssistant, simulator: Simulator, spelled: str
) -> None:
    """An account that is there already is recognized before anything is asked."""
    account_entry(simulator).add_to_hass(hass)
    result = await begin(hass)
    result = await submit(
        hass,
        result,
        credentials(simulator, api_key=spelled.format(simulator.account.key)),
    )
    assert is_abort(result, "already_configured")
    assert simulator.requests == []
    assert len(hass.config_entries.async_entries(DOMAIN)) == 1


async def test_same_key_in_two_windows(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Two flows that run next to each other make one account."""
    first = await submit(hass, await begin(hass), credentials(simulator))
    second = await submit(hass, await begin(hass), credentials(simulator))
    assert is_form(first, "sender")
    assert is_form(second, "sender")

    first = await submit(hass, first, {"sender": "EVIM"})
    assert first["type"] is FlowResultType.CREATE_ENTRY
    second = await submit(hass, second, {"sender": "APITEST"})
    assert is_abort(second, "already_configured")
    [entry] = hass.config_entries.async_entries(DOMAIN)
    assert entry.data["sender"] == "EVIM"


async def test_further_account_has_its_sender_in_the_title(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Only the first account goes by the name of the provider alone."""
    second_account(simulator)
    await set_up(hass, account_entry(simulator))
    result = await begin(hass)
    result = await submit(
        hass,
        result,
        credentials(simulator, api_key=SECOND_KEY, api_hash=SECOND_HASH),
    )
    result = await submit(hass, result, {"sender": "EVIM"})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "İleti Merkezi (EVIM)"
    assert hass.services.has_service("notify", "iletimerkezi_ileti_merkezi_evim")


# Reauthentication


async def refused(hass: HomeAssistant, simulator: Simulator) -> ConfigFlowResult:
    """Have a send refused with 401 and return the flow that this starts."""
    simulator.account.allow_api = False
    with pytest.raises(HomeAssistantError):
        await notify(hass, "notify.anne", "Alarm")
    await hass.async_block_till_done()
    simulator.account.allow_api = True
    [flow] = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert flow["context"]["source"] == SOURCE_REAUTH
    return await hass.config_entries.flow.async_configure(flow["flow_id"])


async def test_refused_credentials_start_reauthentication(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """After new credentials everything goes on, with the same sender and address."""
    entry = await set_up(hass, account_entry(simulator))
    result = await refused(hass, simulator)
    assert is_form(result, "reauth_confirm")
    placeholders = result["description_placeholders"]
    assert placeholders is not None
    assert placeholders["account"] == "İleti Merkezi"
    assert suggestions(result) == {"api_key": simulator.account.key}

    simulator.account.key = "new-key"
    simulator.account.hash = "new-hash"
    result = await submit(
        hass, result, {"api_key": "new-key", "api_hash": " new-hash "}
    )
    assert is_abort(result, "reauth_successful")
    assert entry.data == {
        "api_key": "new-key",
        "api_hash": "new-hash",
        "sender": "EVIM",
        "url": simulator.url,
    }
    assert entry.state is ConfigEntryState.LOADED
    assert hass.config_entries.flow.async_progress() == []

    # What was refused was kept.
    await simulator.wait_for_messages()
    assert texts(simulator) == [(ANNE, "Alarm")]
    assert dict(query(simulator.sends[-1]))["hash"] == "new-hash"


async def test_second_refusal_starts_no_second_flow(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """One flow is enough, however many messages fail."""
    await set_up(hass, account_entry(simulator))
    first = await refused(hass, simulator)
    second = await refused(hass, simulator)
    assert first["flow_id"] == second["flow_id"]


@pytest.mark.parametrize(
    ("kind", "typed", "error"),
    [
        (None, {"api_hash": "wrong"}, "invalid_auth"),
        (None, {"api_hash": ""}, "invalid_auth"),
        (FaultKind.HTML_200, {}, "cannot_connect"),
    ],
)
async def test_reauthentication_after_an_error(
    hass: HomeAssistant,
    simulator: Simulator,
    kind: FaultKind | None,
    typed: dict[str, str],
    error: str,
) -> None:
    """An error leaves the form open and the account as it was."""
    entry = await set_up(hass, account_entry(simulator))
    result = await refused(hass, simulator)
    if kind:
        simulator.faults.add(Fault(kind, endpoint="balance", times=1))
    right = {"api_key": simulator.account.key, "api_hash": simulator.account.hash}
    result = await submit(hass, result, right | typed)
    assert is_form(result, "reauth_confirm", {"base": error})
    assert entry.data["api_hash"] == simulator.account.hash

    # The same credentials as before: API access was merely switched off.
    result = await submit(hass, result, right)
    assert is_abort(result, "reauth_successful")
    # What was refused was kept.
    await simulator.wait_for_messages()
    assert texts(simulator) == [(ANNE, "Alarm")]


async def test_hash_is_typed_once_for_reauthentication(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """As in the form of a new account, but the refused one of the account is no choice."""
    entry = await set_up(hass, account_entry(simulator))
    result = await refused(hass, simulator)
    assert required(result) == {"api_key", "api_hash"}
    simulator.account.key, simulator.account.hash = "new-key", "new-hash"
    simulator.faults.add(Fault(FaultKind.DROP, endpoint="balance", times=1))
    result = await submit(hass, result, {"api_key": "new-key", "api_hash": "new-hash"})
    assert is_form(result, "reauth_confirm", {"base": "cannot_connect"})
    assert required(result) == {"api_key"}
    assert suggestions(result) == {"api_key": "new-key"}

    result = await submit(hass, result, {"api_key": "new-key"})
    assert is_abort(result, "reauth_successful")
    assert entry.data["api_hash"] == "new-hash"


async def test_reauthentication_as_somebody_else(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The key of another account stays with that account."""
    account = second_account(simulator)
    entry = await set_up(hass, account_entry(simulator))
    await set_up(
        hass,
        account_entry(simulator, recipient("Kız", BABA), account=account, title="İki"),
    )
    result = await refused(hass, simulator)
    result = await submit(
        hass, result, {"api_key": SECOND_KEY, "api_hash": SECOND_HASH}
    )
    assert is_abort(result, "already_configured")
    assert entry.data["api_key"] == simulator.account.key


# Reconfiguration


async def test_address_stays_when_its_section_is_left_alone(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Who only changes the credentials does not move back to the usual address."""
    entry = await set_up(hass, account_entry(simulator))
    result = await entry.start_reconfigure_flow(hass)
    typed = {"api_key": simulator.account.key, "api_hash": simulator.account.hash}
    result = await submit(hass, result, typed)
    assert is_form(result, "sender")
    result = await submit(hass, result, {"sender": "EVIM"})
    assert is_abort(result, "reconfigure_successful")
    assert entry.data["url"] == simulator.url


async def test_address_of_an_entry_not_created_by_the_form(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """A final slash is fine, and no address means the usual one."""
    entry = account_entry(simulator)
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, "url": f"{simulator.url}/"}
    )
    assert await hass.config_entries.async_setup(entry.entry_id)
    await notify(hass, "notify.anne", "Alarm")
    assert [sent.path for sent in simulator.sends] == ["/v1/send-sms/get/"]

    without = {key: value for key, value in entry.data.items() if key != "url"}
    assert url_of(without) == "https://api.iletimerkezi.com"


async def test_account_can_be_changed(
    hass: HomeAssistant, simulator: Simulator, secret_monitor: SecretMonitor
) -> None:
    """Other credentials, another address and another sender take effect at once."""
    entry = await set_up(hass, account_entry(simulator))
    result = await entry.start_reconfigure_flow(hass)
    assert is_form(result, "reconfigure")
    assert suggestions(result) == {
        "api_key": simulator.account.key,
        "url": simulator.url,
    }
    async with Simulator() as elsewhere:
        secret_monitor.watch_provider(elsewhere)
        account = second_account(elsewhere)
        account.senders = ["BASKA", "APITEST"]
        typed = credentials(
            elsewhere,
            api_key=SECOND_KEY,
            api_hash=SECOND_HASH,
            url=f"{elsewhere.url}/",
        )
        result = await submit(hass, result, typed)
        assert is_form(result, "sender")
        assert suggestions(result) == {"sender": "EVIM"}
        field = sender_field(result)
        assert isinstance(field, SelectSelector)
        assert field.config["options"] == ["BASKA", "APITEST"]

        result = await submit(hass, result, {"sender": "BASKA"})
        assert is_abort(result, "reconfigure_successful")
        assert entry.data == {
            "api_key": SECOND_KEY,
            "api_hash": SECOND_HASH,
            "sender": "BASKA",
            "url": elsewhere.url,
        }
        assert entry.title == "İleti Merkezi"

        await notify(hass, "notify.anne", "Alarm")
        [sent] = elsewhere.sends
        assert query(sent) == [
            ("key", SECOND_KEY),
            ("hash", SECOND_HASH),
            ("text", "Alarm"),
            ("receipents", ANNE),
            ("sender", "BASKA"),
            ("iys", "0"),
        ]
    assert simulator.sends == []


@pytest.mark.parametrize("typed", [{"api_hash": ""}, {"api_hash": " "}, {}], ids=repr)
async def test_sender_is_changed_without_the_hash(
    hass: HomeAssistant, simulator: Simulator, typed: dict[str, str]
) -> None:
    """Nobody has to look the hash up for something else; it is still the right one."""
    entry = await set_up(hass, account_entry(simulator))
    before = dict(entry.data)
    result = await entry.start_reconfigure_flow(hass)
    assert required(result) == {"api_key", "advanced"}
    unchanged = {"api_key": simulator.account.key, **typed}
    result = await submit(hass, result, unchanged)
    assert is_form(result, "sender")
    result = await submit(hass, result, {"sender": "YENI"})
    assert is_abort(result, "reconfigure_successful")
    assert entry.data == before | {"sender": "YENI"}


async def test_other_key_needs_its_hash(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The known hash belongs to the known key alone."""
    second_account(simulator)
    entry = await set_up(hass, account_entry(simulator))
    before = dict(entry.data)
    result = await entry.start_reconfigure_flow(hass)
    result = await submit(hass, result, {"api_key": SECOND_KEY, "api_hash": ""})
    assert is_form(result, "reconfigure", {"base": "invalid_auth"})
    result = await submit(
        hass, result, {"api_key": SECOND_KEY, "api_hash": SECOND_HASH}
    )
    assert is_form(result, "sender")
    assert entry.data == before


async def test_hash_that_was_just_typed_comes_before_the_stored_one(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """An empty field does not fall back to what somebody is about to replace."""
    entry = await set_up(hass, account_entry(simulator))
    simulator.account.hash = "new-hash"
    result = await entry.start_reconfigure_flow(hass)
    typed = credentials(simulator, url="http://192.168.1.2")
    result = await submit(hass, result, typed)
    assert is_form(result, "reconfigure", {"base": "invalid_url"})
    result = await submit(hass, result, credentials(simulator, api_hash=""))
    result = await submit(hass, result, {"sender": "EVIM"})
    assert is_abort(result, "reconfigure_successful")
    assert entry.data["api_hash"] == "new-hash"


async def test_slow_list_of_senders(
    hass: HomeAssistant, simulator: Simulator, clock: Clock
) -> None:
    """Nobody waits long for a list: the sender can be typed."""
    simulator.faults.add(Fault(FaultKind.HANG, endpoint="senders"))
    result = await begin(hass)
    answer = hass.async_create_task(
        hass.config_entries.flow.async_configure(
            result["flow_id"], credentials(simulator)
        )
    )
    await clock.until(answer.done, within=9)
    result = await answer
    assert is_form(result, "sender")
    assert isinstance(sender_field(result), TextSelector)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"url": "http://api.iletimerkezi.com"}, "invalid_url"),
        ({"api_hash": "wrong"}, "invalid_auth"),
    ],
)
async def test_change_after_an_error(
    hass: HomeAssistant, simulator: Simulator, typed: dict[str, str], error: str
) -> None:
    """An error leaves the form open and the account as it was."""
    entry = await set_up(hass, account_entry(simulator))
    before = dict(entry.data)
    result = await entry.start_reconfigure_flow(hass)
    result = await submit(hass, result, credentials(simulator, **typed))
    assert is_form(result, "reconfigure", {"base": error})

    result = await submit(hass, result, credentials(simulator))
    result = await submit(hass, result, {"sender": "ŞIRKET"})
    assert is_form(result, "sender", {"sender": "invalid_sender"})
    assert entry.data == before

    result = await submit(hass, result, {"sender": "APITEST"})
    assert is_abort(result, "reconfigure_successful")
    assert entry.data == before | {"sender": "APITEST"}


async def test_change_to_another_accounts_key(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Two entries never share a key."""
    account = second_account(simulator)
    entry = await set_up(hass, account_entry(simulator))
    await set_up(
        hass,
        account_entry(simulator, recipient("Kız", BABA), account=account, title="İki"),
    )
    result = await entry.start_reconfigure_flow(hass)
    result = await submit(
        hass,
        result,
        credentials(simulator, api_key=SECOND_KEY, api_hash=SECOND_HASH),
    )
    assert is_abort(result, "already_configured")
    assert entry.data["api_key"] == simulator.account.key


async def test_change_to_a_key_added_meanwhile(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The key is looked at once more when the form is saved."""
    account = second_account(simulator)
    entry = await set_up(hass, account_entry(simulator))
    result = await entry.start_reconfigure_flow(hass)
    result = await submit(
        hass,
        result,
        credentials(simulator, api_key=SECOND_KEY, api_hash=SECOND_HASH),
    )
    assert is_form(result, "sender")
    other: MockConfigEntry = account_entry(
        simulator, recipient("Kız", BABA), account=account, title="İki"
    )
    await set_up(hass, other)
    result = await submit(hass, result, {"sender": "EVIM"})
    assert is_abort(result, "already_configured")
    assert entry.data["api_key"] == simulator.account.key
