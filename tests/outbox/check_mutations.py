"""The state machine finds each fault that was there once; scripts/mutations."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import Flaky
from hypothesis.stateful import run_state_machine_as_test
import pytest

from .mutations import FOUND_BY_MACHINE, Mutation
from .test_state_machine import OutboxMachine

pytestmark = pytest.mark.slow

ENOUGH = settings(
    max_examples=20_000,
    stateful_step_count=30,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)


@pytest.mark.parametrize("mutation", FOUND_BY_MACHINE, ids=lambda each: each.__name__)
def test_found(mutation: Mutation, capsys: pytest.CaptureFixture[str]) -> None:
    """With what the mutation breaks as the reason."""
    with mutation(), pytest.raises((AssertionError, Flaky)) as raised:
        run_state_machine_as_test(OutboxMachine, settings=ENOUGH)
    with capsys.disabled():
        print(f"\n{mutation.__name__}: {str(raised.value).splitlines()[0][:160]}")  # noqa: T201
