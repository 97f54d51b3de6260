"""Answers of the provider, and their form on the wire."""

from dataclasses import dataclass, field
from decimal import Decimal
import json
from typing import Any, Final, Literal
from xml.sax.saxutils import escape

from . import codes

type AnswerTypes = Literal["plain", "strings", "wobbly"]
type Form = Literal["xml", "json"]

CONTENT_TYPES: Final = {"xml": "text/xml", "json": "application/json"}


@dataclass(slots=True)
class Reply:
    """An answer before it is rendered.

    fields: what follows the status in `response`, JSON only.
    order_id: the accepted order.
    """

    code: int
    form: Form = "xml"
    text: str | None = None
    order_id: int | str | None = None
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """Return the message of the code."""
        return codes.text_of(self.code) if self.text is None else self.text


def render(reply: Reply, types: AnswerTypes = "plain", charset: str = "UTF-8") -> bytes:
    """Return the body of an answer, encoded as UTF-8.

    charset: what an XML declaration claims, true or not.
    """
    if reply.form == "json":
        status = {"code": reply.code, "message": reply.message}
        response: dict[str, Any] = {"status": status, **reply.fields}
        if reply.order_id is not None:
            response["order"] = {"id": reply.order_id}
        content = {"response": response}
        return json.dumps(_typed(content, types), ensure_ascii=False).encode()
    lines = [
        f'<?xml version="1.0" encoding="{charset}"?>',
        "<response>",
        "  <status>",
        f"    <code>{reply.code}</code>",
        f"    <message>{escape(reply.message)}</message>",
        "  </status>",
    ]
    if reply.order_id is not None:
        lines += [
            "  <order>",
            f"    <id>{escape(str(reply.order_id))}</id>",
            "  </order>",
        ]
    lines += ["</response>", ""]
    return "\n".join(lines).encode()


def _typed(value: Any, types: AnswerTypes) -> Any:
    """Return a JSON value with its numbers in the types seen on the wire.

    strings: every number as a string.
    wobbly: decimal commas, empty elements for zero, a single item without its list.
    """
    match value:
        case dict():
            return {name: _typed(item, types) for name, item in value.items()}
        case [str(only)] if types == "wobbly":
            return only
        case [] if types == "wobbly":
            return ""
        case list():
            return [_typed(item, types) for item in value]
        case Decimal() if types == "plain":
            return float(value)
        case int() | Decimal() if types == "wobbly" and not value:
            return ""
        case Decimal():
            amount = f"{value:.4f}"
            return amount.replace(".", ",") if types == "wobbly" else amount
        case int() if types != "plain":
            return str(int(value))
        case int():
            return int(value)
    return value
