"""What balance, senders and report say, in whatever types they come."""

from collections.abc import Callable
from decimal import Decimal
import json
from typing import Any

import pytest

from custom_components.iletimerkezi.api import (
    Balance,
    IletiMerkeziError,
    ProviderUnreachableError,
    RefusedError,
    Report,
    ReportedMessage,
)
from custom_components.iletimerkezi.api.answers import (
    parse_balance,
    parse_report,
    parse_senders,
)
from custom_components.iletimerkezi.api.models import MessageStatus, OrderStatus

from .servers import xml

type Parser = Callable[[int, bytes], object]

PARSERS: tuple[Parser, ...] = (parse_balance, parse_senders, parse_report)
EVERY_PARSER = pytest.mark.parametrize("parse", PARSERS)


def answer(content: str = "", *, code: str = "200", message: str = '"x"') -> bytes:
    """Return an answer with this JSON behind the status."""
    more = f", {content}" if content else ""
    status = f'"status": {{"code": {code}, "message": {message}}}'
    return f'{{"response": {{{status}{more}}}}}'.encode()


def balance_answer(amount: str, sms: str) -> bytes:
    """Return the answer to the question for the balance."""
    return answer(f'"balance": {{"amount": {amount}, "sms": {sms}}}')


def sender_answer(sender: str) -> bytes:
    """Return the answer to the question for the senders."""
    return answer(f'"senders": {{"sender": {sender}}}')


def report_answer(**fields: Any) -> bytes:
    """Return the answer to the question for an order."""
    order = {"id": 700001, "status": 114} | fields
    return answer(f'"order": {json.dumps(order)}')


def assert_unreachable(parse: Parser, http_status: int, body: bytes) -> None:
    """Assert that there was no usable answer."""
    with pytest.raises(ProviderUnreachableError):
        parse(http_status, body)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("10.584", "10.584"),
        ("10", "10"),
        ("0", "0"),
        ("-3.5", "-3.5"),
        ("1e2", "100"),
        ('"10.584"', "10.584"),
        ('"0.0000"', "0"),
        ('"0,0372"', "0.0372"),
        ('"1234,56"', "1234.56"),
        ('"1.234,56"', "1234.56"),
        ('"1.234.567,89"', "1234567.89"),
        ('"-0,5"', "-0.5"),
        ('" 10.5 "', "10.5"),
        ('"+10.5"', "10.5"),
        ('""', "0"),
        ('" "', "0"),
        ("null", "0"),
        ("[]", "0"),
        ("{}", "0"),
        ("0.1", "0.1"),  # not the nearest binary fraction
        ("999999999999999", "999999999999999"),
    ],
)
def test_amount(amount: str, expected: str) -> None:
    """Numbers, strings, a decimal comma, and nothing where it is zero."""
    answered = parse_balance(200, balance_answer(amount, "1"))

    assert answered == Balance(amount=Decimal(expected), sms=1)


@pytest.mark.parametrize(
    ("sms", "expected"),
    [
        *[("120", 120), ('"120"', 120), ('" 120 "', 120), ("120.0", 120)],
        *[('"120,9"', 120), ("120.9", 120), ('""', 0), ("null", 0), ("[]", 0)],
        *[("-1", -1), ("0", 0), ('"0"', 0)],
    ],
)
def test_credits(sms: str, expected: int) -> None:
    """Whole ones only: half an SMS cannot be sent."""
    answered = parse_balance(200, balance_answer("1", sms))

    assert answered == Balance(amount=Decimal(1), sms=expected)
    assert type(answered.sms) is int


NO_NUMBERS = [
    *("NaN", "Infinity", "-Infinity", '"NaN"', '"sNaN"', '"Infinity"', '"-inf"'),
    *("true", "false", '"true"', '"on"', '"10 TL"', '"1,2,3"', '"."', '","', '"1.2.3"'),
    *("[10]", '{"value": 10}', "[[]]", '["10", "20"]'),
    *("1e15", "1e300", "1e999999999", "1e999999999999999999999", "9" * 400, "9" * 5000),
    *('"1e999999999999999999999"', f'"{"9" * 5000}"', "-1e99999999999999999999999999"),
    f'"0.{"0" * 100_000}"',
]


@pytest.mark.parametrize("number", NO_NUMBERS, ids=lambda text: str(text)[:30])
def test_balance_that_is_no_number(number: str) -> None:
    """No credit is reported that nobody has."""
    assert_unreachable(parse_balance, 200, balance_answer(number, "1"))
    assert_unreachable(parse_balance, 200, balance_answer("1", number))


