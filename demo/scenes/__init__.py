"""What the demo plays. A scene is a function of the stage; add one here."""

from collections.abc import Awaitable, Callable

from demo.stage import Stage

from .burglary import burglary
from .fire import fire
from .leak import leak
from .outage import late_outage, outage
from .refusal import refusal

type Scene = Callable[[Stage], Awaitable[None]]

__all__ = ["Scene", "chosen"]


def chosen(*, every: bool, late: bool) -> list[Scene]:
    """Return the scenes to play; a late outage takes the place of the quick one."""
    scenes: list[Scene] = [burglary]
    if every:
        scenes += [fire, leak, refusal]
    if late:
        scenes.append(late_outage)
    elif every:
        scenes.append(outage)
    return scenes
