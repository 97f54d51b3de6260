"""What reaches the provider, order by order."""

from demo.people import Person
from demo.polling import until
from simulator import RecordedRequest, Simulator

_PATIENCE_SECONDS = 30


class Ledger:
    """Every request that asks for sending is looked at once."""

    def __init__(self, simulator: Simulator) -> None:
        """Begin with the first."""
        self._simulator = simulator
        self._seen = 0

    async def holds(
        self, text: str, *people: Person, sender: str, code: int = 200
    ) -> None:
        """See the next order, that it is the only one, and how it was answered."""
        await self._simulator.wait_for_sends(self._seen + 1, _PATIENCE_SECONDS)
        (request,) = self._simulator.sends[self._seen :]
        self._seen += 1
        account = self._simulator.account
        numbers = sorted(number for person in people for number in person.numbers)
        assert _in_order(request) == {
            "key": account.key,
            "hash": account.hash,
            "text": text,
            "receipents": numbers,
            "sender": sender,
            "iys": "0",
        }
        assert await until(lambda: _answer(request)) == code
        if code == 200:
            arrived = self._simulator.messages[-len(numbers) :]
            assert sorted((sms.number, sms.text, sms.sender) for sms in arrived) == [
                (number, text, sender) for number in numbers
            ]

    def is_closed(self) -> bool:
        """Return whether nothing was sent that was not looked at."""
        return len(self._simulator.sends) == self._seen


async def _answer(request: RecordedRequest) -> int | None:
    """Return the code of the answer, once there is one."""
    return request.answered_code


def _in_order(request: RecordedRequest) -> dict[str, str | list[str]]:
    """Return a query with its numbers in order."""
    return {
        **request.query,
        "receipents": sorted(request.query["receipents"].split(",")),
    }
