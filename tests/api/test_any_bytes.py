"""Whatever comes back, callers see our own types or our own errors."""

from collections.abc import Callable
from decimal import Decimal
import json
import re

from hypothesis import example, given, settings, strategies as st
import pytest

from custom_components.iletimerkezi.api import (
    Balance,
    IletiMerkeziError,
    Order,
    ProviderUnreachableError,
    RefusedError,
    Report,
    ReportedMessage,
)
from custom_components.iletimerkezi.api.answers import (
    parse_balance,
    parse_order,
    parse_report,
    parse_senders,
)
from custom_components.iletimerkezi.api.models import MessageStatus, OrderStatus

from .servers import SUCCESS, xml

pytestmark = pytest.mark.slow

always = settings(deadline=None, max_examples=400)

HTTP_STATUS = st.sampled_from([200, 302, 400, 401, 429, 450, 451, 500, 503, 599])


def _object(items: dict[str, str]) -> str:
    """Return a JSON object of values that are JSON already."""
    return f"{{{','.join(f'"{name}": {value}' for name, value in items.items())}}}"


def _json(code: str, message: str, name: str, content: str) -> bytes:
    """Return an answer with this content."""
    status = _object({"code": code, "message": message})
    response = _object({"status": status, name: content})
    return _object({"response": response}).encode("utf-8", "surrogatepass")


# Tokens of JSON that Python's own writer would never write.
TOKENS = st.sampled_from(
    [
        *("0", "-0", "200", '"200"', "1e2", "NaN", "Infinity", "-Infinity", "null"),
        *("1e308", "1e309", "1e-400", "1e999999999", "1e-999999999999", "true", '""'),
        *("1e999999999999999999999", "-1e-999999999999999999999", "9" * 5000),
        *('"1e999999999999999999999"', '"0,0372"', '"1.234,5"', '"٢٠٠"', '"\\ud800"'),
        *(
            '"sNaN"',
            '"\\u0000"',
            '"+905301234567"',
            "[]",
            "{}",
            "[[]]",
            '[{"number": 5}]',
        ),
    ]
)
VALUES = st.recursive(
    st.one_of(TOKENS, st.text(max_size=5).map(json.dumps), st.integers().map(str)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{','.join(items)}]"),
        st.dictionaries(
            st.sampled_from(["number", "status", "code", "id", "amount", "sender"]),
            inner,
            max_size=3,
        ).map(_object),
    ),
    max_leaves=6,
)
CODES = st.one_of(st.just("200"), st.just('"200"'), VALUES)


def objects(*names: str) -> st.SearchStrategy[str]:
    """Return objects that have some of these names, or anything else."""
    known = st.fixed_dictionaries({}, optional=dict.fromkeys(names, VALUES))
    return st.one_of(known.map(_object), VALUES)


def damaged(*answers: bytes) -> st.SearchStrategy[bytes]:
    """Return answers of which a piece was replaced by something else."""
    return st.builds(
        lambda answer, at, length, piece: (
            answer[: at % len(answer)] + piece + answer[at % len(answer) + length :]
        ),
        st.sampled_from(answers),
        st.integers(0, 2000),
        st.integers(0, 30),
        st.one_of(
            st.binary(max_size=5),
            st.sampled_from([b"</code>", b"<code>", b"0", b"&#0;", b"]]>", b"<!--"]),
        ),
    )


def parsed[T](
    parse: Callable[[int, bytes], T], http_status: int, body: bytes
) -> T | None:
    """Return what was parsed, None after one of our errors, which are complete."""
    failure: IletiMerkeziError
    try:
        return parse(http_status, body)
    except IletiMerkeziError as err:
        failure = err
    if isinstance(failure, RefusedError):
        assert type(failure.code) is int
        assert type(failure.provider_text) is str
        assert failure.code != 200
        assert not failure.meaning.transient
    else:
        assert isinstance(failure, ProviderUnreachableError)
        assert re.fullmatch(r"[a-zA-Z0-9 ]+", failure.reason)
    assert failure.__cause__ is None
    assert failure.__context__ is None
    return None