@pytest.mark.parametrize(
    "content",
    [
        "",
        '"balance": ""',
        '"balance": null',
        '"balance": []',
        '"balance": {}',
        '"balance": 10',
        '"balance": "10"',
        '"balance": [{"amount": 10, "sms": 40}]',
        '"balance": {"amount": 10}',
        '"balance": {"sms": 40}',
        '"Balance": {"amount": 10, "sms": 40}',
    ],
)
def test_balance_missing(content: str) -> None:
    """An element that is empty stands for zero, one that is not there for nothing."""
    assert_unreachable(parse_balance, 200, answer(content))


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        ('["APITEST", "EVIM"]', ["APITEST", "EVIM"]),
        ('["EVIM"]', ["EVIM"]),
        ('"EVIM"', ["EVIM"]),
        ("[]", []),
        ('""', []),
        ("null", []),
        ("{}", []),
        ('["EVIM", "", null, [], {}]', ["EVIM"]),
        ('[" EVIM ", "Evim", "EV IM"]', [" EVIM ", "Evim", "EV IM"]),
        ('["\\u0130LET\\u0130"]', ["İLETİ"]),
        ('["EVIM", 8501234567, true, 1.5, NaN, ["A"], {"sender": "B"}]', ["EVIM"]),
    ],
)
def test_senders(sender: str, expected: list[str]) -> None:
    """Exactly as written; a single one comes without its list."""
    assert parse_senders(200, sender_answer(sender)) == expected


@pytest.mark.parametrize(
    "content",
    ["", '"senders": ""', '"senders": null', '"senders": []', '"senders": {}'],
)
def test_no_senders(content: str) -> None:
    """A new account has none."""
    assert parse_senders(200, answer(content)) == []


def test_report() -> None:
    """As the provider documents it."""
    body = report_answer(
        total=3,
        delivered=1,
        undelivered=1,
        waiting=1,
        submitAt="2026-11-22 12:00:00",
        sendAt="2026-11-22 12:00:00",
        sender="EVIM",
        price="0.75",
        message=[
            {"number": "+905301234567", "status": 111},
            {"number": "+905321112233", "status": 112},
            {"number": "+905359998877", "status": 110},
        ],
    )

    assert parse_report(200, body) == Report(
        order_id="700001",
        status=OrderStatus.COMPLETED,
        total=3,
        delivered=1,
        undelivered=1,
        waiting=1,
        messages=(
            ReportedMessage(number="5301234567", status=MessageStatus.DELIVERED),
            ReportedMessage(number="5321112233", status=MessageStatus.UNDELIVERED),
            ReportedMessage(number="5359998877", status=MessageStatus.WAITING),
        ),
    )


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (113, OrderStatus.SENDING),
        (114, OrderStatus.COMPLETED),
        (115, OrderStatus.FAILED),
        ("114", OrderStatus.COMPLETED),
        (" 115 ", OrderStatus.FAILED),
        (114.0, OrderStatus.COMPLETED),
        # What is not understood is not final.
        (0, OrderStatus.SENDING),
        (116, OrderStatus.SENDING),
        (114.5, OrderStatus.SENDING),
        ("", OrderStatus.SENDING),
        ("finished", OrderStatus.SENDING),
        (None, OrderStatus.SENDING),
        ([114], OrderStatus.SENDING),
        (True, OrderStatus.SENDING),
    ],
)
def test_order_status(status: object, expected: OrderStatus) -> None:
    """A code, as number or string."""
    assert parse_report(200, report_answer(status=status)).status is expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (110, MessageStatus.WAITING),
        (111, MessageStatus.DELIVERED),
        (112, MessageStatus.UNDELIVERED),
        ("111", MessageStatus.DELIVERED),
        ("112 ", MessageStatus.UNDELIVERED),
        (109, MessageStatus.WAITING),
        ("", MessageStatus.WAITING),
        ("delivered", MessageStatus.WAITING),
        (None, MessageStatus.WAITING),
        ({}, MessageStatus.WAITING),
        (float("nan"), MessageStatus.WAITING),
    ],
)
def test_message_status(status: object, expected: MessageStatus) -> None:
    """No delivery is reported that nobody has seen."""
    body = report_answer(message=[{"number": "+905301234567", "status": status}])

    (message,) = parse_report(200, body).messages
    assert message.status is expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("+905301234567", "5301234567"),
        ("905301234567", "5301234567"),
        ("5301234567", "5301234567"),
        (5301234567, "5301234567"),
        (905301234567, "5301234567"),
        ("+4915112345678", "+4915112345678"),
        ("", ""),
        (None, ""),
        ([], ""),
        ({"a": 1}, ""),
        ("+" + "9" * 16, ""),
        ("ask the hash", ""),
    ],
)
def test_reported_number(number: object, expected: str) -> None:
    """Ten digits as everywhere else; one that is not Turkish stays as it is."""
    body = report_answer(message=[{"number": number, "status": 111}])

    (message,) = parse_report(200, body).messages
    assert message.number == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        *[(3, 3), ("3", 3), (" 3 ", 3), (3.0, 3), ("", 0), (None, 0), ([], 0), ({}, 0)],
        *[("three", 0), (True, 0), ("1,5", 0), (float("inf"), 0), ([3], 0)],
    ],
)
def test_counters(count: object, expected: int) -> None:
    """Numbers, strings and nothing at all."""
    names = ("total", "delivered", "undelivered", "waiting")
    for name in names:
        report = parse_report(200, report_answer(**{name: count}))

        others = dict.fromkeys(names, 0)
        assert {name: getattr(report, name) for name in names} == others | {
            name: expected
        }


