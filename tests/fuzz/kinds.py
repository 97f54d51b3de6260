"""The kinds of hostile answers; each makes one out of dice."""

from collections.abc import Callable
import json
from random import Random
from typing import Any, Final

from . import seeds

# The client reads no more than that.
LARGEST: Final = 1 << 20

_DOCUMENTS: Final = seeds.documents()
_CHARSETS: Final = (
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7"),
    *("iso-8859-9", "cp1254", "latin-1", "ascii", "cp037", "shift_jis", "gb18030"),
    *("x-unknown", "", "base64", "rot13", "unicode_escape", "idna", "utf-8\x00"),
)
_PIECES: Final = (
    *(b"<code>", b"</code>", b"<code/>", b"<response>", b"</response>", b"<order>"),
    *(
        b"<![CDATA[",
        b"]]>",
        b"<!--",
        b"-->",
        b"<?pi ?>",
        b"&amp;",
        b"&#0;",
        b"&#x1F4A5;",
    ),
    *(
        b"&#xD800;",
        b"&lol;",
        b"<id xmlns='urn:x'>",
        b"<id a='1' a='2'>",
        b"\x00",
        b"\xff",
    ),
    *(b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xc3", b"\xe2\x80\xae", b"\r", b"\x1b[31m"),
    *(b'"', b"\\", b"{", b"}", b"[", b"]", b":", b",", b"null", b"NaN", b'"\\ud800"'),
    *(
        b"200",
        b"-200",
        b"0200",
        b"2e2",
        b"200.0",
        b"\xd9\xa2\xd9\xa0\xd9\xa0",
        b" 200 ",
    ),
)
_TOKENS: Final = (
    *("null", "true", "false", '""', "[]", "{}", "[[]]", "0", "-1", "200", '"200"'),
    *("2e2", "1e308", "1e309", "-1e400", "1e-400", "1e999999999", "1e-999999999999"),
    *("NaN", "Infinity", "-Infinity", '"NaN"', '"sNaN"', '"Infinity"', '"1e999999999"'),
    *('"0,0372"', '"1.234,5"', '",,,"', '"٢٠٠"', '"²"', '"\\ud800"', '"\\u0000"'),
    *('"+905301234567"', '"tel:+90 (530) 123-45-67"', '{"number": {"status": []}}'),
)


def valid(dice: Random) -> bytes:
    """Return an answer as it should be."""
    return dice.choice(_DOCUMENTS)


def truncated(dice: Random) -> bytes:
    """Cut an answer off, at its beginning or its end."""
    body = dice.choice(_DOCUMENTS)
    at = dice.randrange(len(body))
    return body[:at] if dice.random() < 0.8 else body[at:]


def flipped(dice: Random) -> bytes:
    """Change a few bytes."""
    body = bytearray(dice.choice(_DOCUMENTS))
    for _ in range(dice.randint(1, 8)):
        body[dice.randrange(len(body))] = dice.randrange(256)
    return bytes(body)


def spliced(dice: Random) -> bytes:
    """Put pieces in, take some out, double others."""
    body = dice.choice(_DOCUMENTS)
    for _ in range(dice.randint(1, 6)):
        start = dice.randrange(len(body) + 1)
        end = min(len(body), start + dice.randint(0, 40))
        piece = dice.choice((dice.choice(_PIECES), body[start:end] * 2, b""))
        body = body[:start] + piece + body[end:]
    return body


def mixed(dice: Random) -> bytes:
    """Put half of one answer in front of half of another."""
    first, second = dice.choice(_DOCUMENTS), dice.choice(_DOCUMENTS)
    return first[: dice.randrange(len(first))] + second[dice.randrange(len(second)) :]


def wrong_charset(dice: Random) -> bytes:
    """Write in one charset and claim another."""
    claimed, used = dice.choice(_CHARSETS), dice.choice(_CHARSETS[:14])
    text = dice.choice(_DOCUMENTS).decode().replace("UTF-8", claimed)
    return text.encode(used, "replace")


def doctype(dice: Random) -> bytes:
    """Declare a document type, of any use."""
    declaration = dice.choice(
        (
            '<!DOCTYPE response SYSTEM "file:///etc/passwd">',
            '<!DOCTYPE response PUBLIC "-//X" "http://127.0.0.1:9/x.dtd">',
            '<!DOCTYPE response [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
            '<!DOCTYPE response [<!ENTITY % x SYSTEM "http://127.0.0.1:9/"> %x;]>',
            "<!DOCTYPE response [<!ELEMENT response ANY>]>",
            "<!DOCTYPE response [<!ATTLIST code x CDATA '200'>]>",
            "<!doctype html>",
            "<!DOCTYPE",
        )
    )
    code = dice.choice(("&x;", "200", "<!-- -->200"))
    body = f"{declaration}{seeds.xml(code, order=seeds.ORDER).decode().split('?>')[1]}"
    return body.encode(dice.choice(("utf-8", "utf-16", "utf-16-be")))


def entity_bomb(dice: Random) -> bytes:
    """Declare entities that grow without bound."""
    depth, width = dice.randint(2, 12), dice.randint(2, 12)
    lines = ["<!ENTITY e0 'ha'>"]
    if dice.random() < 0.3:  # one long entity many times: quadratic
        lines = [f"<!ENTITY e0 '{'h' * dice.randint(1, 60_000)}'>"]
        depth, width = 1, dice.randint(2, 5_000)
    lines += [
        f"<!ENTITY e{level} '{f'&e{level - 1};' * width}'>"
        for level in range(1, depth + 1)
    ]
    code = f"&e{depth};"
    root = seeds.xml(code, f"&e{depth};", seeds.ORDER).decode().split("?>")[1]
    return f"<!DOCTYPE response [{''.join(lines)}]>{root}".encode()


def huge_number(dice: Random) -> bytes:
    """Put a number of any size where one belongs."""
    digits = "9" * dice.choice((1, 15, 16, 400, 4_299, 4_301, 20_000))
    number = dice.choice((digits, f"-{digits}", f"{digits}.{digits}", f"1e{digits}"))
    if dice.random() < 0.3:
        return seeds.xml(number, order=f"<order><id>{number}</id></order>")
    written = dice.choice((number, f'"{number}"', f'"{number},5"'))
    return _with_value(dice, written)


def nested(dice: Random) -> bytes:
    """Nest as deep as nobody does."""
    depth = dice.choice((50, 500, 5_000, dice.randint(10_000, 40_000)))
    match dice.randrange(4):
        case 0:
            return _with_value(dice, "[" * depth + "]" * depth)
        case 1:
            return _with_value(dice, '{"response":' * depth + "1" + "}" * depth)
        case 2:
            return b"<response>" * depth + b"</response>" * depth
        case _:
            return b"[" * depth


def other_types(dice: Random) -> bytes:
    """Put a value of any type where another belongs."""
    return _with_value(dice, _value(dice, 3))


def large(dice: Random) -> bytes:
    """Fill the largest body that is read."""
    filler = dice.choice(
        (
            b"A",
            b"<a/>",
            b"<status><code>200</code></status>",
            b"&amp;",
            b"<a b='c'>d</a>",
            b"\xc4\xb1",
        )
    )
    room = dice.randint(LARGEST // 2, LARGEST) - 400
    match dice.randrange(4):
        case 0:
            content = (filler * (room // len(filler))).decode()
            return seeds.xml(200, content, seeds.ORDER)
        case 1:
            row = '{"number": "+905301234567", "status": 111}'
            return _with_value(dice, f"[{','.join([row] * (room // (len(row) + 1)))}]")
        case 2:
            return _with_value(dice, json.dumps("9 " * (room // 2)))
        case _:
            return b" " * room + dice.choice(_DOCUMENTS)


def noise(dice: Random) -> bytes:
    """Return anything."""
    return dice.randbytes(dice.randint(0, 200))


def page(dice: Random) -> bytes:
    """Return a web page, as captive portals and proxies do."""
    return seeds.PORTAL[: dice.randint(0, len(seeds.PORTAL))]


KINDS: Final[dict[str, tuple[Callable[[Random], bytes], float]]] = {
    "valid": (valid, 4),
    "truncated": (truncated, 12),
    "flipped": (flipped, 16),
    "spliced": (spliced, 16),
    "mixed": (mixed, 8),
    "wrong charset": (wrong_charset, 8),
    "doctype": (doctype, 6),
    "entity bomb": (entity_bomb, 3),
    "huge number": (huge_number, 6),
    "nested": (nested, 2),
    "other types": (other_types, 16),
    "large": (large, 0.1),
    "noise": (noise, 4),
    "page": (page, 2),
}
"""Each with how often it comes up among the others."""


def _with_value(dice: Random, value: str) -> bytes:
    """Return a JSON answer with one of its values replaced by some JSON."""
    document = json.loads(json.dumps(dice.choice(seeds.JSON)))
    places = list(_places(document))
    holder, key = dice.choice(places)
    holder[key] = "\x01"
    text = json.dumps(document).replace('"\\u0001"', value)
    return text.encode("utf-8", "surrogatepass")


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Return every place in a document, as a container and a key."""
    keys = value.keys() if isinstance(value, dict) else range(len(value))
    found = []
    for key in keys:
        found.append((value, key))
        if isinstance(value[key], dict | list):
            found.extend(_places(value[key]))
    return found


def _value(dice: Random, depth: int) -> str:
    """Return some JSON, whatever Python's own writer would say."""
    if depth == 0 or dice.random() < 0.6:
        return dice.choice(_TOKENS)
    inner = [_value(dice, depth - 1) for _ in range(dice.randint(0, 3))]
    if dice.random() < 0.5:
        return f"[{','.join(inner)}]"
    names = ("number", "status", "code", "id", "amount", "sms", "sender", "message")
    return f"{{{','.join(f'"{dice.choice(names)}": {item}' for item in inner)}}}"