ORDERS = damaged(
    SUCCESS, xml(401, message="Üyelik"), xml(200, "<order><id>5</id></order>")
)


@always
@given(HTTP_STATUS, st.one_of(st.binary(), ORDERS, st.text().map(str.encode)))
@example(200, SUCCESS)
def test_order(http_status: int, body: bytes) -> None:
    """An order has an id, and the answer says success."""
    order = parsed(parse_order, http_status, body)
    if order is not None:
        assert type(order) is Order
        assert order.id is None or re.fullmatch("[0-9A-Za-z_-]{1,40}", order.id)
        assert b"order" in body


BALANCES = st.builds(_json, CODES, VALUES, st.just("balance"), objects("amount", "sms"))


@always
@given(
    HTTP_STATUS,
    st.one_of(st.binary(), BALANCES, damaged(_json("200", '""', "balance", "{}"))),
)
@example(200, _json("200", '""', "balance", '{"amount": 1, "sms": 1}'))
def test_balance(http_status: int, body: bytes) -> None:
    """A balance is a number that can be shown."""
    balance = parsed(parse_balance, http_status, body)
    if balance is not None:
        assert type(balance) is Balance
        assert type(balance.amount) is Decimal
        assert balance.amount.is_finite()
        assert abs(balance.amount) < 10**15
        assert type(balance.sms) is int
        assert abs(balance.sms) < 10**15


SENDERS = st.builds(_json, CODES, VALUES, st.just("senders"), objects("sender"))


@always
@given(HTTP_STATUS, st.one_of(st.binary(), SENDERS))
@example(200, _json("200", '""', "senders", '{"sender": ["EVIM"]}'))
def test_senders(http_status: int, body: bytes) -> None:
    """Senders are texts."""
    senders = parsed(parse_senders, http_status, body)
    if senders is not None:
        assert all(type(sender) is str and sender for sender in senders)


ORDER_FIELDS = (
    "id",
    "status",
    "total",
    "delivered",
    "undelivered",
    "waiting",
    "message",
)
REPORTS = st.builds(_json, CODES, VALUES, st.just("order"), objects(*ORDER_FIELDS))


@always
@given(HTTP_STATUS, st.one_of(st.binary(), REPORTS))
@example(200, _json("200", '""', "order", '{"id": 5, "message": [{"number": 5}]}'))
def test_report(http_status: int, body: bytes) -> None:
    """A report holds numbers, texts and states."""
    report = parsed(parse_report, http_status, body)
    if report is None:
        return
    assert type(report) is Report
    assert type(report.order_id) is str
    assert type(report.status) is OrderStatus
    for name in ("total", "delivered", "undelivered", "waiting"):
        assert type(getattr(report, name)) is int
    for message in report.messages:
        assert type(message) is ReportedMessage
        assert type(message.number) is str
        assert type(message.status) is MessageStatus


WORDS = st.text(
    st.characters(
        codec="utf-8",
        exclude_categories=["Cc", "Cs"],
        exclude_characters="\ufffe\uffff",
    )
)


@always
@given(st.integers(-1000, 1000).filter(lambda code: code != 200), WORDS)
def test_every_code_in_either_form(code: int, words: str) -> None:
    """A code means the same in XML and in JSON, and its words arrive."""
    escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    raised = []
    for parse, body in (
        (parse_order, xml(code, message=escaped)),
        (parse_senders, _json(str(code), json.dumps(words), "senders", '""')),
    ):
        try:
            parse(200, body)
        except IletiMerkeziError as err:
            raised.append(err)
    first, second = raised

    assert type(first) is type(second)
    if isinstance(first, RefusedError) and isinstance(second, RefusedError):
        assert first.code == second.code == code
        assert first.provider_text.strip() == second.provider_text == words.strip()
    else:
        assert code in {408, 429, *range(500, 600)}
