"""No connection to the provider: alarms during the outage arrive afterwards."""

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

from demo.phones import Sms
from demo.stage import Stage, sms_to

_CODE = "unreachable"
# Everything that waits goes out within this time once the connection is back.
_ALL_OUT = 75.0
# A text that is later than two minutes says when it was meant.
_LATE = 125.0


async def outage(stage: Stage) -> None:
    """Cut the connection, trigger two alarms, and restore it."""
    stage.screen.scene(stage.words.outage, stage.words.outage_story)
    await stage.phones.cut_line()
    expected = await _two_alarms(stage)
    await stage.expect()
    stage.screen.note(stage.words.outage_over_story)
    await stage.phones.restore_line()
    await _all_out(stage, expected)


async def late_outage(stage: Stage) -> None:
    """Have nobody answer for so long that the texts say when they were meant.

    A cut line is not enough: it breaks off after the request, which may have
    been carried out, and is repeated to the letter to be sure.
    """
    stage.screen.scene(stage.words.outage, stage.words.outage_story)
    await stage.provider.async_stop()
    now = _now()
    if now.second > 50:  # both alarms have to happen in the same minute
        await asyncio.sleep(60 - now.second)
    expected = await _two_alarms(stage, f"[{_now():%H:%M}] ")
    stage.screen.note(stage.words.outage_late_story)
    await asyncio.sleep(_LATE)
    stage.screen.note(stage.words.outage_over_story)
    stage.phones.start_over()
    await stage.provider.async_start()
    await _all_out(stage, expected)


async def _two_alarms(stage: Stage, mark: str = "") -> list[Sms]:
    """Let two alarms happen and return what is to arrive afterwards."""
    words = stage.words
    await stage.arm()
    await stage.turn(words.balcony_door, on=True)
    await stage.turn(words.bedroom_smoke, on=True)
    expected = [
        *sms_to(mark + words.outage_door_sms, *words.recipients),
        *sms_to(mark + words.outage_smoke_sms, *words.recipients, words.neighbor),
    ]
    # The notification counts the messages that wait, to however many phones.
    await stage.show_notification(_CODE, about=r"\b2\b")
    return expected


async def _all_out(stage: Stage, expected: list[Sms]) -> None:
    """See everything arrive, and make the house quiet again."""
    await stage.expect(*expected, within=_ALL_OUT)
    await stage.wait_for_dismissal(_CODE)
    await stage.turn(stage.words.balcony_door, on=False)
    await stage.turn(stage.words.bedroom_smoke, on=False)
    await stage.disarm()


def _now() -> datetime:
    """Return the time where the house is."""
    return datetime.now(ZoneInfo("Europe/Istanbul"))
