"""Hostile answers, a small share of what scripts/fuzz tries."""

from benchmarks.fuzz import fuzz
from benchmarks.fuzz.kinds import KINDS
from benchmarks.fuzz.run import PARSERS

COUNT = 4_000
SEED = 186


def test_hostile_answers_have_a_clear_outcome() -> None:
    """No crash, no end of time or memory, and every kind has its turn."""
    summary = fuzz(COUNT, SEED)
    assert summary.failures == []
    assert summary.count == COUNT
    assert summary.kinds.keys() == KINDS.keys()
    for parser in PARSERS:
        outcomes = {
            outcome for tried, outcome in summary.outcomes if tried == parser
        }
        assert {"understood", "refused", "unclear"} <= outcomes
