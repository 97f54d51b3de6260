"""What every scene needs: the house, the phones, and what is expected of them."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
import re

from .errors import DemoError
from .home import Home, Notification
from .people import Person
from .phones import Phones, Sms
from .polling import PATIENCE, until
from .provider import Provider
from .screen import Screen
from .words import Words

# How long nothing more must arrive after what was expected.
_QUIET = 0.5


@dataclass(frozen=True, slots=True)
class Stage:
    """Where scenes are played."""

    home: Home
    provider: Provider
    phones: Phones
    screen: Screen
    words: Words

    async def turn(self, switch: str, *, on: bool) -> None:
        """Turn a switch of the house."""
        await self.home.call(f"input_boolean.turn_{'on' if on else 'off'}", switch)

    async def arm(self) -> None:
        """Arm the alarm."""
        await self._panel("alarm_arm_away", "armed_away")

    async def disarm(self) -> None:
        """Disarm the alarm."""
        await self._panel("alarm_disarm", "disarmed")

    async def expect(self, *expected: Sms, within: float = PATIENCE) -> None:
        """Show the SMS that arrive; raises DemoError unless it is exactly these."""
        arrived: list[Sms] = []

        async def look() -> bool:
            new = await self.phones.arrived()
            for sms in new:
                self.screen.sms(sms)
            arrived.extend(new)
            return len(arrived) >= len(expected)

        await until(look, within)
        await asyncio.sleep(_QUIET)
        await look()
        missing, extra = _without(expected, arrived), _without(arrived, expected)
        if missing and extra:
            reason = self.words.wrong_messages
        else:
            reason = self.words.no_message if missing else self.words.unexpected_message
        if missing or extra:
            raise DemoError(
                reason.format(missing=_listed(missing), extra=_listed(extra))
            )

    async def show_notification(self, code: str, *, about: str = "") -> None:
        """Show a notification of the integration, once its text is about something."""

        async def look() -> Notification | None:
            found = await self._notification(code)
            return found if found and re.search(about, found.text) else None

        if not (found := await until(look)):
            raise DemoError(self.words.no_notification.format(name=code))
        self.screen.notification(found.title, found.text)

    async def wait_for_dismissal(self, code: str) -> None:
        """Wait until a notification of the integration is gone."""

        async def look() -> bool:
            return await self._notification(code) is None

        if not await until(look):
            raise DemoError(self.words.still_notification.format(name=code))
        self.screen.note(self.words.notification_gone)

    async def _panel(self, action: str, wanted: str) -> None:
        """Operate the alarm panel until it has a state."""
        panel, state = self.words.panel, ""

        async def look() -> bool:
            nonlocal state
            state = await self.home.state(panel)
            return state == wanted

        await self.home.call(f"alarm_control_panel.{action}", panel)
        if not await until(look):
            raise DemoError(
                self.words.state_not_reached.format(
                    entity=panel, state=state, wanted=wanted
                )
            )

    async def _notification(self, code: str) -> Notification | None:
        """Return a notification of the integration by the end of its id."""
        for notification in await self.home.notifications():
            if re.fullmatch(f"iletimerkezi_.+_{code}", notification.name):
                return notification
        return None


def sms_to(text: str, *people: Person) -> list[Sms]:
    """Return a text on every phone of some people."""
    return [Sms(number, text) for person in people for number in person.numbers]


def _without(some: Iterable[Sms], others: Iterable[Sms]) -> list[Sms]:
    """Return what is left of some SMS when others are taken away one by one."""
    left = list(some)
    for sms in others:
        if sms in left:
            left.remove(sms)
    return left


def _listed(messages: Iterable[Sms]) -> str:
    """Return SMS in one line."""
    return ", ".join(f"{sms.number} {sms.text!r}" for sms in messages)
