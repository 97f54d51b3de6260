"""The provider says no: an error for the caller, a notification for the person."""

from demo.errors import ActionError, DemoError
from demo.stage import Stage, sms_to

_CODE = 450


async def refusal(stage: Stage) -> None:
    """Send an SMS that is rejected; its notification appears and closes again."""
    words = stage.words
    stage.screen.scene(words.refusal, words.refusal_story)
    await provoke(stage, words.refusal_sms)
    await stage.show_notification(str(_CODE))
    await stage.expect()
    stage.screen.note(words.refusal_over_story)
    await make_up(stage, words.refusal_over_sms, kept=words.refusal_sms)


async def provoke(stage: Stage, text: str) -> None:
    """Send an SMS that is rejected."""
    await stage.phones.refuse(_CODE)
    try:
        await _send(stage, text)
    except ActionError:
        return
    raise DemoError(stage.words.no_error)


async def make_up(stage: Stage, text: str, *, kept: str) -> None:
    """Have the next SMS accepted, which sends what was kept and ends the notification."""
    await stage.phones.heal()
    await _send(stage, text)
    ayse = stage.words.ayse
    await stage.expect(*sms_to(text, ayse), *sms_to(kept, ayse))
    await stage.wait_for_dismissal(str(_CODE))


async def _send(stage: Stage, text: str) -> None:
    """Send a text to one recipient."""
    await stage.home.call(
        "iletimerkezi.send_message", message=text, recipient=[stage.words.ayse.entity]
    )
