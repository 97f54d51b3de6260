"""What a text costs, and how it is made to fit: one test per rule."""

from collections.abc import Mapping

import pytest

from custom_components.iletimerkezi.api.text import (
    MAX_PARTS,
    Encoding,
    TextSize,
    clean,
    costly_characters,
    measure,
    plain,
    shorten,
)

# The longest text for 1, 2, 3... parts. The provider refuses the eighth.
LIMITS = {
    Encoding.GSM7: (155, 301, 454, 607, 760, 913, 1066, 1219),
    Encoding.TURKISH: (150, 293, 442, 591, 740, 889, 1038, 1187),
    Encoding.UCS2: (65, 129, 196, 263, 330, 397, 464, 531),
}
STRICT_LIMITS = {
    Encoding.GSM7: (155, 296, 444, 592, 740, 888, 1036, 1184),
    Encoding.TURKISH: (150, 288, 432, 576, 720, 864, 1008, 1152),
    Encoding.UCS2: (65, 124, 186, 248, 310, 372, 434, 496),
}
LETTERS = {Encoding.GSM7: "a", Encoding.TURKISH: "ş", Encoding.UCS2: "я"}

FAMILY = "👩\u200d👩\u200d👧\u200d👦"  # 11 code units


def table(
    limits: Mapping[Encoding, tuple[int, ...]],
) -> list[tuple[Encoding, int, int]]:
    """Return a row for each encoding and number of parts."""
    return [
        (encoding, parts, limit)
        for encoding, row in limits.items()
        for parts, limit in enumerate(row, start=1)
    ]


@pytest.mark.parametrize(("encoding", "parts", "limit"), table(LIMITS))
def test_first_and_last_length_of_every_number_of_parts(
    encoding: Encoding, parts: int, limit: int
) -> None:
    """Each limit still fits, and one more does not."""
    letter = LETTERS[encoding]

    assert measure(letter * limit) == TextSize(
        encoding=encoding, units=limit, parts=parts
    )
    assert measure(letter * (limit + 1)).parts == parts + 1


@pytest.mark.parametrize(("encoding", "parts", "limit"), table(STRICT_LIMITS))
def test_strict_limits(encoding: Encoding, parts: int, limit: int) -> None:
    """The operator code in every part, Turkish letters twice."""
    letter = "a" if encoding is Encoding.TURKISH else LETTERS[encoding]
    start = "ş" if encoding is Encoding.TURKISH else letter * 2  # two units each

    longest = measure(start + letter * (limit - 2), strict=True)

    assert longest == TextSize(encoding=encoding, units=limit, parts=parts)
    assert measure(start + letter * (limit - 1), strict=True).parts == parts + 1


def test_only_seven_parts_are_accepted() -> None:
    """The number is the provider's."""
    assert MAX_PARTS == 7


def test_empty_text_costs_nothing() -> None:
    """No text, no SMS."""
    assert measure("") == TextSize(encoding=Encoding.GSM7, units=0, parts=0)


@pytest.mark.parametrize(
    ("text", "encoding", "units"),
    [
        ("Kapı açık", Encoding.TURKISH, 9),
        ("Öğle", Encoding.TURKISH, 4),
        ("Ülkü, böyle GÖÇ", Encoding.GSM7, 15),
        ("çğışĞİŞ", Encoding.TURKISH, 7),
        ("öüÖÜÇéàñ@£¥ΔΩ§¿\r\n", Encoding.GSM7, 17),
        ("^{}\\[~]|€\f", Encoding.GSM7, 20),
        ("5 € için [ev]", Encoding.TURKISH, 16),
        ("`", Encoding.UCS2, 1),
        ("\t", Encoding.UCS2, 1),
        ("\x1b", Encoding.UCS2, 1),
        ("25 °C", Encoding.UCS2, 5),
        ("â", Encoding.UCS2, 1),
        ("g\u0306", Encoding.UCS2, 2),
        ("{}", Encoding.GSM7, 4),
        ("{}я", Encoding.UCS2, 3),
        ("😀", Encoding.UCS2, 2),
        ("ş😀", Encoding.UCS2, 3),
        (FAMILY, Encoding.UCS2, 11),
        ("\ud83d", Encoding.UCS2, 1),
    ],
)
def test_units(text: str, encoding: Encoding, units: int) -> None:
    """What each kind of letter takes."""
    assert measure(text) == TextSize(encoding=encoding, units=units, parts=1)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("€" * 77 + "a", 1),
        ("€" * 78, 2),
        # A plain sum, although one euro sign falls across two SMS.
        ("€" * 150 + "a", 2),
        ("€" * 151, 3),
        ("ş" + "€" * 74 + "a", 1),
        ("ş" + "€" * 75, 2),
        ("😀" * 32 + "я", 1),
        ("😀" * 33, 2),
    ],
)
def test_letters_of_two_units_at_the_limits(text: str, parts: int) -> None:
    """An odd unit that is left over does not help."""
    assert measure(text).parts == parts


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        ("a" * 60 + "–", ""),  # one SMS anyway
        ("a" * 300, ""),  # merely long
        ("ş" * 160, ""),
        ("a" * 100 + "–", "–"),
        (
            "“ş" + "a" * 100 + "”–”",
            "“”–",
        ),  # each once, Turkish letters are not to blame
        ("a" * 152 + "ş", "ş"),
        ("ş" * 160 + "🔥", "🔥"),  # would still take two without it
    ],
)
def test_costly_characters(text: str, characters: str) -> None:
    assert costly_characters(text) == characters


