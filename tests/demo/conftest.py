"""The demo's parts, without a Home Assistant around them."""

import pytest


@pytest.fixture(autouse=True)
def custom_integrations() -> None:
    """Do without Home Assistant, which every other test has."""
