"""Home Assistant as its frontend reaches it: REST and WebSocket."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp

from .errors import ActionError, DemoError


@dataclass(frozen=True, slots=True)
class Notification:
    """A persistent notification."""

    name: str
    title: str
    text: str


class Home:
    """A Home Assistant that its owner is logged in to."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str) -> None:
        """Initialize."""
        self.url = url
        self._session = session
        self._token = token

    async def command(self, command: str, **data: Any) -> Any:
        """Return the result of a WebSocket command; raises ActionError.

        Each gets a connection of its own: one that stays open wants to be read.
        """
        async with self._session.ws_connect(
            f"{self.url}/api/websocket", max_msg_size=0
        ) as socket:
            await _receive(socket)
            await socket.send_json({"type": "auth", "access_token": self._token})
            await _receive(socket)
            await socket.send_json({"id": 1, "type": command, **data})
            answer = await _receive(socket)
        if not answer["success"]:
            raise ActionError(answer["error"]["message"])
        return answer["result"]

    async def call(self, action: str, entity_id: str | None = None, **data: Any) -> Any:
        """Perform an action and return its response; raises ActionError."""
        domain, service = action.split(".")
        result = await self.command(
            "call_service",
            domain=domain,
            service=service,
            service_data=data,
            target={"entity_id": entity_id} if entity_id else {},
            # Only ours has one that is of interest.
            return_response=domain == "iletimerkezi",
        )
        return result.get("response")

    async def state(self, entity_id: str) -> str:
        """Return the state of an entity, "missing" if there is none."""
        async with self._session.get(
            f"{self.url}/api/states/{entity_id}", headers=self._headers
        ) as response:
            if response.status == HTTPStatus.NOT_FOUND:
                return "missing"
            return str((await _content(response))["state"])

    async def notifications(self) -> list[Notification]:
        """Return the notifications that are shown."""
        return [
            Notification(item["notification_id"], item["title"] or "", item["message"])
            for item in await self.command("persistent_notification/get")
        ]

    async def get(self, path: str) -> Any:
        """Return what is found under a path of the API."""
        async with self._session.get(
            f"{self.url}/api/{path}", headers=self._headers
        ) as response:
            return await _content(response)

    async def post(self, path: str, content: dict[str, Any]) -> Any:
        """Return what the API answers to some content."""
        async with self._session.post(
            f"{self.url}/api/{path}", headers=self._headers, json=content
        ) as response:
            return await _content(response)

    @property
    def _headers(self) -> dict[str, str]:
        """Return the headers of a request by the owner."""
        return {"Authorization": f"Bearer {self._token}"}


async def _content(response: aiohttp.ClientResponse) -> Any:
    """Return what was answered; raises DemoError for a refusal."""
    if not response.ok:
        text = (await response.text())[:200]
        raise DemoError(
            f"{response.method} {response.url.path}: {response.status} {text}"
        )
    return await response.json()


async def _receive(socket: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
    """Return the next message of a WebSocket; raises DemoError at its end."""
    message = await socket.receive()
    if message.type is not aiohttp.WSMsgType.TEXT:
        raise DemoError("Home Assistant has closed the connection")
    content: dict[str, Any] = message.json()
    return content
