"""The simulator's own count of SMS, against the provider's table."""

import pytest

from simulator import count_parts

GSM = (155, 301, 454, 607, 760, 913, 1066)
TURKISH = (150, 293, 442, 591, 740, 889, 1038)
UCS2 = (65, 129, 196, 263, 330, 397, 464)


@pytest.mark.parametrize(
    ("letter", "limits"), [("a", GSM), ("ş", TURKISH), ("Ж", UCS2)]
)
def test_limits(letter: str, limits: tuple[int, ...]) -> None:
    """Each limit still fits, and one more does not."""
    for parts, limit in enumerate(limits, start=1):
        assert count_parts(letter * limit) == parts
        assert count_parts(letter * (limit + 1)) == parts + 1


def test_empty() -> None:
    """No text, no SMS."""
    assert count_parts("") == 0


@pytest.mark.parametrize("character", "^{}\\[~]|€\f")
def test_extension_counts_twice(character: str) -> None:
    """A character behind the escape takes two places."""
    assert count_parts("a" * 153 + character) == 1
    assert count_parts("a" * 154 + character) == 2


@pytest.mark.parametrize("character", "öüÖÜÇéà\n\r@£¥ñ¿Ω")
def test_default_alphabet(character: str) -> None:
    """These need no header and count once."""
    assert count_parts("a" * 154 + character) == 1


@pytest.mark.parametrize("character", "çğışĞİŞ")
def test_turkish_letters(character: str) -> None:
    """These need the header, and count twice in the strict reading."""
    assert count_parts("a" * 149 + character) == 1
    assert count_parts("a" * 150 + character) == 2
    assert count_parts("a" * 148 + character, strict=True) == 1
    assert count_parts("a" * 149 + character, strict=True) == 2


@pytest.mark.parametrize("character", "`…“–ÂâЖ")
def test_anything_else(character: str) -> None:
    """One foreign character makes the whole text expensive."""
    assert count_parts("a" * 64 + character) == 1
    assert count_parts("a" * 65 + character) == 2


def test_emoji_takes_two_units() -> None:
    """UTF-16 counts an emoji twice."""
    assert count_parts("a" * 63 + "🔥") == 1
    assert count_parts("a" * 64 + "🔥") == 2
