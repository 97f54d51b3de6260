"""Recipients by name."""

import pytest

from custom_components.iletimerkezi.feedback.names import families_among, names_of
from custom_components.iletimerkezi.outbox import Addressee, Recipients

ANNE = Addressee("Anne", ("anne",))
AILE = Addressee("Aile", ("aile",))
BARE = Addressee()


@pytest.mark.parametrize(
    ("recipients", "families", "names"),
    [
        ({}, (), []),
        ({"5301234567": ANNE}, (), ["Anne"]),
        ({"5301234567": BARE}, (), ["…67"]),
        # Only the number says which of the family's phones it was.
        ({"5301234567": AILE}, ("aile",), ["Aile …67"]),
        ({"5301234567": AILE, "5321112233": AILE}, (), ["Aile …67 …33"]),
        # Two recipients that are called the same.
        (
            {"5301234567": ANNE, "5321112233": Addressee("Anne", ("x",))},
            (),
            ["Anne …67 …33"],
        ),
        # Two numbers that end alike are two.
        ({"5301234567": BARE, "5321112267": BARE}, (), ["…67 ×2"]),
        ({"5301234567": AILE, "5321112267": AILE}, ("aile",), ["Aile …67 ×2"]),
        (
            {"5301234567": BARE, "5321112233": ANNE, "5359998877": BARE},
            ("aile",),
            ["…67", "…77", "Anne"],
        ),
    ],
)
def test_names(
    recipients: Recipients, families: tuple[str, ...], names: list[str]
) -> None:
    """Each recipient once; numbers only by how they end."""
    assert names_of(recipients, families=families, escape=str) == names


def test_names_are_escaped() -> None:
    """Numbers are not: their dots and signs are ours."""
    recipients = {"5301234567": ANNE, "5321112233": BARE}
    assert names_of(recipients, escape=str.upper) == ["ANNE", "…33"]


def test_families() -> None:
    """Whoever has several of the numbers."""
    assert families_among({"1": AILE, "2": AILE, "3": ANNE, "4": BARE, "5": BARE}) == {
        "aile"
    }
