"""How people write a number, and why something is none."""

import re
import unicodedata

from hypothesis import example, given, settings, strategies as st
import pytest

from homeassistant.util.yaml import parse_yaml

from custom_components.iletimerkezi.api.phone import (
    InvalidNumberError,
    InvalidNumberReason as Reason,
    parse_number,
)

NUMBER = "5301234567"

ACCEPTED = [
    # What the provider takes, and the usual prefixes.
    "5301234567",
    "05301234567",
    "905301234567",
    "+905301234567",
    "00905301234567",
    # The trunk zero behind the country code.
    "+9005301234567",
    "+90 (0)530 123 45 67",
    "90 0530 123 45 67",
    "0090 0530 123 45 67",
    "+0090 530 123 45 67",
    # Spaces, dashes, dots, brackets, slashes.
    "530 123 45 67",
    "0530 123 45 67",
    "0530 1234567",
    "0 530 123 45 67",
    "+90 530 123 45 67",
    "+90 530 1234567",
    "+ 90 530 123 45 67",
    "0090 530 123 45 67",
    "00 90 530 123 45 67",
    "(530) 123-45-67",
    "(0530) 123 45 67",
    "0(530)123-45-67",
    "+90(530)1234567",
    "+(90) 530 123 45 67",
    "(+90) 530 123 45 67",
    "(0090) 530 123 45 67",
    "0530-123-45-67",
    "0530.123.45.67",
    "0530/123 45 67",
    "0530_123_45_67",
    "0530·123·45·67",
    "5,301,234,567",
    "  0530  123  45  67  ",
    "0530 123 45 67\n",
    "0530\t123\t45\t67",
    "0530\r\n1234567",
    "-0530 123 45 67",
    # Dashes and spaces as word processors write them.
    "0530\u2010123\u201145\u201267",
    "0530\u2013123\u201445\u201567",
    "0530\u2212123\u221245\u221267",
    "0530\uff0d123\uff0d45\uff0d67",
    "0530\xa0123\u202f45\u200967",
    "0530\u3000123\u300045\u300067",
    # Invisible marks that address books put around a number.
    "\u202a+90 530 123 45 67\u202c",
    "\u2068+90 530 123 45 67\u2069",
    "\u200e05301234567\u200f",
    "\ufeff05301234567",
    "530\u200b123\u200c45\u200d67",
    "0530\xad123\xad45\xad67",
    "05301234567\0",
    "\x1b05301234567\x7f",
    # Digits of other scripts.
    "５３０１２３４５６７",
    "＋９０５３０１２３４５６７",
    "٠٥٣٠١٢٣٤٥٦٧",
    "+٩٠٥٣٠١٢٣٤٥٦٧",
    "۰۵۳۰۱۲۳۴۵۶۷",
    "५३०१२३४५६७",
    "𝟓𝟑𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕",
    "5301²34567",
    # Thousands, as spreadsheets group them.
    "5.301.234.567",
    "5 301 234 567",
    "5\xa0301\xa0234\xa0567",
    # A dot among other separators, and the notation of domain registries.
    "0530.1234567",
    "0530 123 45.67",
    "530.123 45 67",
    "+90.5301234567",
    # Marked as text by a spreadsheet, or in the quotes of an export.
    "'05301234567",
    "\u201905301234567",
    "\uff0705301234567",
    "' 0530 123 45 67 '",
    '"05301234567"',
    '"+90 530 123 45 67"',
    # As in a link.
    "tel:+905301234567",
    "tel:05301234567",
    "tel:+90-530-123-45-67",
    " tel: 0530 123 45 67 ",
    "\u200etel:+905301234567",
    # What YAML makes of a number without quotes.
    5301234567,
    905301234567,
    9005301234567,
]


@pytest.mark.parametrize("value", ACCEPTED, ids=ascii)
def test_accepted(value: str | int) -> None:
    """Every common spelling of one and the same number."""
    assert parse_number(value) == NUMBER


@pytest.mark.parametrize(
    "number",
    [
        "5000000000",
        "5012345678",
        "5069999999",
        "5551112233",
        "5616161616",
        "5999999999",
    ],
)
def test_any_operator(number: str) -> None:
    """Which prefixes are in use is the operators' business."""
    assert parse_number(number) == number
    assert parse_number(f"+90{number}") == number


def test_a_number_that_begins_like_the_country_code_stays_whole() -> None:
    """Only what is left over in front of ten digits is a country code."""
    assert parse_number("+905905901234") == "5905901234"
    assert parse_number("05905901234") == "5905901234"