def test_strict_count_of_turkish_letters_is_double() -> None:
    """Like extension characters."""
    assert measure("Kapı açık €", strict=True) == TextSize(
        encoding=Encoding.TURKISH, units=15, parts=1
    )


@pytest.mark.parametrize(("encoding", "parts", "limit"), table(LIMITS))
def test_what_fits_is_left_alone(encoding: Encoding, parts: int, limit: int) -> None:
    """Up to the last unit."""
    text = LETTERS[encoding] * limit

    assert shorten(text, parts) == text


@pytest.mark.parametrize(("encoding", "parts", "limit"), table(LIMITS))
def test_what_is_too_long_fills_every_part(
    encoding: Encoding, parts: int, limit: int
) -> None:
    """The ellipsis ends with the last unit."""
    letter = LETTERS[encoding]
    ending = "…" if encoding is Encoding.UCS2 else "..."

    assert (
        shorten(letter * (limit + 1), parts) == letter * (limit - len(ending)) + ending
    )


@pytest.mark.parametrize(
    ("text", "short"),
    [
        # Letters of two units.
        ("€" * 78, "€" * 76 + "..."),
        ("a" + "€" * 78, "a" + "€" * 75 + "..."),
        ("😀" * 33, "😀" * 32 + "…"),
        ("я" + "😀" * 33, "я" + "😀" * 31 + "…"),
        # The encoding that keeps the most text.
        ("a" * 160 + "😀", "a" * 152 + "..."),
        ("ş" * 160 + "😀", "ş" * 147 + "..."),
        ("a" * 100 + "😀" + "b" * 100, "a" * 100 + "..."),
        ("a" * 62 + "😀" + "b" * 100, "a" * 62 + "😀…"),
        ("a" * 63 + "😀" + "b" * 100, "a" * 63 + "..."),
        ("a" * 149 + "ş" * 20, "a" * 149 + "..."),
        ("a" * 140 + "ş" * 20, "a" * 140 + "ş" * 7 + "..."),
        ("😀" + "a" * 200, "😀" + "a" * 62 + "…"),
        # The end of a word, if it is near.
        ("a" * 140 + " " + "b" * 50, "a" * 140 + "..."),
        ("a" * 132 + " " + "b" * 50, "a" * 132 + "..."),
        ("a" * 131 + " " + "b" * 50, "a" * 131 + " " + "b" * 20 + "..."),
        ("a" * 152 + " " + "b" * 50, "a" * 152 + "..."),
        ("a" * 151 + "\n" + "b" * 50, "a" * 151 + "..."),
        ("a" * 140 + " \n " + "b" * 50, "a" * 140 + "..."),
        ("a" * 50 + " " + "я" * 20, "a" * 50 + "..."),
        ("я" * 60 + " ab" * 5, "я" * 60 + " ab…"),
        (" " + "a" * 200, " " + "a" * 151 + "..."),
        (" " * 150 + "a" * 50, " " * 150 + "aa..."),
        (" \n" * 100, "..."),
        # Grapheme clusters.
        ("a" * 60 + FAMILY + "b" * 99, "a" * 60 + "..."),
        ("я" * 60 + FAMILY + "b" * 99, "я" * 60 + "…"),
        ("я" * 62 + " \u0600 b" + "c" * 9, "я" * 62 + "…"),
        ("я" * 63 + "\ud83d\ude00" * 9, "я" * 63 + "…"),
        ("a" * 100 + "g\u0306" + "b" * 99, "a" * 100 + "..."),
        ("\r\n" * 76 + "ab\r\n" + "c" * 9, "..."),
        # A cluster that is too long for an SMS.
        ("a" + "\u0301" * 10_000, "a" + "\u0301" * 63 + "…"),
        (" a" + "\u0301" * 10_000, " a" + "\u0301" * 62 + "…"),
        ("b a" + "\u0301" * 10_000, "b..."),
        ("\u0301" * 10_000, "\u0301" * 64 + "…"),
        ("👩\u200d" * 10_000, "👩\u200d" * 21 + "…"),
    ],
)
def test_shortened_to_one_part(text: str, short: str) -> None:
    """Every rule of shortening."""
    assert shorten(text, 1) == short


