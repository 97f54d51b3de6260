"""An armed alarm goes off: notify.send_message to two recipients."""

from demo.stage import Stage, sms_to


async def burglary(stage: Stage) -> None:
    """Arm the alarm and open the front door."""
    words = stage.words
    stage.screen.scene(words.burglary, words.burglary_story)
    await stage.arm()
    await stage.turn(words.front_door, on=True)
    await stage.expect(*sms_to(words.burglary_sms, *words.recipients))
    await stage.turn(words.front_door, on=False)
    await stage.disarm()