@pytest.mark.parametrize(
    ("order_id", "expected"),
    [
        *[(700001, "700001"), ("700001", "700001"), (" 700001 ", "700001")],
        *[("", ""), (None, ""), ([], ""), ({"a": 1}, ""), (["700001"], "")],
        *[("9" * 41, ""), ("<b>7</b>", ""), (True, "")],
    ],
)
def test_order_id(order_id: object, expected: str) -> None:
    """Always a string."""
    assert parse_report(200, report_answer(id=order_id)).order_id == expected


def test_single_message_without_its_list() -> None:
    """As with the senders."""
    body = report_answer(message={"number": "+905301234567", "status": "111"})

    assert parse_report(200, body).messages == (
        ReportedMessage(number="5301234567", status=MessageStatus.DELIVERED),
    )


@pytest.mark.parametrize(
    "message", [None, "", [], {}, "none", 0, 5, [None, "", 5, [], {}, True]]
)
def test_no_messages(message: object) -> None:
    """What is no message is left out."""
    assert parse_report(200, report_answer(message=message)).messages == ()


@pytest.mark.parametrize(
    "content", ["", '"order": ""', '"order": null', '"order": []', '"order": {}']
)
def test_order_missing(content: str) -> None:
    """A report about nothing is no report."""
    assert_unreachable(parse_report, 200, answer(content))


@EVERY_PARSER
@pytest.mark.parametrize("code", ["401", '"401"', '" 401 "', "401.0"])
def test_refused(parse: Parser, code: str) -> None:
    """The body decides here, too."""
    for http_status in (200, 400, 401, 500, 503):
        with pytest.raises(RefusedError) as raised:
            parse(http_status, answer(code=code, message='"Üyelik bilgileri hatalı"'))

        assert raised.value.code == 401
        assert raised.value.provider_text == "Üyelik bilgileri hatalı"


@EVERY_PARSER
@pytest.mark.parametrize("message", ["null", '""', "[]", "{}", '{"a": 1}', "[[1]]"])
def test_refused_without_words(parse: Parser, message: str) -> None:
    """A code is enough."""
    with pytest.raises(RefusedError) as raised:
        parse(200, answer(code="455", message=message))

    assert (raised.value.code, raised.value.provider_text) == (455, "")


@EVERY_PARSER
def test_passing_trouble(parse: Parser) -> None:
    """A provider that is away or busy says nothing about the request."""
    for code in (429, 500, 503, 599):
        assert_unreachable(parse, code, answer(code=str(code)))
        assert_unreachable(parse, 200, answer(code=f'"{code}"'))


COMPLETE: dict[Parser, bytes] = {
    parse_balance: balance_answer("10.584", "42"),
    parse_senders: sender_answer('["EVIM"]'),
    parse_report: report_answer(message=[{"number": "+905301234567", "status": 111}]),
}


@EVERY_PARSER
def test_truncated_anywhere(parse: Parser) -> None:
    """Complete or nothing."""
    body = COMPLETE[parse]
    for length in range(len(body)):
        assert_unreachable(parse, 200, body[:length])
    assert parse(200, body + b"\n") == parse(200, b"\n " + body)


