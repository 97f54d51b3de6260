"""The outbox in a world where anything happens at any time: its invariants hold.

The long profile is scripts/state-machine.
"""

import logging
import os
from typing import Any, Final, override

from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from custom_components.iletimerkezi.api import CommercialList
from custom_components.iletimerkezi.const import RepeatedMessages
from custom_components.iletimerkezi.outbox import Addressee, OutgoingSms

from .pure import SETTINGS
from .world import Behaviour, Disk, Home, Provider, Witness, WorldTime
from .world.disk import QUICK, SLOW, Copy

NUMBERS: Final = ("5301234567", "5321112233", "5359998877")
BLOCKED: Final = "5441112233"
TEXTS: Final = ("Duman", "Su", "s" * 1000 + "ş")
LOGGER: Final = logging.getLogger("custom_components.iletimerkezi.outbox")

people = st.lists(
    st.sampled_from((*NUMBERS, BLOCKED)), min_size=1, max_size=3, unique=True
)
pauses = st.sampled_from(
    (0.001, 0.003, 0.01, 0.03, 0.15, 0.5, 2.0, 6.0, 11.0, 13.0, 31.0, 59.0, 125.0)
)
long_pauses = st.sampled_from((290.0, 540.0, 571.0, 598.0, 602.0, 1300.0, 3700.0))