REFUSED = [
    ("", Reason.EMPTY),
    ("   ", Reason.EMPTY),
    ("\n\t", Reason.EMPTY),
    ("\u200b\u200e\ufeff", Reason.EMPTY),
    ("\0", Reason.EMPTY),
    ("+", Reason.EMPTY),
    ("-", Reason.EMPTY),
    ("()", Reason.EMPTY),
    ("( ) -", Reason.EMPTY),
    ("tel:", Reason.EMPTY),
    ("tel:+", Reason.EMPTY),
    ("Anne", Reason.LETTERS),
    ("notify.anne", Reason.LETTERS),
    ("0530 123 45 67 ext 5", Reason.LETTERS),
    ("0530 123 45 67x5", Reason.LETTERS),
    ("O5301234567", Reason.LETTERS),  # the letter O
    ("0530 l23 45 67", Reason.LETTERS),  # the letter l
    ("0530-ANNE-45", Reason.LETTERS),
    ("mailto:5301234567", Reason.LETTERS),
    ("tel:tel:05301234567", Reason.LETTERS),
    ("tel:+905301234567;ext=5", Reason.LETTERS),
    ("*5301234567", Reason.LETTERS),
    ("5301234567#", Reason.LETTERS),
    ("5301234567;5321112233", Reason.LETTERS),
    ("+90 530 123 45 67 / +90 532 111 22 33", Reason.LETTERS),
    ("++905301234567", Reason.LETTERS),
    ("+90+5301234567", Reason.LETTERS),
    ("5301234567+", Reason.LETTERS),
    ("5301234567e", Reason.LETTERS),
    ("e5301234567", Reason.LETTERS),
    ("5'301'234'567", Reason.LETTERS),
    ("0x13bf6e807", Reason.LETTERS),
    ("五三〇一二三四五六七", Reason.LETTERS),
    ("ⅤⅢ0123456", Reason.LETTERS),
    ("½301234567", Reason.LETTERS),
    ("📞5301234567", Reason.LETTERS),
    ("5301234567\u0301", Reason.LETTERS),
    ("530123456\ud800", Reason.LETTERS),
    # What helpers, templates and sensors write: a digit more or less, unnoticed.
    ("5301234567.0", Reason.DECIMAL),
    ("5301234567.00", Reason.DECIMAL),
    ("530123456.0", Reason.DECIMAL),
    ("905301234567.0", Reason.DECIMAL),
    ("90530123456.0", Reason.DECIMAL),
    ("0530123456.0", Reason.DECIMAL),
    ("+90530123456.0", Reason.DECIMAL),
    ("+90 530123456.0", Reason.DECIMAL),
    ("(+90) 530123456.0", Reason.DECIMAL),
    ("tel:+90530123456.0", Reason.DECIMAL),
    ("-530123456.0", Reason.DECIMAL),
    ("'530123456.0", Reason.DECIMAL),
    ("５３０１２３４５６．０", Reason.DECIMAL),
    ("\u200e530123456.0\u200f", Reason.DECIMAL),
    ("53012345.67", Reason.DECIMAL),
    ("530.1234567", Reason.DECIMAL),
    ("5.301234567", Reason.DECIMAL),
    ("0.5301234567", Reason.DECIMAL),
    ("-5.301234567", Reason.DECIMAL),
    # With a decimal comma, and with groups besides.
    ("5301234567,0", Reason.DECIMAL),
    ("530123456,0", Reason.DECIMAL),
    ("53012345,67", Reason.DECIMAL),
    ("5.301.234.567,00", Reason.DECIMAL),
    ("5,301,234,567.00", Reason.DECIMAL),
    ("530,123,456.0", Reason.DECIMAL),
    ("530.123.456,0", Reason.DECIMAL),
    ("530 123 456.0", Reason.DECIMAL),
    ("530\xa0123\xa0456,0", Reason.DECIMAL),
    ("53 012 345.00", Reason.DECIMAL),
    # With an exponent.
    ("5.301234567e9", Reason.DECIMAL),
    ("5.301234567e+09", Reason.DECIMAL),
    ("5,301234567E+09", Reason.DECIMAL),
    ("5301234567e0", Reason.DECIMAL),
    ("-5.301234567e-9", Reason.DECIMAL),
    ("0", Reason.TOO_SHORT),
    ("5", Reason.TOO_SHORT),
    ("112", Reason.TOO_SHORT),
    ("1234567", Reason.TOO_SHORT),
    ("444 0 332", Reason.TOO_SHORT),
    ("0530 123 45 6", Reason.TOO_SHORT),
    ("530 123 45 6", Reason.TOO_SHORT),
    ("+90 530 123 45 6", Reason.TOO_SHORT),
    ("0090 530 123 45 6", Reason.TOO_SHORT),
    ("+90", Reason.TOO_SHORT),
    ("90530123456", Reason.TOO_SHORT),
    ("0530 123 45 678", Reason.TOO_LONG),
    ("530 123 45 678", Reason.TOO_LONG),
    ("+90 530 123 45 678", Reason.TOO_LONG),
    ("+90 00530 123 45 67", Reason.TOO_LONG),
    ("05301234567 05321112233", Reason.TOO_LONG),
    ("5301234567, 5321112233", Reason.TOO_LONG),
    ("491511234567", Reason.TOO_LONG),
    ("5" * 10_000, Reason.TOO_LONG),
    ("212 123 45 67", Reason.LANDLINE),
    ("0212 123 45 67", Reason.LANDLINE),
    ("(0216) 123 45 67", Reason.LANDLINE),
    ("+90 312 123 45 67", Reason.LANDLINE),
    ("0090 232 123 45 67", Reason.LANDLINE),
    ("0850 123 45 67", Reason.LANDLINE),
    ("0800 123 45 67", Reason.LANDLINE),
    ("9053012345", Reason.LANDLINE),
    ("+49 151 12345678", Reason.FOREIGN),
    ("0049 151 12345678", Reason.FOREIGN),
    ("+1 530 123 4567", Reason.FOREIGN),
    ("001 530 123 4567", Reason.FOREIGN),
    ("+5301234567", Reason.FOREIGN),
    ("+05301234567", Reason.FOREIGN),
    ("+994 50 123 45 67", Reason.FOREIGN),
    ("(+49) 151 12345678", Reason.FOREIGN),
    ("00", Reason.FOREIGN),
    ("000", Reason.FOREIGN),
    # No text and no whole number.
    (None, Reason.LETTERS),
    (True, Reason.LETTERS),
    (False, Reason.LETTERS),
    (float("nan"), Reason.LETTERS),
    (float("inf"), Reason.LETTERS),
    (b"5301234567", Reason.LETTERS),
    (["5301234567"], Reason.LETTERS),
    ({"number": "5301234567"}, Reason.LETTERS),
    (5301234567.0, Reason.DECIMAL),
    (530123456.0, Reason.DECIMAL),
    (5.30123e9, Reason.DECIMAL),
    (-5301234567.0, Reason.DECIMAL),
    # A whole number that YAML has made of something.
    (-5301234567, Reason.UNQUOTED),
    (725956983, Reason.UNQUOTED),
    (0, Reason.UNQUOTED),
    (-1, Reason.UNQUOTED),
    (530123456, Reason.UNQUOTED),
    (53012345678, Reason.UNQUOTED),
    (2121234567, Reason.UNQUOTED),
    (10**4299, Reason.UNQUOTED),
    # The same after a template has made text of it.
    ("725956983", Reason.UNQUOTED),
]


