"""iletimerkezi.get_report: the delivery status of an order."""

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.exceptions import HomeAssistantError

from ..api import ProviderUnreachableError, RefusedError, StatusCode
from ..const import DOMAIN
from ..feedback.escaping import escaped, one_line
from ..loading import async_wait_while_loading
from ..permissions import async_get_caller
from .accounts import async_get_account
from .fields import ATTR_ORDER_ID


async def async_get_report(call: ServiceCall) -> ServiceResponse:
    """Request the delivery status of an order."""
    entry = async_get_account(call.hass, call.data.get(ATTR_CONFIG_ENTRY_ID))
    (await async_get_caller(call.hass, call.context)).check_account(call.hass, entry)
    await async_wait_while_loading(call.hass, entry)
    order_id: str = call.data[ATTR_ORDER_ID].strip()
    try:
        report = await entry.runtime_data.client.report(order_id)
    except RefusedError as err:
        known = err.code in (
            StatusCode.UNAUTHORIZED,
            StatusCode.ORDER_NOT_FOUND,
            StatusCode.REPORT_TOO_EARLY,
        )
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=f"report_{err.code}" if known else "report_refused",
            translation_placeholders={
                "order_id": one_line(order_id),
                "code": str(err.code),
                "provider_text": escaped(err.provider_text),
            },
        ) from None
    except ProviderUnreachableError:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="report_unreachable",
            translation_placeholders={"order_id": one_line(order_id)},
        ) from None
    return {
        "order_id": report.order_id,
        "status": report.status.value,
        "total": report.total,
        "delivered": report.delivered,
        "undelivered": report.undelivered,
        "waiting": report.waiting,
        "messages": [
            {"number": message.number, "status": message.status.value}
            for message in report.messages
        ],
    }
