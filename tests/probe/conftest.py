"""The questions without Home Assistant, over real sockets."""

import pytest


@pytest.fixture(autouse=True)
def custom_integrations() -> None:
    """Do without Home Assistant, which most other tests have."""
