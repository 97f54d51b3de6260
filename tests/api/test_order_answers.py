"""What the answer to a send amounts to, byte by byte."""

from collections.abc import Callable
import logging
import tracemalloc

import pytest

from custom_components.iletimerkezi.api import (
    Order,
    ProviderUnreachableError,
    RefusedError,
    UnreachableCause,
)
from custom_components.iletimerkezi.api.answers import parse_order

from .answers import assert_refused, assert_unclear, json_twin
from .servers import SUCCESS, xml

ORDER = "<order><id>323223</id></order>"


def test_success_as_recorded() -> None:
    """Declaration, indentation and a final line feed."""
    assert parse_order(200, SUCCESS) == Order(id="323223")


def test_success_as_documented() -> None:
    """The sample of the provider's page, which is written without indentation."""
    sample = b"""<?xml version="1.0" encoding="UTF-8"?>
<response>
<status>
<code>200</code>
<message>Operation Successful</message>
</status>
<order>
<id>323223</id>
</order>
</response>"""

    assert parse_order(200, sample) == Order(id="323223")


def test_refusal_as_documented() -> None:
    """The other sample of that page."""
    sample = b"""<?xml version="1.0" encoding="UTF-8"?>
<response>
<status>
<code>401</code>
<message>Membership information is incorrect</message>
</status>
</response>"""

    assert_refused(401, sample, 401, "Membership information is incorrect")


def test_truncated_anywhere() -> None:
    """A success is one only when it is complete: all but the last line feed."""
    for length in range(len(SUCCESS) - 1):
        assert_unclear(200, SUCCESS[:length])
    assert parse_order(200, SUCCESS[:-1]) == Order(id="323223")


def test_beginning_missing() -> None:
    """Nor is it one when it begins too late: only the declaration may miss."""
    declared = SUCCESS.index(b"<response>")
    for start in range(declared + 1, len(SUCCESS) + 1):
        assert_unclear(200, SUCCESS[start:])
    assert parse_order(200, SUCCESS[declared:]) == Order(id="323223")


@pytest.mark.parametrize("http_status", [200, 201, 302, 400, 401, 403, 500, 503])
def test_success_under_any_http_status(http_status: int) -> None:
    """The body decides."""
    assert parse_order(http_status, SUCCESS) == Order(id="323223")


@pytest.mark.parametrize("code", [400, 401, 402, 404, 422, 451, 470, 499, 999])
def test_refusal_under_any_http_status(code: int) -> None:
    """Also under that of a success, or of another refusal."""
    for http_status in (200, 400, 401, 404, 450, 500, 503):
        assert_refused(http_status, xml(code, message="Üzgünüz"), code, "Üzgünüz")


@pytest.mark.parametrize("code", [408, 429, 500, 502, 503, 599])
def test_transient_refusal_under_any_http_status(code: int) -> None:
    """Again the body decides: the provider has read the request and declined."""
    for http_status in (200, 400, 450, 500, 503):
        for body in (xml(code, ORDER), json_twin(code)):
            with pytest.raises(ProviderUnreachableError) as raised:
                parse_order(http_status, body)
            assert not raised.value.maybe_processed
            assert raised.value.cause is UnreachableCause.BUSY


def test_order_of_a_refusal_does_not_count() -> None:
    """The code comes first."""
    assert_refused(200, xml(451, ORDER), 451)


@pytest.mark.parametrize(
    "code", ["200", " 200 ", "\n  200\n", "200.0", "0200", "<![CDATA[200]]>", "&#50;00"]
)
def test_spellings_of_success(code: str) -> None:
    """A number is a number."""
    assert parse_order(200, xml(code, ORDER)) == Order(id="323223")


@pytest.mark.parametrize(
    "code",
    [
        *("", " ", "\n    ", "\xa0", "\u200b", "OK", "200 OK", "2OO", "two hundred"),
        *("200.5", "0x200", "NaN", "Infinity", "-Infinity", "sNaN", "--200", "2 00"),
        *("1e999", "9" * 16, "9" * 5000, "1e999999999999999999999", "200;", "<b>2</b>"),
    ],
)
def test_unreadable_code(code: str) -> None:
    """No number, no answer; an empty code is no code."""
    assert_unclear(200, xml(code, ORDER))
    assert_unclear(401, xml(code, ORDER))


@pytest.mark.parametrize("code", ["0", "-1", "-200", "200200", "2000", "20", "2"])
def test_other_numbers_are_no_success(code: str) -> None:
    """They are codes that nobody knows, and final."""
    assert_refused(200, xml(code, ORDER), int(code))