@pytest.mark.parametrize(
    "cluster",
    [
        *(FAMILY, "🇹🇷", "👍🏽", "1\ufe0f\u20e3", "❤\ufe0f"),
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",  # England
        *("e\u0301\u0323", "\u1112\u1161\u11ab", "\uac00\u11ab", "\u0915\u094d\u0937"),
        *("\u0e01\u0e33", "\u0600\u0661", "\ud83d\ude00"),
    ],
)
def test_cluster_is_kept_whole_or_not_at_all(cluster: str) -> None:
    """One that ends with the last unit is kept, one that is a unit too late is not."""
    start = "я" * (64 - measure(cluster + "я").units + 1)

    assert shorten(start + cluster * 50, 1) == start + cluster + "…"
    assert shorten(start + "я" + cluster * 50, 1) == start + "я…"


def test_shortened_to_seven_parts() -> None:
    """An alarm of a script that repeats itself."""
    words = "Salonda su baskını! " * 100

    assert shorten(words, 7) == "Salonda su baskını! " * 51 + "Salonda su..."


def test_more_parts_keep_more_by_another_encoding() -> None:
    """In one part it is cheaper to leave the emoji out."""
    text = "a" * 100 + "😀" + "b" * 100

    assert shorten(text, 2) == "a" * 100 + "😀" + "b" * 26 + "…"
    assert shorten(text, 4) == text


@pytest.mark.parametrize(("encoding", "parts", "limit"), table(STRICT_LIMITS))
def test_strict_shortening_fits_the_strict_count(
    encoding: Encoding, parts: int, limit: int
) -> None:
    """Nothing is given away."""
    text = shorten(LETTERS[encoding] * 1500, parts, strict=True)

    size = measure(text, strict=True)
    assert size.parts == parts
    assert size.units in (limit, limit - 1)  # a Turkish letter takes two
    assert shorten(text, parts, strict=True) == text


def test_no_parts_is_a_mistake() -> None:
    """Not even an ellipsis fits."""
    with pytest.raises(ValueError, match="at least one"):
        shorten("a", 0)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x00\x07\x1b\x7f\x85\x0b\x0cb", "ab"),
        ("a\tb\t\tc", "a b  c"),
        ("a\rb\r\rc\n\rd\r\r\ne", "a b  c\n d \ne"),
        ("a\r\nb\n", "a\nb\n"),
        ("\n  a  \n", "\n  a  \n"),
        (f"{FAMILY}\u200b\u2028\xa0", f"{FAMILY}\u200b\u2028\xa0"),
        ("a\ud83db\ude00c", "abc"),
        ("\ud83d\ude00 \ud83d\x00\ude00", "😀 "),
        ("", ""),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    """What cannot be sent goes."""
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("text", "plain_text"),
    [
        ("ğüşıöç ĞÜŞİÖÇ", "gusioc GUSIOC"),
        ("Şofben çalışıyor, ÜÇÜNCÜ KÖŞE IŞIĞI", "Sofben calisiyor, UCUNCU KOSE ISIGI"),
        ("g\u0306u\u0308s\u0327i\u0307o\u0308c\u0327", "gusioc"),
        ("G\u0306U\u0308S\u0327I\u0307O\u0308C\u0327", "GUSIOC"),
        ("İZMİR".lower(), "izmir"),
        ("\u0131\u0307 g\u0306\u0306 u\u0308\u0302 ü\u0302", "i g u u"),
        ("kâr hâlâ îman sükûn Â Î Û a\u0302", "kar hala iman sukun A I U a"),
        ("\u2018a\u2019 \u201ab\u201b \u2039c\u203a", "'a' 'b\u201b 'c'"),
        ("\u201ca\u201d \u201eb\u201d \xabc\xbb", '"a" "b" "c"'),
        ("a\u2010b\u2011c\u2012d\u2013e\u2014f\u2015g \u22125", "a-b-c-d-e-f-g -5"),
        ("21,5\xa0°C, 45°, 1\u2009000\u202fm\u2003x", "21,5 C, 45, 1 000 m x"),
        ("• 3 × 5 ₺…", "- 3 x 5 TL..."),
        ("a\u200bb\ufeffc\xadd g\u200b\u0306", "abcd g"),
        ("\n \ttwo  spaces `^{}[]~|\\ \r\n", "\n \ttwo  spaces `^{}[]~|\\ \r\n"),
    ],
)
def test_plain(text: str, plain_text: str) -> None:
    """Turkish and typographic characters are replaced."""
    assert plain(text) == plain_text


@pytest.mark.parametrize(
    "text",
    [
        f"{FAMILY}🇹🇷 ❤\ufe0f",
        "Γειά σου",
        "مرحبا می\u200cخواهم \u200f",
        "é e\u0301 ä a\u0308 g\u030c ñ s\u030c o\u0302 ô",
        "日本語\u3000かな",
        "µg/m³ m² ½ €",
    ],
)
def test_plain_leaves_everything_else(text: str) -> None:
    """Other letters, signs and emoji are the author's."""
    assert plain(text) == text


def test_plain_makes_a_text_cheaper() -> None:
    """The purpose of it all."""
    text = "Şofben çalışıyor, sıcaklık 21,5 °C…"

    assert measure(text).encoding is Encoding.UCS2
    assert measure(plain(text)).encoding is Encoding.GSM7
