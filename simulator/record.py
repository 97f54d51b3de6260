"""Requests as they arrived."""

from collections.abc import Mapping
from dataclasses import dataclass, field
import json
from typing import Final
from urllib.parse import unquote_to_bytes

SEND_PATH: Final = "/v1/send-sms/get/"

# Method and path of each endpoint, and its name.
ENDPOINTS: Final = {
    ("GET", SEND_PATH): "send",
    ("POST", "/v1/get-balance/json"): "balance",
    ("POST", "/v1/get-sender/json"): "senders",
    ("POST", "/v1/get-report/json"): "report",
}


@dataclass(slots=True, eq=False)
class RecordedRequest:
    """One request to the provider.

    raw_path: the request target on the wire, query included.
    raw_query: the query on the wire, nothing decoded; "" without one.
    query: decoded; of a repeated parameter the last value.
    at: seconds since 1970.
    answered_code: the code of the answer, None without one (yet).
    """

    method: str
    path: str
    raw_path: str
    raw_query: str
    query: dict[str, str]
    headers: Mapping[str, str] = field(repr=False)
    body: bytes
    at: float
    answered_code: int | None = None

    @property
    def endpoint(self) -> str:
        """Return the name of the endpoint, "unknown" for any other address."""
        return ENDPOINTS.get((self.method, self.path), "unknown")


def record(
    method: str, target: str, headers: Mapping[str, str], body: bytes, at: float
) -> RecordedRequest:
    """Return the record of a request.

    target: the request target on the wire.
    """
    path, _, raw_query = target.partition("?")
    return RecordedRequest(
        method=method,
        path=path,
        raw_path=target,
        raw_query=raw_query,
        query={name: lenient(value) for name, value in pairs(raw_query)},
        headers=headers,
        body=body,
        at=at,
    )


def pairs(raw_query: str) -> list[tuple[str, bytes]]:
    """Return names and undecoded values of a query, parsed as a form."""
    found = []
    for part in raw_query.split("&"):
        if part:
            name, _, value = part.partition("=")
            # A bare plus is a space to a web server that reads forms.
            found.append((name, unquote_to_bytes(value.replace("+", " "))))
    return found


def lenient(value: bytes) -> str:
    """Return a value as text, whatever its bytes."""
    return value.decode("utf-8", "replace")


def credentials(request: RecordedRequest) -> tuple[str, str] | None:
    """Return key and hash of a request, None if it has none."""
    if request.method == "GET":
        if {"key", "hash"} <= request.query.keys():
            return request.query["key"], request.query["hash"]
        return None
    try:
        login = json.loads(request.body)["request"]["authentication"]
        return str(login["key"]), str(login["hash"])
    except ValueError, KeyError, TypeError:
        return None