@pytest.mark.parametrize(
    "order",
    [
        "",
        "<order/>",
        "<order></order>",
        "<order><id/></order>",
        "<order><id></id></order>",
        "<order><id> \n\t</id></order>",
        "<order><number>323223</number></order>",
        "<order><ID>323223</ID></order>",
        "<id>323223</id>",
        "<!-- <order><id>323223</id></order> -->",
    ],
)
def test_success_without_order_id(order: str) -> None:
    """It takes both to be a success."""
    assert_unclear(200, xml(200, order))


@pytest.mark.parametrize(
    ("order_id", "expected"),
    [
        ("323223", "323223"),
        (" 323223\n", "323223"),
        ("\n      323223\n    ", "323223"),
        ("<![CDATA[323223]]>", "323223"),
        ("00323223", "00323223"),
        ("9" * 40, "9" * 40),
        ("a1_b2-C3", "a1_b2-C3"),
        # Malformed: an accepted order without id.
        ("9" * 41, None),
        ("9" * 900_000, None),
        ("323 223", None),
        ("323223.", None),
        ("٣٢٣", None),
        ("&lt;b&gt;", None),
        ("<b>323223</b>", None),
        ("1</id><id>2", None),
    ],
)
def test_order_id(order_id: str, expected: str | None) -> None:
    """Kept as it is, but for the space around it, if it is safe to store and show."""
    answer = parse_order(200, xml(200, f"<order><id>{order_id}</id></order>"))

    assert answer == Order(id=expected)