@pytest.mark.parametrize(
    ("value", "reason"), REFUSED, ids=lambda item: ascii(item)[:40]
)
def test_refused(value: object, reason: Reason) -> None:
    """Everything else, with a reason that helps to put it right."""
    with pytest.raises(InvalidNumberError) as refused:
        parse_number(value)

    assert refused.value.reason is reason


def test_integer_too_long_to_be_written_down() -> None:
    """Python itself refuses to write such an integer as text."""
    with pytest.raises(InvalidNumberError) as refused:
        parse_number(10**4300)

    assert refused.value.reason is Reason.UNQUOTED


def test_every_reason_is_tested() -> None:
    """Whoever adds a reason adds a row."""
    assert {reason for _, reason in REFUSED} == set(Reason)


def test_the_error_does_not_repeat_the_number() -> None:
    """Errors get logged."""
    with pytest.raises(InvalidNumberError) as refused:
        parse_number("0212 123 45 67")

    assert not re.search(r"\d", f"{refused.value!r} {refused.value}")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('"05321234567"', "5321234567"),
        ("'0532 123 45 67'", "5321234567"),
        ("0532 123 45 67", "5321234567"),
        ("5321234567", "5321234567"),
        ("905321234567", "5321234567"),
        ("+905321234567", "5321234567"),
        ("00905321234567", "5321234567"),
        ("532_123_45_67", "5321234567"),
        ("532.123.45.67", "5321234567"),
        ("532-123-45-67", "5321234567"),
        ("05391234567", "5391234567"),  # a 9 is no octal digit
        ("05321238567", "5321238567"),  # nor is an 8
        ("05321234567", Reason.UNQUOTED),
        ("0532_123_45_67", Reason.UNQUOTED),
        ("+05321234567", Reason.UNQUOTED),
        ("05000000000", Reason.UNQUOTED),
        ("05777777777", Reason.UNQUOTED),
        ("02121234567", Reason.UNQUOTED),
        ("5321234567.0", Reason.DECIMAL),
        ("532123456.0", Reason.DECIMAL),
        ("5.321234567e+9", Reason.DECIMAL),
        ("-5321234567", Reason.UNQUOTED),
        ("~", Reason.LETTERS),
        ("", Reason.LETTERS),
        ("yes", Reason.LETTERS),
        ("2026-11-22", Reason.LETTERS),
    ],
)
def test_unquoted_yaml(written: str, expected: str | Reason) -> None:
    """A number as it stands in a configuration, read by Home Assistant's own loader."""
    document = parse_yaml(f"number: {written}")
    assert isinstance(document, dict)
    value: object = document["number"]

    if isinstance(expected, Reason):
        with pytest.raises(InvalidNumberError) as refused:
            parse_number(value)
        assert refused.value.reason is expected
    else:
        assert parse_number(value) == expected


