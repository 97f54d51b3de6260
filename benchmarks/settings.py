"""How much a run measures."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How often everything is repeated."""

    latency_rounds: int
    burst_rounds: int
    recipients_rounds: int
    setup_rounds: int
    import_rounds: int
    growth_rounds: int
    waiting: tuple[int, ...]
    """How many messages wait for the provider, from few to many."""

    paced_burst: bool


FULL: Final = Effort(
    latency_rounds=40,
    burst_rounds=5,
    recipients_rounds=7,
    setup_rounds=21,
    import_rounds=5,
    growth_rounds=2,
    waiting=(100, 1_000, 10_000),
    paced_burst=True,
)
QUICK: Final = Effort(
    latency_rounds=8,
    burst_rounds=2,
    recipients_rounds=2,
    setup_rounds=5,
    import_rounds=2,
    growth_rounds=1,
    waiting=(100, 1_000),
    paced_burst=False,
)