@pytest.mark.parametrize("before", [b"\n", b"\r\n  ", b" \t", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("after", [b"", b"\n\n", b" \t\r\n"])
def test_space_around_the_document(before: bytes, after: bytes) -> None:
    """What a script prints by accident does no harm."""
    assert parse_order(200, before + SUCCESS + after) == Order(id="323223")


@pytest.mark.parametrize(
    "body",
    [
        SUCCESS + b"x",
        SUCCESS + SUCCESS,
        b"x" + SUCCESS,
        b"Warning: mysql in line 5<br>" + SUCCESS,
        SUCCESS.replace(b"</order>", b""),
        SUCCESS.replace(b"<code>", b"<code"),
        SUCCESS.replace(b"response>", b"answer>"),
        SUCCESS.replace(b"response>", b"Response>"),
        b"<html>" + xml(200, ORDER) + b"</html>",
    ],
)
def test_not_quite_an_answer(body: bytes) -> None:
    """Close is not enough."""
    assert_unclear(200, body)


PORTAL = (
    b"<!DOCTYPE html><html><head><title>Log in</title></head>"
    b"<body><br>Welcome&nbsp;to our guests</body></html>"
)
UNREADABLE = [
    b"",
    b" \n",
    PORTAL,
    b"<html><body><h1>It works!</h1></body></html>",
    b"OK",
    b"200",
    b"{}",
    b'{"response": {"status": 200}, "order": {"id": 1}}',
    b'[{"response": {"status": {"code": 200}, "order": {"id": 1}}}]',
    b'{"response": {"status": {"code": 200}, "order": {"id": 1}}',
    b"\0\0\0\0",
    b"\xff\xfe",
    b"\x1f\x8b\x08\0\0\0\0\0\0\x03",
    SUCCESS.decode().encode("utf-16")[:40],
    b"<response/>",
    b"<response></response>",
    b"<response>200</response>",
    b"<response><status/></response>",
    b"<response><code>200</code><id>1</id></response>",
    b"<response><status><code><b>200</b></code></status></response>",
]


@pytest.mark.parametrize("body", UNREADABLE)
def test_unreadable(body: bytes) -> None:
    """No answer at all; what was sent may have been taken nevertheless."""
    for http_status in (200, 204, 302, 429, 500, 502, 503, 504):
        assert_unclear(http_status, body)


@pytest.mark.parametrize("body", [body for body in UNREADABLE if body.strip()])
def test_somebody_elses_refusal(body: bytes) -> None:
    """A proxy or a portal speaks with these codes, too."""
    for http_status in (400, 401, 402, 403, 404, 407, 422):
        assert_unclear(http_status, body)


@pytest.mark.parametrize(
    "http_status", [*range(400, 426), 450, 452, 453, 459, 460, 466, 470, 494, 499]
)
def test_http_status_without_a_readable_body(http_status: int) -> None:
    """Proxies, portals and gateways make up any status, those of the provider too."""
    for body in (b"", b" \n", SUCCESS[:-20], b"<html></html>"):
        assert_unclear(http_status, body)


def test_a_block_page_is_no_repeat() -> None:
    """The web's own 451 must not pass for the proof that a message was sent."""
    for body in (b"", SUCCESS[:-20], b"<html></html>"):
        assert_unclear(451, body)


TURKISH = "Üyelik bilgileri hatalı: ğüşıöç ĞÜŞİÖÇ"


def refusal(charset: str) -> str:
    """Return a refusal that claims a charset."""
    return (
        f'<?xml version="1.0" encoding="{charset}"?>'
        + xml(401, message=TURKISH).decode()
    )


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-9", "windows-1254"])
def test_charset(charset: str) -> None:
    """What is declared and true is read as it is."""
    assert_refused(401, refusal(charset).encode(charset), 401, TURKISH)


@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_charset_with_a_mark(charset: str) -> None:
    """A byte order mark in front does no harm."""
    codec = {"utf-8": "utf-8-sig"}.get(charset, charset)
    assert_refused(401, refusal(charset).encode(codec), 401, TURKISH)


@pytest.mark.parametrize(
    "claimed",
    [
        *("utf-8", "us-ascii", "iso-8859-1", "iso-8859-9", "windows-1254", "cp857"),
        *("utf-16", "utf-32", "utf-7", "shift_jis", "big5", "idna", "rot13", "hex"),
        *("unknown-8bit", "klingon", "x", "A.1"),
    ],
)
def test_wrong_charset(claimed: str) -> None:
    """It garbles the words at most: the code is read, whatever is claimed."""
    for actual in ("utf-8", "iso-8859-9"):
        with pytest.raises(RefusedError) as raised:
            parse_order(401, refusal(claimed).encode(actual))

        assert raised.value.code == 401


def test_wrong_charset_of_a_success() -> None:
    """An order that was taken is known as one."""
    body = SUCCESS.decode().replace("UTF-8", "utf-16").encode("iso-8859-9", "replace")

    assert parse_order(200, body) == Order(id="323223")


def test_markup_in_the_words() -> None:
    """Words come as they were meant; escaping them is for those who show them."""
    assert_refused(
        499,
        xml(499, message="&lt;b&gt;Ödeme&lt;/b&gt; &amp;amp;"),
        499,
        "<b>Ödeme</b> &amp;",
    )


def bomb() -> bytes:
    """Return a document that grows to a billion letters."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return (
        f'<!DOCTYPE response [<!ENTITY e0 "aaaaaaaaaa">{entities}]>'
        "<response><status><code>200</code><message>&e9;</message></status>"
        f"{ORDER}</response>"
    ).encode()


def quadratic() -> bytes:
    """Return a document of one long entity, used often."""
    return (
        f'<!DOCTYPE response [<!ENTITY a "{"a" * 100_000}">]>'
        f"<response><status><code>200</code><message>{'&a;' * 1_000}</message></status>"
        f"{ORDER}</response>"
    ).encode()


def entity_in(*, code: str = "200", declaration: str = "") -> Callable[[], bytes]:
    """Return a way to make a document with a declaration in front."""
    return lambda: (
        f'<?xml version="1.0"?><!DOCTYPE response {declaration}>'.encode()
        + xml(code, ORDER)
    )


@pytest.mark.parametrize(
    "document",
    [
        bomb,
        quadratic,
        entity_in(),
        entity_in(declaration='[<!ENTITY ok "200">]', code="&ok;"),
        entity_in(declaration='[<!ENTITY ok SYSTEM "file:///etc/hostname">]'),
        entity_in(
            declaration='[<!ENTITY ok SYSTEM "file:///etc/hostname">]', code="200&ok;"
        ),
        entity_in(declaration='SYSTEM "http://127.0.0.1:9/response.dtd"'),
        entity_in(declaration='PUBLIC "a" "http://127.0.0.1:9/response.dtd"'),
    ],
)
def test_document_type_is_refused(document: Callable[[], bytes]) -> None:
    """Whoever declares entities is not the provider; nothing is expanded."""
    body = document()
    tracemalloc.start()
    try:
        assert_unclear(200, body)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 10 * len(body) + 1_000_000


def test_undeclared_entity() -> None:
    """HTML's entities are none of XML's."""
    assert_unclear(200, xml(200, ORDER, message="&nbsp;"))


@pytest.mark.parametrize("closed", [True, False])
def test_deep_nesting(closed: bool) -> None:
    """As deep as an answer's greatest length allows."""
    inner = b"<a>" * 140_000 + b"</a>" * 140_000 if closed else b"<a>" * 300_000
    body = xml(200).replace(b"</status>", b"</status>" + inner)

    assert_unclear(200, body)


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Who raises does not log."""
    caplog.set_level(logging.DEBUG)
    assert_unclear(200, PORTAL)
    assert_refused(401, xml(401), 401)

    assert not [record for record in caplog.records if record.name != "asyncio"]
