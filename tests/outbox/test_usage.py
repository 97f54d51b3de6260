"""How many SMS a day has had: accepted ones, and those that are open."""

from custom_components.iletimerkezi.outbox.usage import Usage

from ..helpers import ANNE, BABA
from .pure import make_order

DAY = "2026-11-21"


def test_reserved_when_taken_and_returned_when_closed() -> None:
    """Parts × numbers."""
    usage = Usage()
    order = make_order(numbers=(ANNE, BABA), parts=3)
    usage.reserve(order)
    assert usage.used(DAY) == 6
    assert usage.total == 0
    usage.release(order)
    assert usage.used(DAY) == 0


def test_accepted_counts_for_the_day_it_was_handed_over_on() -> None:
    """A message that waited over midnight was the other day's."""
    usage = Usage()
    order = make_order(parts=2)
    usage.reserve(order)
    usage.release(order)
    usage.accept(order.day, 2)
    assert usage.used(DAY) == 2
    assert usage.used("2026-11-22") == 0
    assert usage.total == 2


def test_restored() -> None:
    """What the journal holds is added up."""
    usage = Usage()
    usage.accept(DAY, 1)
    usage.restore({DAY: 5, "2026-11-20": 7})
    assert usage.used(DAY) == 6
    assert usage.total == 13
