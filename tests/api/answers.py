"""Answers to a send, and what they amount to."""

import json

import pytest

from custom_components.iletimerkezi.api import (
    ProviderUnreachableError,
    RefusedError,
    UnreachableCause,
)
from custom_components.iletimerkezi.api.answers import parse_order


def json_twin(code: object, **content: object) -> bytes:
    """Return a send answer as the JSON twin of the documented XML."""
    status = {"code": code, "message": "İşlem başarılı"}
    return json.dumps({"response": {"status": status, **content}}).encode()


def assert_unclear(http_status: int, body: bytes) -> None:
    """Assert that the answer does not show whether anything was sent."""
    with pytest.raises(ProviderUnreachableError) as raised:
        parse_order(http_status, body)
    assert raised.value.maybe_processed
    assert raised.value.cause is UnreachableCause.UNREADABLE


def assert_refused(http_status: int, body: bytes, code: int, text: str = "") -> None:
    """Assert that the provider said no."""
    with pytest.raises(RefusedError) as raised:
        parse_order(http_status, body)
    assert (raised.value.code, raised.value.provider_text) == (code, text)
