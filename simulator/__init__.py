"""The SMS provider İleti Merkezi, simulated on this machine.

For trying out the integration without sending anything, for tests and for
measurements. Start it with `python -m simulator`, or within a test:

    async with Simulator() as simulator:
        simulator.faults.add(Fault(FaultKind.DROP, stage=Stage.AFTER, times=1))
        ...
        assert [sms.text for sms in simulator.messages] == ["Su kaçağı!"]
"""

from .account import Account
from .answers import AnswerTypes
from .faults import Fault, FaultKind, Faults, Stage
from .gates import Gate
from .orders import Order, OrderState, RepeatRule, Sms, SmsState
from .provider_state import BadRecipients
from .record import RecordedRequest
from .simulator import Simulator
from .text import count_parts

__all__ = [
    "Account",
    "AnswerTypes",
    "BadRecipients",
    "Fault",
    "FaultKind",
    "Faults",
    "Gate",
    "Order",
    "OrderState",
    "RecordedRequest",
    "RepeatRule",
    "Simulator",
    "Sms",
    "SmsState",
    "Stage",
    "count_parts",
]
