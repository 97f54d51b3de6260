"""From a Home Assistant that nobody has used yet to one with an owner."""

import secrets

import aiohttp

from .errors import DemoError
from .home import Home
from .polling import until
from .words import Words

_START_SECONDS = 180


async def async_first_answer(
    session: aiohttp.ClientSession, words: Words, name: str, url: str
) -> None:
    """Wait until a server answers."""

    async def look() -> bool:
        try:
            async with session.get(url) as response:
                return response.ok
        except aiohttp.ClientError:
            return False

    if not await until(look, _START_SECONDS):
        raise DemoError(words.not_ready.format(name=name, seconds=_START_SECONDS))


async def async_move_in(session: aiohttp.ClientSession, words: Words, url: str) -> Home:
    """Create the owner and return the Home Assistant they are logged in to."""
    home = Home(session, url, await _async_token(session, words, url))

    async def look() -> bool:
        return bool((await home.get("config"))["state"] == "RUNNING")

    if not await until(look, _START_SECONDS):
        raise DemoError(words.not_ready.format(name=url, seconds=_START_SECONDS))
    await home.command(
        "frontend/set_user_data", key="language", value={"language": words.language}
    )
    await home.command(
        "frontend/set_system_data", key="core", value={"default_panel": "demo-house"}
    )
    return home


async def _async_token(session: aiohttp.ClientSession, words: Words, url: str) -> str:
    """Return an access token for the owner, who is new."""
    client = f"{url}/"
    async with session.post(
        f"{url}/api/onboarding/users",
        json={
            "client_id": client,
            "name": words.owner,
            "username": "demo",
            # Nobody needs it: who sits at this machine is let in without.
            "password": secrets.token_urlsafe(),
            "language": words.language,
        },
        raise_for_status=True,
    ) as response:
        code = (await response.json())["auth_code"]
    async with session.post(
        f"{url}/auth/token",
        data={"client_id": client, "code": code, "grant_type": "authorization_code"},
        raise_for_status=True,
    ) as response:
        return str((await response.json())["access_token"])
