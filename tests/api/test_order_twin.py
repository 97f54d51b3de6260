"""The answer to a send in the JSON twin of the documented XML."""

import pytest

from custom_components.iletimerkezi.api import Order
from custom_components.iletimerkezi.api.answers import parse_order

from .answers import assert_refused, assert_unclear, json_twin


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ({"id": 323223}, "323223"),
        ({"id": "323223"}, "323223"),
        ({"id": " 323223 "}, "323223"),
        ({"id": "9" * 41}, None),
        ({"id": True}, None),
        ({"id": 3.5}, None),
        ({"id": ["1", "2"]}, None),
        ({"id": {"value": 1}}, None),
    ],
)
def test_json_twin(order: dict[str, object], expected: str | None) -> None:
    """Whether the provider ever answers so is unknown; it would be an answer."""
    for code in (200, "200"):
        for http_status in (200, 400, 503):
            body = json_twin(code, order=order)
            assert parse_order(http_status, body) == Order(id=expected)


@pytest.mark.parametrize(
    "content",
    [{}, {"order": {}}, {"order": ""}, {"order": {"id": ""}}, {"order": {"id": None}}],
)
def test_json_twin_without_order_id(content: dict[str, object]) -> None:
    """As in XML, it takes both to be a success."""
    assert_unclear(200, json_twin(200, **content))


@pytest.mark.parametrize("code", [400, 401, 402, 450, 451, 452, 470, 999])
def test_refusal_as_json_twin(code: int) -> None:
    """As in XML."""
    for http_status in (200, code, 503):
        assert_refused(http_status, json_twin(code), code, "İşlem başarılı")


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_charset_of_the_json_twin(charset: str) -> None:
    """JSON is written in any Unicode encoding."""
    body = json_twin(200, order={"id": 5}).decode().encode(charset)

    assert parse_order(200, b"\r\n" + body if charset == "utf-8" else body) == Order(
        "5"
    )


def test_wrong_charset_of_the_json_twin() -> None:
    """It garbles the message at most."""
    body = '{"response":{"status":{"code":200,"message":"ş"},"order":{"id":5}}}'

    assert parse_order(200, body.encode("iso-8859-9")) == Order("5")


def test_json_number_without_end() -> None:
    """It does not make the rest of the answer unreadable."""
    body = b'{"response":{"status":{"code":200},"order":{"id":%s}}}' % (b"9" * 900_000)

    assert parse_order(200, body) == Order(id=None)
