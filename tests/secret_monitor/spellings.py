"""How a secret could be written."""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from html import escape
import json
from urllib.parse import quote, quote_plus

# Fewer letters are found in other words, too.
_SHORTEST_CODED = 8


def spellings(secret: str) -> set[str]:
    """Return every form in which a secret could turn up, in whatever case."""
    return {form.casefold() for form in (*_written(secret), *_coded(secret))}


def _written(secret: str) -> Iterator[str]:
    """Return a secret as text formats write it."""
    yield secret
    # Also as part of a text with both kinds of quotes.
    for quotes, end in (("", -1), ("'\"", -4)):
        yield repr(secret + quotes)[1:end]
        yield repr((secret + quotes).encode())[2:end]
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield escape(secret)
    yield escape(secret, quote=False)
    for once in (quote(secret), quote(secret, safe=""), quote_plus(secret)):
        yield once
        yield quote(once, safe="")
    yield quote(secret, safe="", encoding="iso-8859-9", errors="replace")


def _coded(secret: str) -> Iterator[str]:
    """Return a secret as one can read it only with a tool."""
    plain = secret.encode()
    if len(plain) < _SHORTEST_CODED:
        return
    yield plain.hex()
    for before in range(3):
        # The characters at either end depend on what stands next to the secret.
        first, last = -(-8 * before // 6), 8 * (before + len(plain)) // 6
        for encode in (b64encode, urlsafe_b64encode):
            yield encode(bytes(before) + plain).decode()[first:last]
