"""Answers as the provider gives them: what the hostile ones are made of."""

import json
from typing import Any, Final


def xml(code: object, message: str = "İşlem başarılı", order: str = "") -> bytes:
    """Return the answer to a send."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<response>\n  <status>\n'
        f"    <code>{code}</code>\n    <message>{message}</message>\n  </status>\n"
        f"{order}</response>\n"
    ).encode()


ORDER: Final = "  <order>\n    <id>323223</id>\n  </order>\n"

XML: Final = (
    xml(200, order=ORDER),
    xml(401, "Üyelik bilgileri hatalı"),
    xml(451, "Tekrar eden sipariş"),
    xml(503, "Sunucu geçici olarak servis dışı"),
)

_STATUS: Final = {"code": 200, "message": "İşlem başarılı"}

JSON: Final[tuple[dict[str, Any], ...]] = (
    {"response": {"status": _STATUS, "balance": {"amount": "12,3400", "sms": "52"}}},
    {"response": {"status": _STATUS, "balance": {"amount": 99.75, "sms": 399}}},
    {"response": {"status": _STATUS, "senders": {"sender": ["EVIM", "APITEST"]}}},
    {"response": {"status": _STATUS, "senders": {"sender": "EVIM"}}},
    {
        "response": {
            "status": _STATUS,
            "order": {
                "id": "323223",
                "status": "114",
                "total": 2,
                "delivered": "1",
                "undelivered": "",
                "waiting": 1,
                "message": [
                    {"number": "+905301234567", "status": 111},
                    {"number": "5321112233", "status": "110"},
                ],
            },
        }
    },
    {"response": {"status": {"code": "401", "message": "Üyelik bilgileri hatalı"}}},
    {"response": {"status": {"code": 455, "message": ""}}},
)


def documents() -> tuple[bytes, ...]:
    """Return all of them as bytes."""
    return (*XML, *(json.dumps(item, ensure_ascii=False).encode() for item in JSON))


PORTAL: Final = (
    b"<!DOCTYPE html><html><head><title>Wi-Fi</title></head><body>"
    b"<form action=/login><input name=user></form></body></html>"
)