@EVERY_PARSER
def test_success_under_any_http_status(parse: Parser) -> None:
    """Again the body decides."""
    for http_status in (201, 302, 400, 401, 500, 503):
        assert parse(http_status, COMPLETE[parse]) == parse(200, COMPLETE[parse])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" \n",
        b"<!DOCTYPE html><html></html>",
        b"<response><status><code></code></status></response>",
        b"OK",
        b"200",
        b"null",
        b"[]",
        b"{}",
        b'"response"',
        b'{"response": null}',
        b'{"response": []}',
        b'{"response": ""}',
        b'{"response": {}}',
        b'{"response": {"status": null}}',
        b'{"response": {"status": 200}}',
        b'{"response": {"status": "200"}}',
        b'{"response": {"status": {}}}',
        b'{"status": {"code": 200}}',
        b'[{"response": {"status": {"code": 200}}}]',
        b'{"response": {"status": {"code": 200}}} {}',
        b'{"response": {"status": {"code": 200},}}',
        b"{'response': {'status': {'code': 200}}}",
        b"\xff\xfe",
        b"\xef\xbb",
        b"\0" * 8,
        *[answer(code=code) for code in ("null", '""', '" "', "[]", "{}", "true")],
        *[answer(code=code) for code in ("NaN", "Infinity", '"NaN"', '"OK"', "[200]")],
        *[answer(code=code) for code in ("200.5", "1e99", "1e999999999999999999999")],
        *[answer(code=code) for code in ("9" * 5000, f'"{"9" * 5000}"')],
    ],
    ids=lambda body: ascii(body)[:60],
)
def test_unreadable(body: bytes) -> None:
    """No answer at all, whatever it may mean to somebody."""
    for parse in PARSERS:
        assert_unreachable(parse, 200, body)


@EVERY_PARSER
@pytest.mark.parametrize("http_status", [401, 404, 429, 455, 500, 503])
def test_http_status_without_a_body(parse: Parser, http_status: int) -> None:
    """As with sending: no answer of the provider."""
    assert_unreachable(parse, http_status, b"")


@EVERY_PARSER
def test_wrong_charset_of_a_refusal(parse: Parser) -> None:
    """It garbles the message at most."""
    body = answer(code="401", message='"Üyelik"').decode().encode("iso-8859-9")
    with pytest.raises(RefusedError) as raised:
        parse(401, body)

    assert raised.value.code == 401


XML_TWINS: dict[Parser, tuple[str, bytes]] = {
    parse_balance: (
        "<balance><amount>10.584</amount>\n  <sms>42</sms></balance>",
        balance_answer("10.584", "42"),
    ),
    parse_senders: (
        "<senders><sender>EVIM</sender><sender>EV IM</sender></senders>",
        sender_answer('["EVIM", "EV IM"]'),
    ),
    parse_report: (
        (
            "<order><id>700001</id><status>114</status><total>1</total><undelivered/>"
            "<delivered>1</delivered><message><number>+905301234567</number>"
            "<status>111</status></message></order>"
        ),
        report_answer(
            total=1,
            delivered=1,
            message=[{"number": "+905301234567", "status": 111}],
        ),
    ),
}


@EVERY_PARSER
def test_xml_twin(parse: Parser) -> None:
    """The same answer, should it ever come in the form of a send."""
    content, twin = XML_TWINS[parse]

    assert parse(200, xml(200, content)) == parse(200, twin)
    with pytest.raises(RefusedError):
        parse(200, xml(401, content))


@pytest.mark.parametrize("content", ["", "<senders/>", "<senders><sender/></senders>"])
def test_no_senders_in_xml(content: str) -> None:
    """An empty element is an empty list."""
    assert parse_senders(200, xml(200, content)) == []


@EVERY_PARSER
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-32-le"])
def test_charset(parse: Parser, charset: str) -> None:
    """JSON reveals its own charset."""
    body = COMPLETE[parse].decode().encode(charset)

    assert parse(200, body) == parse(200, COMPLETE[parse])


@pytest.mark.parametrize(
    ("parse", "place"),
    [
        (parse_balance, '"balance": {"amount": %s, "sms": 1}'),
        (parse_senders, '"senders": {"sender": [%s]}'),
        (parse_report, '"order": {"id": %s, "message": []}'),
        (parse_report, '"order": {"message": [{"number": %s}]}'),
    ],
)
@pytest.mark.parametrize(("opened", "closed"), [("[", "]"), ('{"a":', "}")])
def test_deep_nesting(parse: Parser, place: str, opened: str, closed: str) -> None:
    """As deep as an answer's greatest length allows, and around Python's own limits."""
    for depth in (1_000, 52_500, 55_000, 57_500, 150_000):
        nested = f"{opened * depth}1{closed * depth}"
        for body in (answer(place % nested), answer(code="401", message=nested)):
            try:
                parse(200, body)
            except IletiMerkeziError:
                continue
