"""Who gets SMS in the demo. The numbers belong to the simulator alone."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, or a whole family, with numbers as people type them."""

    name: str
    typed: tuple[str, ...]
    entity: str = ""
    """The notify entity, which the house names in its automations."""

    @property
    def numbers(self) -> list[str]:
        """Return the numbers as the provider writes them: 5xxxxxxxxx."""
        return [
            "".join(char for char in number if char.isdecimal())[-10:]
            for number in self.typed
        ]


AYSE = ("0530 123 45 67",)
FAMILY = ("+90 532 111 22 33", "535 999 88 77")
NEIGHBOR = ("0541 234 56 78",)


def readable(number: str) -> str:
    """Return a number as it is read aloud: 0530 123 45 67."""
    return f"0{number[:3]} {number[3:6]} {number[6:8]} {number[8:]}"
