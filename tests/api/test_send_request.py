"""What the provider receives: one GET per send, the query byte for byte."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings, strategies as st
import pytest

from custom_components.iletimerkezi.api import (
    CommercialList,
    IletiMerkeziClient,
    Order,
    RefusedError,
    validated_url,
)
from simulator import Account, RecordedRequest, Simulator

from .helpers import (
    HASH,
    HASH_ENCODED,
    KEY,
    KEY_ENCODED,
    NUMBER,
    OTHER_NUMBER,
    SEND_PATH,
    ClientFactory,
    percent,
)


def only_send(simulator: Simulator) -> RecordedRequest:
    """Return the one request there was, a GET that asks for sending."""
    (request,) = simulator.requests
    assert (request.method, request.path, request.body) == ("GET", SEND_PATH, b"")
    return request


async def test_as_on_the_providers_page(
    new_client: ClientFactory, simulator: Simulator
) -> None:
    """The sample request, to the letter."""
    simulator.add_account(Account(key="API_KEY", hash="API_HASH"))
    await new_client(simulator.url, "API_KEY", "API_HASH").send(
        text="Lorem ipsum dolor sit amet",
        numbers=["5301234569", "5301234570"],
        sender="APITEST",
        commercial_list=CommercialList.BIREYSEL,
    )

    assert only_send(simulator).raw_path == (
        "/v1/send-sms/get/?key=API_KEY&hash=API_HASH"
        "&text=Lorem%20ipsum%20dolor%20sit%20amet"
        "&receipents=5301234569,5301234570&sender=APITEST&iys=1&iysList=BIREYSEL"
    )


async def test_informational(client: IletiMerkeziClient, simulator: Simulator) -> None:
    """Without a list there is no list: nothing empty, nothing extra."""
    order = await client.send(text="Su kaçağı!", numbers=[NUMBER], sender="EVIM")

    assert order == Order(id=str(simulator.orders[0].id))
    assert only_send(simulator).raw_query.split("&") == [
        f"key={KEY_ENCODED}",
        f"hash={HASH_ENCODED}",
        "text=Su%20ka%C3%A7a%C4%9F%C4%B1%21",
        "receipents=5301234567",
        "sender=EVIM",
        "iys=0",
    ]
    assert [(sms.number, sms.text, sms.sender) for sms in simulator.messages] == [
        (NUMBER, "Su kaçağı!", "EVIM")
    ]


@pytest.mark.parametrize("commercial_list", CommercialList)
async def test_commercial(
    client: IletiMerkeziClient, simulator: Simulator, commercial_list: CommercialList
) -> None:
    """With a list, the list comes last."""
    await client.send(
        text="İndirim",
        numbers=[NUMBER],
        sender="EVIM",
        commercial_list=commercial_list,
    )

    assert only_send(simulator).raw_query.split("&") == [
        f"key={KEY_ENCODED}",
        f"hash={HASH_ENCODED}",
        "text=%C4%B0ndirim",
        "receipents=5301234567",
        "sender=EVIM",
        "iys=1",
        f"iysList={commercial_list.value}",
    ]
    (order,) = simulator.orders
    assert (order.iys, order.iys_list) == (True, commercial_list.value)


def test_commercial_lists() -> None:
    """As the provider writes them."""
    assert {item.value for item in CommercialList} == {"BIREYSEL", "TACIR"}


@pytest.mark.parametrize("count", [1, 2, 3, 50])
async def test_recipients(
    client: IletiMerkeziClient, simulator: Simulator, count: int
) -> None:
    """In their order, between bare commas; one order for all of them."""
    numbers = [str(5309999999 - n) for n in range(count)]
    await client.send(text="a", numbers=numbers, sender="EVIM")

    recipients = only_send(simulator).raw_query.split("&")[3]
    assert recipients == f"receipents={','.join(numbers)}"
    assert [order.numbers for order in simulator.orders] == [numbers]


@pytest.mark.parametrize(
    ("text", "encoded"),
    [
        ("a b  c", "a%20b%20%20c"),
        (" a ", "%20a%20"),
        ("1+1", "1%2B1"),
        ("a&b=c", "a%26b%3Dc"),
        ("a&iys=1", "a%26iys%3D1"),
        ("50 %", "50%20%25"),
        ("%20", "%2520"),
        ("#1", "%231"),
        ("a?b/c:d@e", "a%3Fb%2Fc%3Ad%40e"),
        ('<b>"x"</b>', "%3Cb%3E%22x%22%3C%2Fb%3E"),
        ("a,b;c", "a%2Cb%3Bc"),
        ("-._~", "-._~"),
        ("!*'()$", "%21%2A%27%28%29%24"),
        ("[]{}|\\^`", "%5B%5D%7B%7D%7C%5C%5E%60"),
        ("a\nb", "a%0Ab"),
        ("a\r\nb", "a%0D%0Ab"),
        ("\ta\n", "%09a%0A"),
        ("a\0b", "a%00b"),
        ("ğüşıöç", "%C4%9F%C3%BC%C5%9F%C4%B1%C3%B6%C3%A7"),
        ("ĞÜŞİÖÇ", "%C4%9E%C3%9C%C5%9E%C4%B0%C3%96%C3%87"),
        ("21,5 °C", "21%2C5%20%C2%B0C"),
        ("€", "%E2%82%AC"),
        ("…", "%E2%80%A6"),
        ("я", "%D1%8F"),
        ("😀", "%F0%9F%98%80"),
        ("👩\u200d👧", "%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7"),
        ("🇹🇷", "%F0%9F%87%B9%F0%9F%87%B7"),
        ("e\u0301", "e%CC%81"),  # not composed
        ("\xa0", "%C2%A0"),
        ("a\ud800b", "ab"),  # half a character exists in no encoding
    ],
)
async def test_text(
    client: IletiMerkeziClient, simulator: Simulator, text: str, encoded: str
) -> None:
    """Unreserved characters as they are, every other byte of UTF-8 as %XX."""
    simulator.max_parts = 100
    # A text of nothing but space would be an empty one.
    await client.send(text=f"x{text}x", numbers=[NUMBER], sender="EVIM")

    assert only_send(simulator).raw_query.split("&")[2] == f"text=x{encoded}x"


async def test_every_ascii_character(
    client: IletiMerkeziClient, simulator: Simulator
) -> None:
    """None is lost, none ends the query."""
    text = "".join(map(chr, range(128)))
    await client.send(text=text, numbers=[NUMBER], sender="EVIM")

    request = only_send(simulator)
    assert request.query["text"] == text
    assert request.raw_query.split("&")[2] == f"text={percent(text)}"
    assert [sms.text for sms in simulator.messages] == [text]


@pytest.mark.parametrize(
    ("sender", "encoded"),
    [
        ("EVIM", "EVIM"),
        ("Evim", "Evim"),
        ("EV IM", "EV%20IM"),
        (" EVIM ", "%20EVIM%20"),
        ("A&B", "A%26B"),
        ("A+B%", "A%2BB%25"),
        ("8501234567", "8501234567"),
    ],
)
async def test_sender(
    client: IletiMerkeziClient,
    simulator: Simulator,
    account: Account,
    sender: str,
    encoded: str,
) -> None:
    """What the user typed, with its case and its spaces."""
    account.senders = [sender]
    await client.send(text="a", numbers=[NUMBER], sender=sender)

    assert only_send(simulator).raw_query.split("&")[4] == f"sender={encoded}"
    assert [sms.sender for sms in simulator.messages] == [sender]


@settings(
    deadline=None,
    max_examples=100,
    # Each example starts with an empty record.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    text=st.text(max_size=200),
    sender=st.text(max_size=11),
    commercial_list=st.sampled_from([None, *CommercialList]),
)
async def test_any_text_and_sender(
    client: IletiMerkeziClient,
    simulator: Simulator,
    text: str,
    sender: str,
    commercial_list: CommercialList | None,
) -> None:
    """The whole query, and that it reads back as what was meant."""
    simulator.clear()
    try:
        await client.send(
            text=text,
            numbers=[NUMBER, OTHER_NUMBER],
            sender=sender,
            commercial_list=commercial_list,
        )
    except RefusedError:
        assert simulator.orders == []

    request = only_send(simulator)
    iys = f"1&iysList={commercial_list.value}" if commercial_list else "0"
    assert request.raw_query == (
        f"key={KEY_ENCODED}&hash={HASH_ENCODED}&text={percent(text)}"
        f"&receipents={NUMBER},{OTHER_NUMBER}&sender={percent(sender)}&iys={iys}"
    )
    assert request.query["key"] == KEY
    assert request.query["hash"] == HASH
    assert request.query["text"] == text
    assert request.query["sender"] == sender


async def test_headers(client: IletiMerkeziClient, simulator: Simulator) -> None:
    """Nothing on the way may cache or compress the answer; nothing else is revealed."""
    await client.send(text="a", numbers=[NUMBER], sender="EVIM")

    headers = only_send(simulator).headers
    assert "no-cache" in headers["Cache-Control"]
    assert "no-store" in headers["Cache-Control"]
    assert headers["Pragma"] == "no-cache"
    assert headers["Accept-Encoding"] == "identity"
    assert headers["Host"] == simulator.url.removeprefix("http://")
    assert {"Authorization", "Cookie", "Referer"}.isdisjoint(headers)
    everything = str(dict(headers))
    assert KEY not in everything
    assert KEY_ENCODED not in everything


async def test_path_of_the_base_address(
    new_client: ClientFactory, simulator: Simulator, account: Account
) -> None:
    """A proxy may have a folder of its own."""
    client = new_client(validated_url(f"{simulator.url}/proxy/"))
    with pytest.raises(RefusedError) as raised:  # this is what nobody answers here
        await client.send(text="a", numbers=[NUMBER], sender="EVIM")

    assert raised.value.code == 404
    (request,) = simulator.requests
    assert request.path == f"/proxy{SEND_PATH}"


async def test_each_send_is_one_request(
    client: IletiMerkeziClient, simulator: Simulator
) -> None:
    """One after the other, and each is its own order."""
    orders = [
        await client.send(text=text, numbers=[NUMBER], sender="EVIM") for text in "abc"
    ]

    assert [request.query["text"] for request in simulator.sends] == ["a", "b", "c"]
    assert [order.id for order in orders] == [
        str(order.id) for order in simulator.orders
    ]
    assert len(simulator.requests) == 3


TEXTS = pytest.mark.parametrize(
    "text",
    [
        "a",
        "Su kaçağı!",
        "a" * 1066,
        "ş" * 1038,
        "😀" * 232,
        "& " * 500,
        *("a" * length for length in range(100, 111)),
    ],
    ids=lambda text: f"{text[:2]}{len(text)}",
)


@TEXTS
@pytest.mark.parametrize("commercial_list", [None, CommercialList.BIREYSEL])
async def test_capacity(
    client: IletiMerkeziClient,
    simulator: Simulator,
    account: Account,
    text: str,
    commercial_list: CommercialList | None,
) -> None:
    """So many numbers fit into a URL of less than 8,000 bytes, and not one more."""
    simulator.max_parts = 100
    account.balance = Decimal(1_000_000)
    fitting = client.capacity(text, "EVIM", commercial_list)
    for count in (fitting, fitting + 1):
        await client.send(
            text=text,
            numbers=[str(5300000000 + n) for n in range(count)],
            sender="EVIM",
            commercial_list=commercial_list,
        )

    most, too_many = (
        len(f"{simulator.url}{request.raw_path}".encode())
        for request in simulator.sends
    )
    assert most < 8000
    # Ten bytes are spare, less than another number takes.
    assert too_many >= 8000 - 10


def test_capacity_of_a_text_that_fills_the_url(new_client: ClientFactory) -> None:
    """At least one: a message that is too long is for the provider to refuse."""
    client = new_client("https://api.iletimerkezi.com")

    assert client.capacity("😀" * 1000, "EVIM", None) == 1


def test_capacity_is_worth_having(new_client: ClientFactory) -> None:
    """A short text reaches hundreds with one order."""
    client = new_client("https://api.iletimerkezi.com")

    assert client.capacity("Su kaçağı!", "EVIM", None) > 500