always = settings(deadline=None, max_examples=500)
MOBILE = st.from_regex(r"5[0-9]{9}", fullmatch=True)


@always
@given(st.from_regex(r"5[0-7]{9}", fullmatch=True))
def test_every_octal_misreading_is_noticed(number: str) -> None:
    """As an integer and as the text of that integer."""
    misread = int(number, 8)
    for value in (misread, str(misread)):
        with pytest.raises(InvalidNumberError) as refused:
            parse_number(value)
        assert refused.value.reason is Reason.UNQUOTED


@always
@given(
    MOBILE,
    st.sampled_from(["", "0", "90", "+90", "0090", "tel:+90", "+90 (0)", "(+90)"]),
    st.lists(
        st.tuples(
            st.integers(0, 10),
            st.sampled_from(" ()-/_\xa0\t\n\u2013\u2212\u200b\u200e\u202a\ufeff\0"),
        )
    ),
)
def test_separators_do_not_matter(
    number: str, prefix: str, marks: list[tuple[int, str]]
) -> None:
    """However many there are, and wherever between the digits.

    A dot does, see test_never_a_decimal_number.
    """
    digits = list(number)
    for at, mark in marks:
        digits.insert(at, mark)

    assert parse_number(prefix + "".join(digits)) == number


@always
@given(
    st.one_of(
        st.floats(),
        st.integers(0, 10**13).map(float),
        st.floats(5e8, 6e10),
    ),
    st.sampled_from(["{}", "{:.0f}.0", "{:.1f}", "{:.2f}", "{:,.1f}", "{:e}", "{:E}"]),
    st.sampled_from(["", "0", "90", "+90", "+90 ", "(+90) ", "tel:+90", "'"]),
    st.booleans(),
)
def test_never_a_decimal_number(
    value: float, written: str, prefix: str, decimal_comma: bool
) -> None:
    """However it is written, and whatever a template puts in front of it."""
    text = written.format(value)
    if decimal_comma:
        text = text.translate(str.maketrans(".,", ",."))
    for wrong in (value, prefix + text):
        with pytest.raises(InvalidNumberError):
            parse_number(wrong)


LIKELY = st.text(st.sampled_from("0123456789+90 5-().٥５²tel:\u200b\0o"), max_size=16)
PREFIXED = st.builds(
    str.__add__, st.sampled_from(["00", "0090", "+90", "tel:", "90", "0"]), LIKELY
)


@settings(always, max_examples=1000)
@given(st.one_of(st.text(), LIKELY, PREFIXED, MOBILE, st.integers()))
@example("00")
@example("tel:00")
@example(-(10**5000))
def test_whatever_comes(value: str | int) -> None:
    """Ten digits that stay as they are, or the one error."""
    try:
        number = parse_number(value)
    except InvalidNumberError:
        return
    assert re.fullmatch("5[0-9]{9}", number)
    assert number.isascii()
    assert parse_number(number) == number
    assert parse_number(int(number)) == number
    if not isinstance(value, int):
        # Nothing that nobody typed: every digit, in its order, and no other.
        assert number in "".join(
            str(unicodedata.digit(char))
            for char in unicodedata.normalize("NFKC", value)
            if char.isdecimal()
        )
