"""Asking the simulator what the integration will ask."""

from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

import aiohttp
import pytest

from simulator import Simulator, Stage
from simulator.codes import TEXTS

SEND = "/v1/send-sms/get/"
BALANCE = "/v1/get-balance/json"
SENDERS = "/v1/get-sender/json"
REPORT = "/v1/get-report/json"

NUMBER = "5301234567"
OTHER_NUMBER = "5301234570"


@dataclass
class Answer:
    """What came back from a send."""

    status: int
    reason: str | None
    content_type: str
    body: bytes

    @property
    def code(self) -> int:
        """Return the code in the body; its text must be the table's."""
        root = ET.fromstring(self.body)  # noqa: S314  the simulator's own
        code = int(root.findtext("status/code") or 0)
        assert root.findtext("status/message") == TEXTS[code]
        return code

    @property
    def order_id(self) -> int | None:
        """Return the order id, if there is one."""
        root = ET.fromstring(self.body)  # noqa: S314  the simulator's own
        found = root.findtext("order/id")
        return int(found) if found else None


STAGES = pytest.mark.parametrize(
    ("stage", "sent"), [(Stage.BEFORE, 0), (Stage.AFTER, 1)]
)


class Client:
    """Speaks to the provider as the integration does."""

    def __init__(self, session: aiohttp.ClientSession, simulator: Simulator) -> None:
        """Take the credentials of the default account."""
        self.session = session
        self.simulator = simulator

    async def send(self, text: str = "Su kaçağı!", **changes: str | None) -> Answer:
        """Send a text; a parameter that is None is left out."""
        query = {
            "key": self.simulator.account.key,
            "hash": self.simulator.account.hash,
            "text": text,
            "receipents": NUMBER,
            "sender": "EVIM",
            "iys": "0",
        } | changes
        return await self.get(
            SEND, {name: value for name, value in query.items() if value is not None}
        )

    async def get(self, path: str, query: dict[str, str] | None = None) -> Answer:
        """Ask with GET."""
        url = self.simulator.url + path
        async with self.session.get(
            url, params=query, allow_redirects=False
        ) as response:
            return Answer(
                response.status,
                response.reason,
                response.headers.get("Content-Type", ""),
                await response.read(),
            )

    async def ask(
        self, path: str, order: Any = None, *, key: str | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Ask with POST; return HTTP status and the content of `response`."""
        account = self.simulator.account
        login = {"key": key or account.key, "hash": account.hash}
        request: dict[str, Any] = {"authentication": login}
        if order is not None:
            request["order"] = order
        async with self.session.post(
            self.simulator.url + path, json={"request": request}
        ) as response:
            content: dict[str, Any] = (await response.json())["response"]
            return response.status, content


def assert_work_done(simulator: Simulator, sent: int, code: int | None) -> None:
    """Assert what the provider did, and what it is recorded to have answered."""
    assert len(simulator.messages) == sent
    assert simulator.account.balance == 100 - sent * simulator.account.price
    assert [request.answered_code for request in simulator.requests] == [code]
