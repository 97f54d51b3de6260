"""iletimerkezi.check_message: how a message would look and what it would cost."""

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import ServiceCall, ServiceResponse

from ..account import IletiMerkeziConfigEntry
from ..api.text import Encoding, TextSize, costly_characters, measure
from ..options import AccountOptions
from ..outbox import fitted
from .accounts import async_get_account
from .request import async_read_request


async def async_check_message(call: ServiceCall) -> ServiceResponse:
    """Return text and cost of a message; without recipients, of at least one SMS.

    Accounts can have different options: the text is the longest, the sum is right.
    """
    message, targets = await async_read_request(call)
    numbers = {
        entry: len(whom.recipients)
        for entry, whom in targets.items()
        if whom.recipients
    } or {async_get_account(call.hass, call.data.get(ATTR_CONFIG_ENTRY_ID)): 0}
    texts = {entry: _text_as_sent(entry, message.text) for entry in numbers}
    sizes = {entry: measure(text) for entry, text in texts.items()}
    dearest = max(sizes, key=lambda entry: sizes[entry].parts)
    text, size = texts[dearest], sizes[dearest]
    return {
        "text": text,
        "encoding": size.encoding.value,
        "parts": size.parts,
        "numbers": sum(numbers.values()),
        "sms": sum(sizes[entry].parts * count for entry, count in numbers.items()),
        "costly": list(_costly(text, size)),
    }


def _text_as_sent(entry: IletiMerkeziConfigEntry, text: str) -> str:
    """Return a text as it would be sent with the options of an account."""
    options = AccountOptions.of(entry.options)
    return fitted(
        text, max_parts=options.max_parts, plain_letters=options.plain_letters
    )


def _costly(text: str, size: TextSize) -> str:
    """Return the characters that force a more expensive alphabet, each once.

    What forces UCS-2, with its 70 characters, always does. Turkish letters cost next to
    nothing: they are named only if the text takes more SMS because of them.
    """
    if size.encoding is not Encoding.UCS2:
        return costly_characters(text)
    return "".join(
        character
        for character in dict.fromkeys(text)
        if measure(character).encoding is Encoding.UCS2
    )
