"""Faults, and the requests they apply to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
import itertools

from .record import RecordedRequest
from .signals import Signal

type Condition = Callable[[RecordedRequest], bool]


class FaultKind(StrEnum):
    """Kind of a fault.

    CODE: a refusal with the body code `code`, which is the HTTP status as well.
    CODE_IN_200: the same refusal under the HTTP status 200.
    HTTP_STATUS: a web server's own HTML page with the HTTP status `code`.
    DROP: the connection is closed without an answer.
    RESET: the connection is reset without an answer.
    HANG: no answer for `seconds`, or until the simulator stops.
    TRUNCATED: a complete HTTP answer with half a document.
    CUT_OFF: the full length is announced, the connection closed after half of it.
    HTML_200: the log-in page of a captive portal with the HTTP status 200.
    EMPTY_200: an empty body with the HTTP status 200.
    BAD_ORDER_ID: the order id of a success becomes `text`, or far too long.
    WRONG_CHARSET: header and document claim the charset `text`; it is UTF-8.
    HUGE: a body of 100 MB.
    DRIP: one byte each `seconds`.
    REDIRECT: a redirect (302) to `text`.
    ENTITY_BOMB: XML with exponentially expanding entities.
    NO_ORDER_ID: success without an order id.
    ECHO_SECRET: a refusal whose message repeats key, hash and address.
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
    BAD_ORDER_ID = "bad_order_id"
    ECHO_SECRET = "echo_secret"


class Stage(StrEnum):
    """Whether the request is processed.

    BEFORE: it is not, nothing is sent. AFTER: it is, only the answer is affected.
    """

    BEFORE = "before"
    AFTER = "after"


@dataclass(slots=True, eq=False)
class Fault:
    """A fault for `times` requests (None: for all).

    endpoint: "send", "balance", "senders", "report" or "any".
    code, text, seconds: see FaultKind; without seconds, HANG lasts for ever
        and DRIP takes one.
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
        """Return whether the answer is the provider's own, but damaged."""
        return self.kind in {
            FaultKind.TRUNCATED,
            FaultKind.CUT_OFF,
            FaultKind.BAD_ORDER_ID,
            FaultKind.WRONG_CHARSET,
            FaultKind.DRIP,
        }

    def applies_to(self, request: RecordedRequest) -> bool:
        """Return whether the fault applies to a request."""
        return self.endpoint in {"any", request.endpoint} and (
            self.where is None or self.where(request)
        )


class Faults:
    """The active faults; the first one that applies to a request is used."""

    def __init__(self) -> None:
        """Initialize without faults."""
        self._faults: dict[int, Fault] = {}
        self._ids = itertools.count(1)
        self.changed: Signal[None] = Signal()

    def __iter__(self) -> Iterator[Fault]:
        """Iterate over the active faults."""
        return iter(tuple(self._faults.values()))

    def __len__(self) -> int:
        """Return how many faults are active."""
        return len(self._faults)

    def add(self, fault: Fault) -> Fault:
        """Activate a fault and return it."""
        self._faults[next(self._ids)] = fault
        self.changed.send(None)
        return fault

    def remove(self, fault: Fault) -> None:
        """Deactivate a fault; does nothing if it is not active."""
        for number, known in tuple(self._faults.items()):
            if known is fault:
                del self._faults[number]
                self.changed.send(None)

    def clear(self) -> None:
        """Deactivate every fault."""
        self._faults.clear()
        self.changed.send(None)

    def consume(self, request: RecordedRequest) -> Fault | None:
        """Return the fault for a request, and count it down."""
        for fault in self:
            if not fault.applies_to(request):
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self.remove(fault)
            return fault
        return None
