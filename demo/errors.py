"""What can go wrong, in words for the person at the terminal."""


class DemoError(Exception):
    """The demo cannot go on; the text is one line that says why."""


class ActionError(DemoError):
    """Home Assistant answered an action with an error."""
