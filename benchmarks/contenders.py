"""The ways to send an SMS that are compared."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import aiohttp

from homeassistant.core import HomeAssistant

from .accounts import ANNE
from .provider import Provider

type Send = Callable[[str], Awaitable[object]]
"""Sends one text to one number and returns once its outcome is known."""

RAW: Final = "raw aiohttp GET"
ACTION: Final = "iletimerkezi.send_message"
ENTITY: Final = "notify.send_message"
NOTIFY: Final = "notify.iletimerkezi"
REST_COMMAND: Final = "rest_command"
NOTIFY_REST: Final = "notify.rest"

OURS: Final = (ACTION, ENTITY, NOTIFY)
ALL: Final = (RAW, *OURS, REST_COMMAND, NOTIFY_REST)


def configuration(provider: Provider) -> dict[str, Any]:
    """Return the YAML that people use without the integration."""
    parameters = {
        "key": provider.key,
        "hash": provider.hash,
        "sender": "EVIM",
        "iys": "0",
    }
    fixed = "&".join(f"{name}={value}" for name, value in parameters.items())
    address = f"{provider.url}/v1/send-sms/get/"
    return {
        "rest_command": {
            "sms": {
                "url": f"{address}?{fixed}&text={{{{ message | urlencode }}}}"
                "&receipents={{ number }}"
            }
        },
        "notify": [
            {
                "platform": "rest",
                "name": "sms_rest",
                "resource": address,
                "message_param_name": "text",
                "params": {**parameters, "receipents": ANNE},
            }
        ],
    }


def contenders(
    hass: HomeAssistant, provider: Provider, session: aiohttp.ClientSession
) -> dict[str, Send]:
    """Return every way to send, by its name."""

    async def raw(text: str) -> None:
        async with session.get(provider.send_url(text, ANNE)) as response:
            await response.read()
            assert response.status == 200

    def action(domain: str, name: str, **data: Any) -> Send:
        async def call(text: str) -> None:
            await hass.services.async_call(
                domain, name, {"message": text, **data}, blocking=True
            )

        return call

    return {
        RAW: raw,
        ACTION: action("iletimerkezi", "send_message", number=[ANNE]),
        ENTITY: action("notify", "send_message", entity_id="notify.anne"),
        NOTIFY: action("notify", "iletimerkezi", target=[ANNE]),
        REST_COMMAND: action("rest_command", "sms", number=ANNE),
        NOTIFY_REST: action("notify", "sms_rest"),
    }
