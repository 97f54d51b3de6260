"""The questions: what the integration assumes and nobody has verified yet."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something to find out, and what the integration assumes about it."""

    text: str
    assumed: str


QUESTIONS: Final = {
    "credentials": Question(
        text="Does the balance query accept the API key and the hash?",
        assumed="yes; it is the check at set-up, sends nothing and is free",
    ),
    "wrong_hash": Question(
        text="How is a wrong hash refused?",
        assumed="code 401 in a readable body",
    ),
    "refusals": Question(
        text="Which HTTP status does a refusal have?",
        assumed="any; the code in the body decides",
    ),
    "too_long": Question(
        text="How is a text of more than seven SMS refused?",
        assumed="code 453, nothing is charged",
    ),
    "echo": Question(
        text="Does a refusal repeat parts of the request?",
        assumed="it may; key and hash are removed before anything is shown",
    ),
    "form": Question(
        text="Is the answer to the GET XML or JSON?",
        assumed="XML with a status code, or the same in JSON",
    ),
    "order_id": Question(
        text="What does an order id look like?",
        assumed="up to 40 letters, digits, hyphens or underscores",
    ),
    "early_report": Question(
        text="Is there a report right after sending?",
        assumed="either; code 456 is asked again later",
    ),
    "price": Question(
        text="What does the price in a report mean?",
        assumed="nothing; it is not used",
    ),
    "turkish": Question(
        text="How many SMS are 150 characters with Turkish letters?",
        assumed="1; a Turkish letter counts once",
    ),
    "operator_code": Question(
        text="How many SMS are 454 characters of the default alphabet?",
        assumed="3; the operator code takes its 5 characters once",
    ),
    "mixed": Question(
        text="What happens to an order with a good and a bad number?",
        assumed="either; a refused order is split, a dropped number counts as not delivered",
    ),
    "repeat": Question(
        text="Is the same text to the same number refused?",
        assumed="code 451, nothing is charged",
    ),
    "repeat_sender": Question(
        text="Is it refused with another sender, too?",
        assumed="either; the time is added as if it were",
    ),
    "repeat_subset": Question(
        text="Is it refused for one of several earlier recipients?",
        assumed="either; the time is added as if it were",
    ),
    "window": Question(
        text="How long is a repeat refused?",
        assumed="10 minutes, not renewed by refused repeats",
    ),
}
