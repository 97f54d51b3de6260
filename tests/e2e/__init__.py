"""End-to-end tests: a person, a browser, a whole Home Assistant, the simulated provider.

They run in .venv-demo, on their own: `scripts/test --e2e`.
"""

import pytest

pytest.register_assert_rewrite("tests.e2e.ledger")
