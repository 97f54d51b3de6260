"""Which faults there are, and which request gets one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
import itertools

from .record import RecordedRequest
from .signals import Signal

type Condition = Callable[[RecordedRequest], bool]


class FaultKind(StrEnum):
    """What goes wrong.

    CODE: a refusal with the body code `code`, which is the HTTP status as well.
    CODE_IN_200: the same refusal under the HTTP status 200.
    HTTP_STATUS: a web server's own HTML page with the HTTP status `code`.
    DROP: the connection is closed without an answer.
    RESET: the connection is reset without an answer.
    HANG: no answer for `seconds`, or until the simulator stops.
    TRUNCATED: a complete HTTP answer around half a document.
    CUT_OFF: a full length announced, and closed after half of it.
    HTML_200: the log-in page of a captive portal with the HTTP status 200.
    EMPTY_200: nothing, with the HTTP status 200.
    WRONG_CHARSET: header and document claim the charset `text`, and it is not.
    HUGE: a body of 100 MB.
    DRIP: one byte each `seconds`.
    REDIRECT: a redirect (302) to `text`.
    ENTITY_BOMB: XML whose entities grow without bounds.
    NO_ORDER_ID: success, but without an order id.
    ECHO_SECRET: a refusal whose words repeat key, hash and address.
    """

    CODE = "code"
    CODE_IN_200 = "code_in_200"
    HTTP_STATUS = "http_status"
    DROP = "drop"
    RESET = "reset"
    HANG = "hang"
    TRUNCATED = "truncated"
    CUT_OFF = "cut_off"
    HTML_200 = "html_200"
    EMPTY_200 = "empty_200"
    WRONG_CHARSET = "wrong_charset"
    HUGE = "huge"
    DRIP = "drip"
    REDIRECT = "redirect"
    ENTITY_BOMB = "entity_bomb"
    NO_ORDER_ID = "no_order_id"
    ECHO_SECRET = "echo_secret"


class Stage(StrEnum):
    """Whether the provider had done its work when it went wrong.

    BEFORE: no, nothing was sent. AFTER: yes, only the answer suffers.
    """

    BEFORE = "before"
    AFTER = "after"


@dataclass(slots=True, eq=False)
class Fault:
    """One fault, for as many requests as `times` says (None: for all).

    endpoint: "send", "balance", "senders", "report" or "any".
    code, text, seconds: see FaultKind; seconds None is for ever with HANG and
        one second with DRIP.
    where: a further condition on the request.
    """

    kind: FaultKind
    stage: Stage = Stage.BEFORE
    endpoint: str = "send"
    times: int | None = None
    code: int = 503
    text: str | None = None
    seconds: float | None = None
    where: Condition | None = None

    @property
    def refuses(self) -> bool:
        """Return whether the answer is a refusal with `code`."""
        return self.kind in {
            FaultKind.CODE,
            FaultKind.CODE_IN_200,
            FaultKind.ECHO_SECRET,
        }

    @property
    def garbles(self) -> bool:
        """Return whether the answer is the provider's own, made unreadable."""
        return self.kind in {
            FaultKind.TRUNCATED,
            FaultKind.CUT_OFF,
            FaultKind.WRONG_CHARSET,
            FaultKind.DRIP,
        }

    def concerns(self, request: RecordedRequest) -> bool:
        """Return whether a request gets this fault."""
        return self.endpoint in {"any", request.endpoint} and (
            self.where is None or self.where(request)
        )


class Faults:
    """The faults in force; the first one that concerns a request is taken."""

    def __init__(self) -> None:
        """Start without faults."""
        self._faults: dict[int, Fault] = {}
        self._ids = itertools.count(1)
        self.changed: Signal[None] = Signal()

    def __iter__(self) -> Iterator[Fault]:
        """Iterate over the faults in force."""
        return iter(tuple(self._faults.values()))

    def __len__(self) -> int:
        """Return how many faults are in force."""
        return len(self._faults)

    def add(self, fault: Fault) -> Fault:
        """Put a fault into force and return it."""
        self._faults[next(self._ids)] = fault
        self.changed.send(None)
        return fault

    def remove(self, fault: Fault) -> None:
        """Lift a fault; one that has used itself up is fine, too."""
        for number, known in tuple(self._faults.items()):
            if known is fault:
                del self._faults[number]
                self.changed.send(None)

    def clear(self) -> None:
        """Lift every fault."""
        self._faults.clear()
        self.changed.send(None)

    def take(self, request: RecordedRequest) -> Fault | None:
        """Return the fault for a request and count it down."""
        for fault in self:
            if not fault.concerns(request):
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self.remove(fault)
            return fault
        return None
