"""Setting the account up as a person does it: form by form."""

from typing import Any

from simulator import Account

from .errors import DemoError
from .home import Home
from .people import Person
from .polling import until
from .words import Words

SENDER = "EVIM"

_FLOWS = "config/config_entries/flow"
_SUBENTRY_FLOWS = "config/config_entries/subentries/flow"
_FAILED = {"setup_error", "migration_error", "failed_unload"}

type Result = dict[str, Any]


async def async_create_account(home: Home, words: Words, provider_url: str) -> str:
    """Go through the forms of account and recipients; return the account's title."""
    account = Account()  # whose credentials the simulator has, too
    flow = await home.post(_FLOWS, {"handler": "iletimerkezi"})
    flow = await _async_submit(
        home,
        words,
        _FLOWS,
        flow,
        {
            "api_key": account.key,
            "api_hash": account.hash,
            "advanced": {"url": provider_url},
        },
    )
    created = await _async_submit(home, words, _FLOWS, flow, {"sender": SENDER})
    entry_id, title = created["result"]["entry_id"], str(created["result"]["title"])

    # The account's flow leads on to that of the first recipient.
    first, *further = words.recipients
    _, flow_id = created["next_flow"]
    flow = await home.get(f"{_SUBENTRY_FLOWS}/{flow_id}")
    await _async_submit(home, words, _SUBENTRY_FLOWS, flow, _entered(first))
    for person in further:
        flow = await home.post(_SUBENTRY_FLOWS, {"handler": [entry_id, "recipient"]})
        await _async_submit(home, words, _SUBENTRY_FLOWS, flow, _entered(person))
    await _async_loaded(home, words, entry_id)
    return title


def _entered(person: Person) -> dict[str, Any]:
    """Return what is entered for a recipient."""
    return {"name": person.name, "numbers": list(person.typed)}


async def _async_submit(
    home: Home, words: Words, flows: str, flow: Result, entered: dict[str, Any]
) -> Result:
    """Submit a form and return what follows; raises DemoError if it is refused."""
    result: Result = await home.post(f"{flows}/{flow['flow_id']}", entered)
    if problem := result.get("errors") or result.get("reason"):
        raise DemoError(words.form_refused.format(step=flow["step_id"], errors=problem))
    return result


async def _async_loaded(home: Home, words: Words, entry_id: str) -> None:
    """Wait until the account, reloaded, has all its recipients."""
    state, entities = "", dict[str, str]()

    async def look() -> bool:
        nonlocal state, entities
        answer = await home.command("config_entries/get_single", entry_id=entry_id)
        state = answer["config_entry"]["state"]
        entities = {
            person.entity: await home.state(person.entity)
            for person in words.recipients
        }
        return state in _FAILED or (
            state == "loaded"
            and not {"missing", "unavailable"} & set(entities.values())
        )

    if not await until(look) or state in _FAILED:
        raise DemoError(
            words.state_not_reached.format(
                entity=f"iletimerkezi {entities}", state=state, wanted="loaded"
            )
        )
