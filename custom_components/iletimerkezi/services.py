"""The actions of the integration: names, schemas and handlers."""

from typing import Final

from homeassistant.core import HomeAssistant, SupportsResponse, callback

from .actions.check_message import async_check_message
from .actions.fields import MESSAGE_SCHEMA, REPORT_SCHEMA
from .actions.get_report import async_get_report
from .actions.send_message import async_send_message
from .const import DOMAIN

SERVICE_CHECK_MESSAGE: Final = "check_message"
SERVICE_GET_REPORT: Final = "get_report"
SERVICE_SEND_MESSAGE: Final = "send_message"

SEND_MESSAGE_SCHEMA: Final = MESSAGE_SCHEMA
CHECK_MESSAGE_SCHEMA: Final = MESSAGE_SCHEMA
GET_REPORT_SCHEMA: Final = REPORT_SCHEMA


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions, which exist even without an account."""
    hass.services.async_register(
        DOMAIN,
        SERVICE_SEND_MESSAGE,
        async_send_message,
        schema=SEND_MESSAGE_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )
    hass.services.async_register(
        DOMAIN,
        SERVICE_CHECK_MESSAGE,
        async_check_message,
        schema=CHECK_MESSAGE_SCHEMA,
        supports_response=SupportsResponse.ONLY,
    )
    hass.services.async_register(
        DOMAIN,
        SERVICE_GET_REPORT,
        async_get_report,
        schema=GET_REPORT_SCHEMA,
        supports_response=SupportsResponse.ONLY,
    )
