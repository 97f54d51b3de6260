"""Smoke: iletimerkezi.send_message to recipients and to a phone number."""

from demo.stage import Stage, sms_to


async def fire(stage: Stage) -> None:
    """Let it smoke in the kitchen."""
    words = stage.words
    stage.screen.scene(words.fire, words.fire_story)
    await stage.turn(words.kitchen_smoke, on=True)
    await stage.expect(*sms_to(words.fire_sms, *words.recipients, words.neighbor))
    await stage.turn(words.kitchen_smoke, on=False)
