"""Every question finds its answer at the simulator, and nothing is paid unasked."""

from pathlib import Path
import re

import pytest

from custom_components.iletimerkezi.api.text import measure
from probe.findings import NOT_ASKED, Findings
from probe.questions import QUESTIONS
from simulator import Fault, FaultKind, Simulator

from .owner import BAD, Owner, ask, assert_nothing_private

ROOT = Path(__file__).parents[2]


def seen(findings: Findings) -> dict[str, str]:
    """Return what was seen, by question."""
    return {key: findings[key].seen for key in QUESTIONS}


def paid(simulator: Simulator) -> int:
    """Return for how many SMS the account paid."""
    return sum(order.parts * len(order.numbers) for order in simulator.orders)


async def test_every_question_is_answered(simulator: Simulator) -> None:
    simulator.account.blocked = {BAD}
    findings = await ask(simulator, Owner("y"))
    assert seen(findings) == {
        "credentials": "code 200 in JSON (application/json), HTTP 200",
        "wrong_hash": "code 401 in XML (text/xml), HTTP 401",
        "refusals": "unapproved sender: code 450, HTTP 450; "
        "sender too long: code 460, HTTP 460; "
        "incomplete number: code 452, HTTP 452; empty text: code 454, HTTP 454",
        "too_long": "code 453 in XML (text/xml), HTTP 453",
        "echo": "nothing in 10 rejections",
        "form": "XML (text/xml) in success and rejections",
        "order_id": "6 characters, digits",
        "early_report": "yes, and it lists the SMS",
        "price": "equals the lira charged",
        "turkish": "1 SMS charged",
        "operator_code": "3 SMS charged",
        "mixed": "rejected as a whole, code 452",
        "repeat": "code 451",
        "repeat_sender": "code 451",
        "repeat_subset": "accepted",
        "window": "after 9:30 code 451, after 10:30 accepted",
    }
    assert all(findings[key].fits for key in QUESTIONS)
    # First order, two lengths, two numbers and one of them again, first order again.
    assert paid(simulator) == 1 + (1 + 3) + (2 + 1) + 1


async def test_other_answers_are_distinguished(simulator: Simulator) -> None:
    simulator.account.blocked = {BAD}
    simulator.bad_recipients = "drop"
    simulator.repeat_rule = "any_recipient"
    simulator.strict_count = True
    simulator.report_after = 60
    findings = await ask(simulator, Owner("y"))
    found = seen(findings)
    assert found["mixed"] == "accepted; the report does not say for whom"
    assert found["repeat_subset"] == "code 451"
    assert found["turkish"] == "2 SMS charged"
    assert found["early_report"] == "code 456"
    assert [key for key in QUESTIONS if findings[key].fits is False] == ["turkish"]
    assert "NO       How many SMS does a 150-character text" in findings.as_text()


async def test_nothing_is_paid_without_consent(simulator: Simulator) -> None:
    owner = Owner("")
    findings = await ask(simulator, owner)
    assert not simulator.messages
    assert [request.answered_code for request in simulator.sends] == [401]
    assert findings["credentials"].fits
    assert findings["turkish"].seen == f"{NOT_ASKED}: no consent"
    assert findings["refusals"].fits is None
    assert owner.written.count("[y/N]") == 7


@pytest.mark.parametrize("answer", ["n", "no", "x", "yes please"])
async def test_only_yes_is_consent(simulator: Simulator, answer: str) -> None:
    await ask(simulator, Owner(answer))
    assert not simulator.messages


async def test_one_no_skips_one_question(simulator: Simulator) -> None:
    findings = await ask(simulator, Owner("y", but="454 characters"))
    assert findings["operator_code"].seen == f"{NOT_ASKED}: no consent"
    assert findings["turkish"].fits


async def test_faulty_order_that_is_accepted_ends_them(simulator: Simulator) -> None:
    simulator.account.senders += ["NOTAPPROVED"]
    findings = await ask(simulator, Owner("", only="four faulty orders"))
    assert findings["refusals"].seen == "unapproved sender: accepted, HTTP 200"
    assert findings["refusals"].fits is False
    assert len(simulator.messages) == 1


async def test_refused_credentials_end_the_probe(simulator: Simulator) -> None:
    findings = await ask(simulator, Owner("y"), hash="wrong")
    assert findings["credentials"].fits is False
    assert findings["credentials"].seen.startswith("code 401")
    assert len(simulator.requests) == 1


async def test_without_a_number_only_free_questions_are_asked(
    simulator: Simulator,
) -> None:
    findings = await ask(simulator, Owner("y"), number="")
    assert findings["credentials"].fits
    assert findings["wrong_hash"].fits
    assert findings["form"].seen == "XML (text/xml) in rejections"
    assert findings["mixed"].seen.startswith(NOT_ASKED)
    assert not simulator.messages


async def test_late_balance_leaves_a_length_open(simulator: Simulator) -> None:
    simulator.account.price = simulator.account.price * 0
    findings = await ask(simulator, Owner("y"))
    assert findings["turkish"].seen == "the balance did not change in time"
    assert findings["turkish"].fits is None


async def test_unreadable_answers_are_named(simulator: Simulator) -> None:
    simulator.faults.add(Fault(FaultKind.HTML_200))
    findings = await ask(simulator, Owner("y"))
    assert (
        findings["wrong_hash"].seen == "no readable code in HTML (text/html), HTTP 200"
    )
    assert findings["repeat"].seen == f"{NOT_ASKED}: there is no first order"
    assert findings["form"].fits is False
    assert not simulator.messages


@pytest.mark.parametrize("kind", [None, FaultKind.ECHO_SECRET])
async def test_report_contains_no_secret_and_no_number(
    simulator: Simulator, kind: FaultKind | None
) -> None:
    if kind:
        simulator.faults.add(Fault(kind, code=450))
    owner = Owner("y")
    findings = await ask(simulator, owner)
    written = owner.written + findings.as_text() + findings.as_markdown()
    assert_nothing_private(written, simulator)
    if kind:
        assert findings["echo"].seen.startswith("key, hash")


def test_hidden_values_are_hidden_everywhere() -> None:
    owner = Owner("")
    owner.hide(["a key", "", "a key and more"])
    owner.say("a%20key, a key and more, A KEY")
    assert owner.written == "***, ***, A KEY\n"


async def test_texts_have_the_decisive_length(simulator: Simulator) -> None:
    await ask(simulator, Owner("y"))
    texts = {order.text for order in simulator.orders}
    (turkish,) = (text for text in texts if len(text) == 150)
    assert measure(turkish).parts == 1
    assert measure(turkish, strict=True).parts == 2
    (default,) = (text for text in texts if len(text) == 454)
    assert measure(default).parts == 3
    assert measure(default, strict=True).parts == 4


def questions_of(language: str) -> list[str]:
    """Return the questions that the documentation lists."""
    page = ROOT / "docs" / language / "provider-expectations.md"
    return re.findall(r"^\| `(\w+)` \|", page.read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("language", ["en", "tr"])
def test_documentation_lists_every_question(language: str) -> None:
    assert list(questions_of(language)) == list(QUESTIONS)
