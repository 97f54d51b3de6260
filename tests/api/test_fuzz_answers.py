"""Hostile answers, a small share of what scripts/fuzz tries."""

import pytest

from tests.fuzz import fuzz
from tests.fuzz.kinds import KINDS
from tests.fuzz.run import PARSERS

pytestmark = pytest.mark.slow

COUNT = 4_000
SEED = 186


# An answer may claim to be written in a codec that Python warns of.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_hostile_answers_have_a_clear_outcome() -> None:
    """No crash, no end of time or memory, and every kind has its turn."""
    summary = fuzz(COUNT, SEED)
    assert summary.failures == []
    assert summary.count == COUNT
    assert summary.kinds.keys() == KINDS.keys()
    for parser in PARSERS:
        outcomes = {outcome for tried, outcome in summary.outcomes if tried == parser}
        assert {"understood", "refused", "unclear"} <= outcomes
