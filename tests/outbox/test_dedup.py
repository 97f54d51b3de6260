"""Who got which text lately, or is about to."""

from hypothesis import given, strategies as st

from custom_components.iletimerkezi.outbox.dedup import (
    DEDUP_WINDOW,
    DedupWindow,
    digest,
)
from custom_components.iletimerkezi.outbox.text import TextVariant

from ..helpers import ANNE, BABA
from .pure import NOW, make_order


def test_accepted_is_known_for_ten_minutes() -> None:
    """Text and number have to be the same."""
    window = DedupWindow()
    assert not window.is_repeat("Duman", ANNE, NOW)
    window.accept("Duman", [ANNE], NOW)
    assert window.is_repeat("Duman", ANNE, NOW)
    assert not window.is_repeat("Duman", BABA, NOW)
    assert not window.is_repeat("duman", ANNE, NOW)
    assert window.is_repeat("Duman", ANNE, NOW + DEDUP_WINDOW - 0.01)
    assert not window.is_repeat("Duman", ANNE, NOW + DEDUP_WINDOW)


def test_accepted_again_is_known_ten_minutes_longer() -> None:
    """The last time counts."""
    window = DedupWindow()
    window.accept("Duman", [ANNE], NOW)
    window.accept("Duman", [ANNE], NOW + 400)
    assert window.is_repeat("Duman", ANNE, NOW + 800)


def test_open_is_known_until_it_is_closed() -> None:
    """However long that takes."""
    window = DedupWindow()
    order = make_order(numbers=(ANNE, BABA))
    window.reserve(order)
    later = NOW + 10 * DEDUP_WINDOW
    assert window.is_repeat("Duman", ANNE, later)
    assert not window.was_accepted("Duman", ANNE, later)
    window.release(order)
    assert not window.is_repeat("Duman", ANNE, later)
    assert not window.is_repeat("Duman", BABA, later)


def test_open_order_is_found_by_its_text_without_time() -> None:
    """And by sender and list, which are another message otherwise."""
    window = DedupWindow()
    order = make_order(variant=TextVariant("Duman", "Duman 14:34", timed=True))
    own = make_order(sender="BAHCE")
    window.reserve(order)
    window.reserve(own)
    assert window.open_order("Duman", ANNE, None, None) is order
    assert window.open_order("Duman", ANNE, "BAHCE", None) is own
    assert window.open_order("Duman", ANNE, None, "TACIR") is None
    assert window.open_order("Duman", BABA, None, None) is None
    assert window.open_order("Duman 14:34", ANNE, None, None) is None
    assert window.is_repeat("Duman 14:34", ANNE, NOW)
    window.release(order)
    assert window.open_order("Duman", ANNE, None, None) is None
    assert window.open_order("Duman", ANNE, "BAHCE", None) is own


def test_restored_is_known() -> None:
    """With the time that is left."""
    window = DedupWindow()
    window.restore(
        [
            (digest("Su", ANNE), NOW - DEDUP_WINDOW + 1),
            (digest("Duman", ANNE), NOW - 10),
        ]
    )
    assert window.is_repeat("Su", ANNE, NOW)
    assert window.is_repeat("Duman", ANNE, NOW)
    assert not window.is_repeat("Su", ANNE, NOW + 1)
    assert window.is_repeat("Duman", ANNE, NOW + 1)


@given(st.text(), st.text())
def test_digest_distinguishes_texts(one: str, other: str) -> None:
    """And says nothing about them."""
    assert (digest(one, ANNE) == digest(other, ANNE)) == (
        one.encode(errors="replace") == other.encode(errors="replace")
    )
    assert len(digest(one, ANNE)) == 64


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from([0.0, 1.0, 200.0, 700.0]))
    )
)
def test_window_matches_a_complete_list(
    steps: list[tuple[str, float]],
) -> None:
    """Forgetting the old ones forgets none that counts."""
    window = DedupWindow()
    now = NOW
    everything: dict[str, float] = {}
    for text, seconds in steps:
        for known in "abc":
            since = everything.get(known)
            assert window.is_repeat(known, ANNE, now) is (
                since is not None and now - since < DEDUP_WINDOW
            )
        assert window.accept(text, [ANNE], now) == [digest(text, ANNE)]
        everything[text] = now
        now += seconds


def test_text_that_may_have_been_sent() -> None:
    """It is no repeat, but known for ten minutes, also after a restart."""
    window = DedupWindow()
    [remembered] = window.give_up("Duman", [ANNE], NOW)
    assert not window.is_repeat("Duman", ANNE, NOW)
    later = DedupWindow()
    later.restore([(remembered, NOW)])
    for each in (window, later):
        assert each.may_have_been_sent("Duman", ANNE, NOW + DEDUP_WINDOW - 0.01)
        assert not each.may_have_been_sent("Duman", BABA, NOW)
        assert not each.may_have_been_sent("Su", ANNE, NOW)
        assert not each.may_have_been_sent("Duman", ANNE, NOW + DEDUP_WINDOW)
