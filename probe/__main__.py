"""The command line: `scripts/probe_provider`."""

import argparse
import asyncio
from collections.abc import Callable, Mapping, Sequence
import os
from pathlib import Path
import signal
import sys
from types import FrameType
from typing import Final, NoReturn

from custom_components.iletimerkezi.api import (
    DEFAULT_URL,
    IletiMerkeziClient,
    IletiMerkeziError,
    InvalidNumberError,
    parse_number,
    validated_url,
)

from .account import Account, Settings
from .findings import Findings
from .run import ask_everything
from .terminal import Terminal
from .wire import recorded_session

_TEST_SENDER: Final = "APITEST"

_INTRODUCTION: Final = """\
This asks İleti Merkezi what its documentation leaves open. You are asked before every SMS
that may cost money; Enter means no. Stop everything else that sends from this account."""

_ENVIRONMENT: Final = """\
Key and hash are hidden as you type, or read from ILETIMERKEZI_API_KEY and
ILETIMERKEZI_API_HASH; numbers from ILETIMERKEZI_NUMBER, ILETIMERKEZI_SECOND_NUMBER and
ILETIMERKEZI_BLOCKED_NUMBER, the sender from ILETIMERKEZI_SENDER."""


def main(
    arguments: Sequence[str] | None = None, environment: Mapping[str, str] = os.environ
) -> int:
    """Ask, print what was seen, return the exit code."""
    parser = argparse.ArgumentParser(
        prog="scripts/probe_provider",
        description=_INTRODUCTION,
        epilog=_ENVIRONMENT,
    )
    parser.add_argument(
        "--url",
        type=validated_url,
        default=DEFAULT_URL,
        help="base address, such as that of the simulator (default: %(default)s)",
    )
    parser.add_argument(
        "--report",
        type=Path,
        metavar="FILE",
        help="also write the results as Markdown, with no numbers, names or secrets",
    )
    options = parser.parse_args(arguments)
    # asyncio's own handler would wait until the question that is being asked is answered.
    signal.signal(signal.SIGINT, _interrupt)
    terminal = Terminal()
    terminal.say(_INTRODUCTION)
    terminal.say()
    findings = Findings()
    interrupted = False
    try:
        asyncio.run(run(terminal, findings, options.url, environment))
    except KeyboardInterrupt:
        # What was seen until now may have been paid for.
        interrupted = True
        terminal.say()
    if not findings:
        return 130 if interrupted else 2
    terminal.say()
    terminal.say(findings.as_text())
    if options.report:
        options.report.write_text(terminal.masked(findings.as_markdown()), "utf-8")
        terminal.say(f"\nWritten to {options.report}.")
    if interrupted:
        return 130
    return 0 if findings["credentials"].fits else 1


def _interrupt(signum: int, frame: FrameType | None) -> NoReturn:
    """End at once."""
    raise KeyboardInterrupt


async def run(
    terminal: Terminal, findings: Findings, url: str, environment: Mapping[str, str]
) -> None:
    """Ask for the credentials and whom to send to, then everything else."""

    def given(name: str, prompt: str, ask: Callable[[str], str]) -> str:
        """Return a value from the environment, else from the person."""
        return environment.get(f"ILETIMERKEZI_{name}", "").strip() or ask(prompt)

    key = given("API_KEY", "API key: ", terminal.secret)
    api_hash = given("API_HASH", "Hash: ", terminal.secret)
    terminal.hide([key, api_hash])
    if not key or not api_hash:
        terminal.say("Without API key and hash there is nothing to ask.")
        return
    async with recorded_session() as (session, wire):
        client = IletiMerkeziClient(session, api_key=key, api_hash=api_hash, url=url)
        senders = await _approved(client)
        chosen = given("SENDER", _sender_prompt(senders), terminal.line)
        sender = chosen or next(iter(senders), "")
        number = _number(given("NUMBER", "Your mobile number: ", terminal.line))
        second, blocked = "", ""
        if number:
            prompt = "A second one of yours (Enter: none): "
            second = _number(given("SECOND_NUMBER", prompt, terminal.line))
            prompt = "A number on your block list (Enter: use an incomplete one): "
            blocked = _number(given("BLOCKED_NUMBER", prompt, terminal.line))
        terminal.hide([number, second, blocked])
        settings = Settings(
            key=key,
            hash=api_hash,
            url=url,
            number=number,
            second="" if second == number else second,
            bad=blocked or "530123456",
            sender=sender,
            other_sender=next((name for name in senders if name != sender), ""),
        )
        await ask_everything(Account(session, wire, settings, terminal, findings))


async def _approved(client: IletiMerkeziClient) -> list[str]:
    """Return the approved senders that carry a text of one's own."""
    try:
        return [name for name in await client.senders() if name != _TEST_SENDER]
    except IletiMerkeziError:
        return []


def _sender_prompt(senders: Sequence[str]) -> str:
    """Return the question for the sender."""
    if not senders:
        return "Approved sender: "
    return f"Sender, one of {', '.join(senders)} (Enter: {senders[0]}): "


def _number(typed: str) -> str:
    """Return ten digits, "" for what is no Turkish mobile number."""
    try:
        return parse_number(typed)
    except InvalidNumberError:
        return ""


if __name__ == "__main__":
    sys.exit(main())
