"""What holds for every text, checked against independent implementations.

`gsm0338` knows the default alphabet, `regex` the grapheme clusters.
"""

from importlib import import_module
import unicodedata

from hypothesis import example, given, settings, strategies as st
import regex

from custom_components.iletimerkezi.api import letters
from custom_components.iletimerkezi.api.text import (
    Encoding,
    clean,
    measure,
    plain,
    shorten,
)

import_module("gsm0338")  # registers the codec "gsm03.38"

OPERATOR_CODE = " B186"  # appended to every SMS

# Assigned characters only: about others two versions of Unicode may disagree.
CHARACTERS = st.characters(exclude_categories=["Cs", "Cn", "Co"])
ALPHABET = st.sampled_from(letters.DEFAULT_ALPHABET + letters.EXTENSION)
CLUSTERS = st.sampled_from(
    [
        *"\u0301\u200d\U0001f3fb\u1112\u1161\u11ab\uac00\uac01\u0600😀🇹\r\n\u2028 \xa0",
        *("\u0915", "\u094d", "\u0937\u093f", "\u0e01\u0e33", "\r\n", "e\u0301\u0323"),
        *("👩\u200d👩\u200d👧", "👍🏽", "🇹🇷", "1\ufe0f\u20e3", "❤\ufe0f"),
        "🏴\U000e0067\U000e007f",
    ]
)
WORDS = st.sampled_from(
    ["su ", "kapı ", "€", "baskın! ", "21,5 °C ", "\n", "a" * 25, "😀"]
)
# Long enough to take several SMS, in every encoding.
TEXTS = st.builds(
    lambda pieces, times: "".join(pieces) * times,
    st.lists(st.one_of(CHARACTERS, ALPHABET, CLUSTERS, WORDS), max_size=40),
    st.integers(1, 40),
)
PARTS = st.integers(1, 7)

always = settings(deadline=None, max_examples=300)


def boundaries(text: str) -> set[int]:
    """Return where the grapheme clusters of a text start and end."""
    return {0, *(cluster.end() for cluster in regex.finditer(r"\X", text))}


def kept(text: str, short: str) -> str:
    """Return what a shortened text kept, provided that its ellipsis is the right one."""
    rest = short.removesuffix("…")
    if rest == short:
        rest = short.removesuffix("...")
    cheap = measure(rest).encoding is not Encoding.UCS2
    assert short == rest + ("..." if cheap else "…")
    assert text.startswith(rest)
    return rest


def test_alphabet_is_that_of_the_codec() -> None:
    """Both alphabets are complete, and nothing else is in them."""
    one = {bytes([code]).decode("gsm03.38") for code in range(0x80) if code != 0x1B}
    two = {
        bytes([0x1B, code]).decode("gsm03.38")
        for code in b"\x0a\x14\x28\x29\x2f\x3c\x3d\x3e\x40\x65"
    }

    assert set(letters.DEFAULT_ALPHABET) == one
    assert set(letters.EXTENSION) == two
    assert len(letters.DEFAULT_ALPHABET) == 127
    assert len(letters.EXTENSION) == 10


