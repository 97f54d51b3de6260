"""Who got which text lately."""

from hypothesis import given, strategies as st
import pytest

from custom_components.iletimerkezi.outbox.dedup import MEMORY, Repeats, digest

from ..helpers import ANNE, BABA


class Time:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        """Start anywhere."""
        self.now = 5_000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def time() -> Time:
    """Return a clock."""
    return Time()


@pytest.fixture
def repeats(time: Time) -> Repeats:
    """Return an empty memory."""
    return Repeats(time)


def test_accepted_is_known_for_ten_minutes(repeats: Repeats, time: Time) -> None:
    """Text and number have to be the same."""
    assert not repeats.knows("Duman", ANNE)
    repeats.accepted("Duman", [ANNE])
    assert repeats.knows("Duman", ANNE)
    assert not repeats.knows("Duman", BABA)
    assert not repeats.knows("duman", ANNE)
    time.now += MEMORY - 0.01
    assert repeats.knows("Duman", ANNE)
    time.now += 0.01
    assert not repeats.knows("Duman", ANNE)


def test_accepted_again_is_known_ten_minutes_longer(
    repeats: Repeats, time: Time
) -> None:
    """The last time counts."""
    repeats.accepted("Duman", [ANNE])
    time.now += 400
    repeats.accepted("Duman", [ANNE])
    time.now += 400
    assert repeats.knows("Duman", ANNE)


def test_waiting_is_known_until_it_is_over(repeats: Repeats, time: Time) -> None:
    """However long that takes."""
    repeats.claim("Duman", [ANNE, BABA])
    time.now += 10 * MEMORY
    assert repeats.knows("Duman", ANNE)
    repeats.release("Duman", [ANNE])
    assert not repeats.knows("Duman", ANNE)
    assert repeats.knows("Duman", BABA)


def test_restored_is_known(repeats: Repeats, time: Time) -> None:
    """With the time that is left."""
    repeats.restore(
        [
            (digest("Su", ANNE), time.now - MEMORY + 1),
            (digest("Duman", ANNE), time.now - 10),
        ]
    )
    assert repeats.knows("Su", ANNE)
    assert repeats.knows("Duman", ANNE)
    time.now += 1
    assert not repeats.knows("Su", ANNE)
    assert repeats.knows("Duman", ANNE)


@given(st.text(), st.text())
def test_digest_tells_texts_apart(one: str, other: str) -> None:
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
def test_memory_is_what_a_list_of_all_would_say(steps: list[tuple[str, float]]) -> None:
    """Forgetting the old ones forgets none that counts."""
    time = Time()
    repeats = Repeats(time)
    everything: dict[str, float] = {}
    for text, seconds in steps:
        for known in "abc":
            since = everything.get(known)
            assert repeats.knows(known, ANNE) is (
                since is not None and time.now - since < MEMORY
            )
        assert repeats.accepted(text, [ANNE]) == [digest(text, ANNE)]
        everything[text] = time.now
        time.now += seconds
