"""How a field is parted that holds several of something."""

from collections.abc import Callable

from hypothesis import given, strategies as st
import pytest

from custom_components.iletimerkezi.actions.parts import folded, split

NAMES = {"ev, yazlik", "anne", "a;b", "iki\nsatir", "5, 6"}


def is_name(text: str) -> bool:
    """Return whether somebody is called like this."""
    return folded(text) in NAMES


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        (" , ;\n", []),
        ("5301234567", ["5301234567"]),
        ("5301234567,5321112233", ["5301234567", "5321112233"]),
        ("5301234567, 0532 111 22 33", ["5301234567", " 0532 111 22 33"]),
        ("5301234567;5321112233;", ["5301234567", "5321112233"]),
        ("5301234567\n5321112233\r\n", ["5301234567", "5321112233"]),
        (
            "5301234567\r5321112233\u20285359998877",
            ["5301234567", "5321112233", "5359998877"],
        ),
        (
            "+90 530 123 45 67,+90 532 111 22 33",
            ["+90 530 123 45 67", "+90 532 111 22 33"],
        ),
        # Commas of one number, right or wrong.
        ("5,301,234,567", ["5,301,234,567"]),
        ("5301234567,0", ["5301234567,0"]),
        ("5.301.234.567,00", ["5.301.234.567,00"]),
        ("5,301234567E+09", ["5,301234567E+09"]),
        ("5,301,234,567; 5,321,112,233", ["5,301,234,567", " 5,321,112,233"]),
        # Names.
        ("Anne", ["Anne"]),
        ("Anne, Baba", ["Anne", " Baba"]),
        ("Ev, yazlık", ["Ev, yazlık"]),
        ("Ev, yazlık; Anne", ["Ev, yazlık", " Anne"]),
        ("EV, YAZLIK\nAnne, Baba", ["EV, YAZLIK", "Anne", " Baba"]),
        ("a;b", ["a;b"]),
        ("İki\nsatır", ["İki\nsatır"]),
        ("5, 6", ["5, 6"]),
    ],
)
def test_split(text: str, parts: list[str]) -> None:
    """At line breaks, semicolons and commas, but not within a name or a number."""
    assert list(split(text, is_name)) == parts


@pytest.mark.parametrize("names", [None, is_name])
@given(text=st.text(st.sampled_from("0159 ,;\n.eE+Aş")))
def test_nothing_is_lost(names: Callable[[str], bool] | None, text: str) -> None:
    """Only separators and blanks are."""

    def _kept(text: str) -> str:
        return "".join(char for char in text if char not in " ,;\n")

    assert "".join(map(_kept, split(text, names))) == _kept(text)


@pytest.mark.parametrize(
    "written", ["İpek Işık", "ipek ışık", "IPEK IŞIK", " İPEK IŞIK ", "i\u0307pek işik"]
)
def test_folded(written: str) -> None:
    """In any case, and whatever a keyboard takes for an i."""
    assert folded(written) == "ipek işik"
