"""An account whose secrets need encoding, and how encoding is done by hand."""

import string
from typing import Protocol

from custom_components.iletimerkezi.api import IletiMerkeziClient

NUMBER = "5301234567"
OTHER_NUMBER = "5301234570"

# Everything that means something in a URL, in a form or in XML is in here.
KEY = "k+y/ü&=%"
HASH = "h#ş?;<\">'x"
KEY_ENCODED = "k%2By%2F%C3%BC%26%3D%25"
HASH_ENCODED = "h%23%C5%9F%3F%3B%3C%22%3E%27x"

SEND_PATH = "/v1/send-sms/get/"

_UNRESERVED = string.ascii_letters + string.digits + "-._~"


class ClientFactory(Protocol):
    """Makes a client for a base address."""

    def __call__(
        self, url: str, key: str = KEY, secret: str = HASH
    ) -> IletiMerkeziClient:
        """Return a client."""


def percent(text: str) -> str:
    """Encode a value as RFC 3986 says, without anybody's help."""
    return "".join(
        chr(byte) if chr(byte) in _UNRESERVED else f"%{byte:02X}"
        for byte in text.encode()
    )