@always
@given(st.text(ALPHABET, min_size=1, max_size=40), st.integers(1, 40))
def test_parts_of_the_default_alphabet(text: str, times: int) -> None:
    """The codec needs as many septets for a text with its operator code."""
    text *= times
    septets = len((text + OPERATOR_CODE).encode("gsm03.38"))

    size = measure(text)

    assert size.encoding is Encoding.GSM7
    assert size.units == septets - len(OPERATOR_CODE)
    assert size.parts == (1 if septets <= 160 else -(-septets // 153))


@always
@given(TEXTS)
def test_parts_of_any_other_text(text: str) -> None:
    """UTF-16 needs as many octets for a text with its operator code."""
    text += "я"
    octets = (text + OPERATOR_CODE).encode("utf-16-be")

    size = measure(text)

    assert size.encoding is Encoding.UCS2
    assert size.units == len(octets) // 2 - len(OPERATOR_CODE)
    assert size.parts == (1 if len(octets) <= 140 else -(-len(octets) // 134))


@always
@given(TEXTS)
def test_strict_count_is_never_lower(text: str) -> None:
    """A more cautious count of the same text."""
    size, strict = measure(text), measure(text, strict=True)

    assert strict.encoding is size.encoding
    assert strict.units >= size.units
    assert strict.parts >= size.parts


@always
@given(TEXTS, PARTS, st.booleans())
@example("a\u0301" + "\u0301" * 2_000, 7, False)
@example("\u0600 " * 200, 1, False)  # every cluster ends with white space
def test_shortened_text_fits_and_is_whole(text: str, parts: int, strict: bool) -> None:
    """What is kept is a start of the text that fits and ends with a cluster."""
    short = shorten(text, parts, strict=strict)

    assert measure(short, strict=strict).parts <= parts
    assert shorten(short, parts, strict=strict) == short
    if measure(text, strict=strict).parts <= parts:
        assert short == text
        return
    rest = kept(text, short)
    assert rest == rest.rstrip()
    whole = boundaries(text)
    assert len(rest) in whole or not any(
        end and not text[end - 1].isspace() and not letters.joined(text, end)
        for end in whole
        if end < len(rest)
    )


@settings(deadline=None, max_examples=50)
@given(st.lists(WORDS, min_size=30, max_size=60).map("".join), st.integers(1, 2))
def test_no_other_cut_keeps_much_more(text: str, parts: int) -> None:
    """Of all cuts that fit, the longest is taken, or the word before it."""
    if measure(text).parts <= parts:
        return
    rest = kept(text, shorten(text, parts))
    longest = 0
    for end in sorted(boundaries(text)):
        head = text[:end]
        ending = "…" if measure(head).encoding is Encoding.UCS2 else "..."
        if measure(head + ending).parts <= parts:
            longest = len(head.rstrip())

    assert len(text[: max(longest - 20, 0)].rstrip()) <= len(rest) <= longest


@always
@given(st.lists(st.one_of(CHARACTERS, CLUSTERS), max_size=12).map("".join))
def test_no_boundary_inside_a_cluster(text: str) -> None:
    """No boundary is found that is none."""
    found = {place for place in range(len(text) + 1) if not letters.joined(text, place)}

    assert found <= boundaries(text) | {len(text)}


@always
@given(st.text(st.sampled_from("abcäé .,!ñЖ中😀❤👍🇹🇷가")))
def test_boundaries_between_ordinary_characters(text: str) -> None:
    """No caution without need."""
    found = {place for place in range(len(text) + 1) if not letters.joined(text, place)}

    assert found == boundaries(text)


@always
@given(
    st.text(st.one_of(CHARACTERS, st.sampled_from("\n\r\t\x00\x7f\x85\ud800\udbff")))
)
def test_clean_drops_only_what_cannot_be_sent(text: str) -> None:
    """Control characters other than white space, and surrogates; the rest stays."""
    cleaned = clean(text)

    assert cleaned == "".join(
        " " if letter in "\t\r" else letter
        for letter in text.replace("\r\n", "\n")
        if letter in "\n\t\r" or unicodedata.category(letter) not in ("Cc", "Cs")
    )
    assert clean(cleaned) == cleaned
    cleaned.encode()


@always
@given(st.text(st.characters()))
def test_clean_is_idempotent_with_surrogates(text: str) -> None:
    """A second time changes nothing, and UTF-8 can write the result."""
    assert clean(clean(text)) == clean(text)
    clean(text).encode()


TURKISH_TEXT = st.text(
    st.one_of(
        ALPHABET,
        st.sampled_from("ğüşıöçĞÜŞİÖÇâîûÂÎÛ"),
        st.sampled_from(
            "\u2018\u2019\u201a\u201c\u201d\u201e«»–—\u2011\u2212\xa0\u2009\u202f…°•×₺"
        ),
        st.sampled_from("\u200b\ufeff\xad"),
    )
)


@always
@given(TURKISH_TEXT, st.booleans())
def test_plain_turkish_is_in_the_default_alphabet(text: str, decomposed: bool) -> None:
    """However the letters are composed."""
    if decomposed:
        turkish = "ğüşıöçĞÜŞİÖÇâîûÂÎÛ"
        text = "".join(
            unicodedata.normalize("NFD", letter) if letter in turkish else letter
            for letter in text
        )

    assert measure(plain(text)).encoding is Encoding.GSM7


@always
@given(TEXTS)
def test_plain_is_idempotent(text: str) -> None:
    """A second time changes nothing."""
    assert plain(plain(text)) == plain(text)


@always
@given(TEXTS, PARTS)
def test_shortening_never_makes_a_text_more_expensive(text: str, parts: int) -> None:
    """Neither its parts nor its encoding."""
    size, short = measure(text), measure(shorten(text, parts))

    order = list(Encoding)
    assert short.parts <= size.parts
    assert order.index(short.encoding) <= order.index(size.encoding)
