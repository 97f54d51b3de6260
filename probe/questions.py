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
        assumed="yes; it is the check during setup, sends nothing and is free",
    ),
    "wrong_hash": Question(
        text="How is a wrong hash rejected?",
        assumed="code 401 in a readable body",
    ),
    "refusals": Question(
        text="Which HTTP status does a rejection have?",
        assumed="any; the code in the body decides",
    ),
    "too_long": Question(
        text="How is a text of more than seven SMS rejected?",
        assumed="code 453, nothing is charged",
    ),
    "echo": Question(
        text="Does a rejection repeat parts of the request?",
        assumed="it may; key and hash are removed before anything is shown",
    ),
    "form": Question(
        text="Is the answer to the GET XML or JSON?",
        assumed="XML with a status code, or the same in JSON",
    ),
    "order_id": Question(
        text="What does an order ID look like?",
        assumed="up to 40 letters, digits, hyphens or underscores",
    ),
    "early_report": Question(
        text="Is there a report right after sending?",
        assumed="either; after code 456, the report is requested again later",
    ),
    "price": Question(
        text="What does the price in a report mean?",
        assumed="nothing; it is not used",
    ),
    "turkish": Question(
        text="How many SMS does a 150-character text with Turkish letters take?",
        assumed="1; a Turkish letter counts once",
    ),
    "operator_code": Question(
        text="How many SMS does a 454-character text in the default alphabet take?",
        assumed="3; the operator code takes its 5 characters once",
    ),
    "mixed": Question(
        text="What happens to an order with a good and a bad number?",
        assumed="either; a rejected order is split, a dropped number counts as not delivered",
    ),
    "repeat": Question(
        text="Is the same text to the same number rejected?",
        assumed="code 451, nothing is charged",
    ),
    "repeat_sender": Question(
        text="Is it rejected with another sender, too?",
        assumed="either; the time is added as if it were",
    ),
    "repeat_subset": Question(
        text="Is it rejected for one of several earlier recipients?",
        assumed="either; the time is added as if it were",
    ),
    "window": Question(
        text="How long is a repeat rejected?",
        assumed="10 minutes, not renewed by rejected repeats",
    ),
}