class OutboxMachine(RuleBasedStateMachine):
    """What happens to an account."""

    def __init__(self) -> None:
        """Begin with an account that works."""
        super().__init__()
        self.time = WorldTime()
        self._installed = self.time.installed()
        self._installed.__enter__()
        self.disk = Disk()
        self.provider = Provider(self.time, blocked={BLOCKED})
        self.witness = Witness(self.provider, self.disk)
        self.settings = SETTINGS
        self.backup: Copy | None = None
        self.failed = False
        LOGGER.addHandler(self.witness)
        self.home: Home | None = self._start()

    def _start(self) -> Home:
        return Home(self.time, self.disk, self.provider, self.witness, self.settings)

    @property
    def running(self) -> Home:
        """Return the present life."""
        assert self.home is not None
        return self.home

    @initialize(
        by_number=st.booleans(),
        credit_first=st.booleans(),
        serves_good=st.booleans(),
        strict=st.booleans(),
        answers_queries=st.booleans(),
    )
    def kind_of_provider(self, **kind: bool) -> None:
        """Decide what is not known of the provider."""
        for name, value in kind.items():
            setattr(self.provider, name, value)

    # Callers

    @rule(
        text=st.sampled_from(TEXTS),
        numbers=people,
        sender=st.sampled_from((None, None, None, "BAHCE")),
        wait=pauses,
    )
    def hand_over(
        self, text: str, numbers: list[str], sender: str | None, wait: float
    ) -> None:
        """Somebody sends a message."""
        recipients = {number: Addressee(f"R{number}", (number,)) for number in numbers}
        self.running.hand_over(OutgoingSms(text, recipients, sender=sender))
        self.running.run_for(wait)

    @rule()
    def discard_waiting(self) -> None:
        """Somebody presses the button."""
        self.running.call(self.running.outbox.discard_waiting)

    @rule(number=st.sampled_from(NUMBERS))
    def remove_recipient(self, number: str) -> None:
        """Remove a recipient; messages to it may come all the same."""
        self.running.call(self.running.outbox.remove_recipient, number)

    # The provider and the line

    @rule(coming=st.lists(st.sampled_from(Behaviour), min_size=1, max_size=4))
    def next_requests(self, coming: list[Behaviour]) -> None:
        """Decide what becomes of the next requests."""
        self.provider.coming.extend(coming)

    @rule(weather=st.sampled_from((Behaviour.ANSWERED, *Behaviour)))
    def weather_changes(self, weather: Behaviour) -> None:
        """Decide what becomes of all further requests."""
        self.provider.coming.clear()
        self.provider.weather = weather

    @rule(authorized=st.booleans())
    def credentials(self, authorized: bool) -> None:
        """Credentials stop working, or work again."""
        self.provider.authorized = authorized

    @rule(credit=st.sampled_from((0, 1, 2, 1000)))
    def credit(self, credit: int) -> None:
        """Credit is used up elsewhere, or bought."""
        self.provider.credit = credit

    @rule(sender=st.sampled_from(("EVIM", "BAHCE", None)))
    def senders(self, sender: str | None) -> None:
        """Approve a sender no longer, or all of them."""
        self.provider.refused_senders = {sender} if sender else set()

    @rule(missing=st.booleans())
    def iys(self, missing: bool) -> None:
        """Lose the İYS settings, or find them."""
        self.provider.iys_missing = missing

    # Users who change settings

    @rule(
        changes=st.fixed_dictionaries(
            {},
            optional={
                "repeated_messages": st.sampled_from(RepeatedMessages),
                "retry_seconds": st.sampled_from((0.0, 1800.0, 3600.0, 86400.0)),
                "sender": st.sampled_from(("EVIM", "YAZLIK")),
                "commercial_list": st.sampled_from((None, CommercialList.TACIR)),
                "daily_limit": st.sampled_from((0, 0, 5)),
            },
        )
    )
    def change_settings(self, changes: dict[str, Any]) -> None:
        """Take changed options or another sender over."""
        self.settings = self.settings._replace(**changes)
        self.running.call(self.running.outbox.apply_settings, self.settings)

    # Time

    @rule(seconds=pauses)
    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.running.run_for(seconds)

    @rule(seconds=long_pauses)
    def wait_long(self, seconds: float) -> None:
        """More of it."""
        self.running.run_for(seconds)

    @rule(seconds=st.sampled_from((5.0, 700.0, 10_800.0)), arrives=st.booleans())
    def suspend(self, seconds: float, arrives: bool) -> None:
        """Suspend the machine."""
        self.running.run_for(0)
        self.provider.interrupt(arrives=arrives)
        self.time.suspend(seconds)
        self.running.run_for(0.001)

    @rule()
    def balance(self) -> None:
        """Update the sensors."""
        self.running.call(self.running.request_balance)

    # Power and disk

    @rule(arrives=st.booleans(), away=st.sampled_from((0.1, 20.0, 650.0)))
    def kill(self, arrives: bool, away: float) -> None:
        """Cut the power; only what is on the disk survives."""
        self.running.kill(arrives=arrives)
        self.home = None
        self.time.advance(away)
        self.home = self._start()

    @rule()
    def restart(self) -> None:
        """Home Assistant is restarted."""
        self.running.stop()
        self.home = None
        self.home = self._start()

    @rule(full=st.booleans())
    def disk_fills(self, full: bool) -> None:
        """Fill the disk, or empty it."""
        self.disk.full = full

    @rule(slow=st.booleans())
    def disk_is_slow(self, slow: bool) -> None:
        """Have the disk take seconds, or milliseconds."""
        self.disk.delay = SLOW if slow else QUICK

    @rule(locked=st.booleans())
    def file_is_locked(self, locked: bool) -> None:
        """Another process locks the file."""
        self.disk.locked = locked

    @rule()
    def file_is_replaced(self) -> None:
        """Somebody deletes the file."""
        self.disk.replaced = True

    @rule()
    def back_up(self) -> None:
        """Make a backup."""
        self.backup = self.disk.backup()

    @precondition(lambda self: self.backup is not None)
    @rule()
    def restore_backup(self) -> None:
        """Restore a backup."""
        assert self.backup is not None
        self.running.stop()
        self.home = None
        self.disk.restore(self.backup)
        self.witness.give_up(self.disk.message_ids())
        self.home = self._start()

    @invariant()
    def nothing_is_wrong(self) -> None:
        """All invariants hold."""
        try:
            self.witness.check(self.home.orders if self.home else None)
        except AssertionError:
            self.failed = True
            raise

    @override
    def teardown(self) -> None:
        """Have everything work again: then nothing is left over."""
        try:
            if not self.failed and self.home:
                self._end_well(self.home)
        finally:
            LOGGER.removeHandler(self.witness)
            if self.home and not self.home.loop.is_closed():
                self.home.kill(arrives=False)
            self.disk.discard()
            self._installed.__exit__(None, None, None)

    def _end_well(self, home: Home) -> None:
        """Let all that is open end."""
        provider, disk = self.provider, self.disk
        disk.full = disk.locked = disk.replaced = False
        disk.delay = QUICK
        provider.coming.clear()
        provider.weather = Behaviour.ANSWERED
        provider.authorized = True
        provider.iys_missing = False
        provider.refused_senders = set()
        provider.credit = 1000
        home.call(home.request_balance)
        # A disk that refused is tried again every half minute.
        home.run_for(120.0)
        self.witness.check(home.orders)
        fresh = [
            order for order in home.orders.book.open.values() if not order.possibly_sent
        ]
        held = [order for order in fresh if order.refusal]
        assert fresh == held, "the provider is back, and something still waits"
        home.run_for(self.settings.lifetime + 700.0)
        self.witness.check(home.orders)
        assert not home.orders.book.open, "something waits for ever"
        assert not home.callers
        assert not disk.message_ids(), "something stays in the journal"


SKIPPED: Final = os.environ.get("STATE_MACHINE_SKIP", "explain").split()
TestOutbox = OutboxMachine.TestCase
RUNS: Final = os.environ.get("STATE_MACHINE_RUNS")
TestOutbox.settings = settings(
    max_examples=int(RUNS or 40),
    # The same ones every time, unless more of them are asked for.
    derandomize=RUNS is None,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
    phases=[phase for phase in Phase if phase.name not in SKIPPED],
)
