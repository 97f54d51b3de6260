"""The form of notify.iletimerkezi: Home Assistant has no texts for run-time actions."""

from collections.abc import Mapping
from typing import Any, NamedTuple, Self

from homeassistant.components.notify import (
    ATTR_DATA,
    ATTR_MESSAGE,
    ATTR_TARGET,
    ATTR_TITLE,
    DOMAIN as NOTIFY_DOMAIN,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.service import async_set_service_schema
from homeassistant.helpers.translation import async_get_translations

from ..account import IletiMerkeziConfigEntry
from ..api import CommercialList
from ..const import (
    ATTR_COMMERCIAL_LIST,
    ATTR_SENDER,
    ATTR_URGENT,
    COMMERCIAL_LIST_NONE,
    DOMAIN,
)
from ..recipients import name_of, recipients_of


class Form(NamedTuple):
    """What a form depends on."""

    language: str
    account: str
    recipients: tuple[str, ...]

    @classmethod
    def of(cls, hass: HomeAssistant, entry: IletiMerkeziConfigEntry) -> Self:
        """Return it for the action of an account."""
        names = (name_of(hass, subentry) for subentry in recipients_of(entry))
        return cls(hass.config.language, entry.title, tuple(dict.fromkeys(names)))


async def async_get_texts(hass: HomeAssistant, language: str) -> dict[str, str]:
    """Return the texts of forms in a language."""
    return {
        **await async_get_translations(hass, language, "common", [DOMAIN]),
        **await async_get_translations(hass, language, "selector", [DOMAIN]),
    }


@callback
def async_describe(
    hass: HomeAssistant, name: str, form: Form, texts: Mapping[str, str]
) -> None:
    """Write the form of an action."""

    def _text(key: str) -> str:
        return texts[f"component.{DOMAIN}.common.{key}"]

    lists = f"component.{DOMAIN}.selector.{ATTR_COMMERCIAL_LIST}.options"
    options = {
        ATTR_URGENT: {"label": _text("notify_urgent"), "selector": {"boolean": {}}},
        ATTR_SENDER: {"label": _text("notify_sender"), "selector": {"text": {}}},
        ATTR_COMMERCIAL_LIST: {
            "label": _text("notify_commercial_list"),
            "selector": {
                "select": {
                    "options": [
                        {
                            "value": value,
                            "label": texts.get(f"{lists}.{value}", value),
                        }
                        for value in (COMMERCIAL_LIST_NONE, *CommercialList)
                    ]
                }
            },
        },
    }
    async_set_service_schema(
        hass,
        NOTIFY_DOMAIN,
        name,
        {
            "name": _text("notify_name").format(account=form.account),
            "description": _text("notify_description"),
            "fields": {
                ATTR_MESSAGE: {
                    "name": _text("notify_message_name"),
                    "description": _text("notify_message_description"),
                    "required": True,
                    "selector": {"text": {"multiline": True}},
                },
                ATTR_TITLE: {
                    "name": _text("notify_title_name"),
                    "description": _text("notify_title_description"),
                    "selector": {"text": {}},
                },
                ATTR_TARGET: {
                    "name": _text("notify_target_name"),
                    "description": _text("notify_target_description"),
                    "selector": _names_or_numbers(form.recipients),
                },
                ATTR_DATA: {
                    "name": _text("notify_data_name"),
                    "description": _text("notify_data_description"),
                    "selector": {"object": {"fields": options}},
                },
            },
        },
    )


def _names_or_numbers(names: tuple[str, ...]) -> dict[str, Any]:
    """Return a field with recipients to choose from that takes numbers, too."""
    if not names:
        return {"text": {"multiple": True}}
    return {"select": {"options": list(names), "multiple": True, "custom_value": True}}
