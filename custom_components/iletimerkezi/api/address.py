"""Validation of the base address: the query string carries the secret."""

from ipaddress import ip_address
from typing import Final

from yarl import URL

DEFAULT_URL: Final = "https://api.iletimerkezi.com"


def validated_url(value: str) -> str:
    """Return a base address without a trailing slash.

    https is required, because the query string carries key and hash; plain http
    is accepted for a loopback host only (localhost, 127.0.0.0/8, ::1).

    Raises ValueError for everything else, including an address with user, query
    or fragment.
    """
    value = value.strip()
    if " " in value or not value.isprintable():
        raise ValueError("Not an http address")
    try:
        url = URL(value)
    except IndexError:  # what yarl makes of "https://[]@"
        raise ValueError("Not an http address") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise ValueError("Not an http address")
    if "@" in url.raw_authority or url.query_string or url.fragment:
        raise ValueError("An address has a scheme, host, port and path only")
    if url.scheme == "http" and not _is_loopback(url.host):
        raise ValueError("Plain http would expose key and hash to the network")
    return str(url).rstrip("/")


def _is_loopback(host: str) -> bool:
    """Return whether a host name stays on this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
