"""Water: an alert, which reaches everybody by way of notify.iletimerkezi."""

from demo.stage import Stage, sms_to


async def leak(stage: Stage) -> None:
    """Let water run in the bathroom and dry it up."""
    words = stage.words
    stage.screen.scene(words.leak, words.leak_story)
    await stage.turn(words.water, on=True)
    await stage.expect(*sms_to(words.leak_sms, *words.recipients))
    stage.screen.note(words.leak_over_story)
    await stage.turn(words.water, on=False)
    await stage.expect(*sms_to(words.leak_over_sms, *words.recipients))
