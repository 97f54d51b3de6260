"""Bodies of answers decoded: XML or its JSON twin in, plain values out.

Types vary on the wire: a number may come as a string, with a decimal comma or
as an empty element for zero, and a list of one without its list.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
import json
from typing import Any, Final
from xml.etree import ElementTree as ET

type Response = Mapping[str, Any]
"""The content of the root element `response`."""

_MAX_DIGITS: Final = 15
# No number of the provider's is longer; bounds what Decimal has to work on.
_MAX_NUMBER_LENGTH: Final = 40
_MAX_DEPTH: Final = 4  # response, order, message, number
# In UTF-8 and everything else that contains ASCII, and in UTF-16.
_DOCTYPES: Final = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le").rstrip(b"\0"))
# Precedes the first character of a document: byte order marks, white space, and
# the zero bytes of UTF-16 and UTF-32.
_PADDING: Final = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"


def decode(body: bytes) -> Response | None:
    """Return the content of `response`, None if the body has no such form."""
    if body.lstrip(_PADDING)[:1] == b"{":
        return _decode_json(body)
    root = _parse_xml(body)
    return None if root is None else mapping(_content(root))


def _decode_json(body: bytes) -> Response | None:
    """Return the content of a JSON document."""
    document: object = None
    # As with XML, a wrong charset garbles the message text at most.
    for text in (body, body.decode(errors="replace")):
        try:
            document = _load(text)
        except UnicodeDecodeError:
            continue
        except ValueError, RecursionError, InvalidOperation:
            return None
        break
    response = mapping(document).get("response")
    return response if isinstance(response, dict) else None


def _load(document: str | bytes) -> object:
    """Parse JSON; raises ValueError, RecursionError or InvalidOperation."""
    return json.loads(document, parse_float=Decimal, parse_int=_parse_int)


def _parse_int(digits: str) -> int | str:
    """Return an integer, or the text of one too long to be a number of the provider."""
    return int(digits) if len(digits) <= _MAX_NUMBER_LENGTH else digits


def _parse_xml(body: bytes) -> ET.Element | None:
    """Return the root element `response` of an XML document."""
    # Declared entities can grow without bound. The parser must not even see
    # them: it expands them to the end, even if its target raises, which takes
    # more than a second.
    if any(doctype in body for doctype in _DOCTYPES):
        return None
    # A script easily prints a line feed before the declaration.
    body = body.lstrip()
    # A wrong charset garbles the message text at most, so a second attempt
    # replaces what cannot be decoded: the code matters, not the words.
    for document in (body, body.decode(errors="replace")):
        parser = ET.XMLParser()  # noqa: S314 - no document type, no entities
        try:
            parser.feed(document)
            root = parser.close()
        except ET.ParseError, ValueError, LookupError:
            continue
        if root.tag == "response":
            return root
    return None


def _content(element: ET.Element, depth: int = 1) -> object:
    """Return an element as its JSON twin: text, object, and lists of what repeats."""
    if not len(element):
        return element.text or ""
    content: dict[str, Any] = {}
    if depth > _MAX_DEPTH:
        return content
    for child in element:
        value = _content(child, depth + 1)
        if child.tag not in content:
            content[child.tag] = value
        elif isinstance(known := content[child.tag], list):
            known.append(value)
        else:
            content[child.tag] = [known, value]
    return content


def mapping(value: object) -> Mapping[str, Any]:
    """Return a JSON object; an empty element comes as "", [] or null."""
    return value if isinstance(value, dict) else {}


def sequence(value: object) -> Sequence[Any]:
    """Return a JSON list; a single element comes without its list."""
    if value is None or value == "":
        return ()
    return value if isinstance(value, list) else (value,)


def is_empty(value: object) -> bool:
    """Return whether an element is missing or empty."""
    return value in (None, "", [], {}) or (isinstance(value, str) and not value.strip())


def to_decimal(value: object) -> Decimal | None:
    """Return a number of any type seen; an empty element stands for zero."""
    if is_empty(value):
        return Decimal(0)
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    text = str(value).strip()
    if len(text) > _MAX_NUMBER_LENGTH:
        return None
    if "," in text:
        text = text.replace(".", "").replace(",", ".")
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and number.adjusted() < _MAX_DIGITS else None


def to_int(value: object) -> int | None:
    """Return a whole number of any type seen, None if it is empty or not a number."""
    if isinstance(value, str):
        value = value.strip()
        if value.isascii() and value.isdecimal() and len(value) <= _MAX_DIGITS:
            return int(value)  # nearly always
    if is_empty(value):
        return None
    number = to_decimal(value)
    return None if number is None or number % 1 else int(number)


def to_text(value: object) -> str:
    """Return a text or a number as text, "" for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return ""
    # JSON can escape half of a surrogate pair, which no encoding can write.
    return str(value).strip().encode(errors="replace").decode()
