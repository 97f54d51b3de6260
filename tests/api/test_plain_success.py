"""The fast path of a plain success."""

from unittest.mock import patch

from hypothesis import given, settings, strategies as st

from custom_components.iletimerkezi.api import Order, ProviderUnreachableError, answers
from custom_components.iletimerkezi.api.answers import parse_order

from .servers import SUCCESS, xml


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["", " ", "\n", "\t"]), min_size=11, max_size=11),
    st.text(
        st.one_of(st.sampled_from("İşlem başarılı <&>]"), st.characters()), max_size=20
    ),
    st.text(st.one_of(st.sampled_from("09azAZ-_ "), st.characters()), max_size=42),
    st.sampled_from(["", '<?xml version="1.0" encoding="UTF-8"?>']),
)
def test_plain_success_is_read_as_by_the_parser(
    spaces: list[str], message: str, order_id: str, declaration: str
) -> None:
    """The fast path matches nothing that the slow one reads differently."""
    tokens = (
        *(declaration, "<response>", "<status>", "<code>200</code>"),
        *(f"<message>{message}</message>", "</status>", "<order>"),
        *(f"<id>{order_id}</id>", "</order>", "</response>", ""),
    )
    body = "".join(
        token + space for token, space in zip(tokens, spaces, strict=True)
    ).encode("utf-8", "surrogatepass")
    outcomes = []
    for limit in (10_000, -1):
        with patch.object(answers, "_MAX_PLAIN_BYTES", limit):
            try:
                outcomes.append(str(parse_order(200, body)))
            except ProviderUnreachableError as err:
                outcomes.append(err.reason)

    assert outcomes[0] == outcomes[1]


def test_plain_success_needs_no_parser() -> None:
    """Recorded and documented answers take the fast path; a long one does not."""
    with patch.object(answers, "decode", side_effect=AssertionError):
        assert parse_order(200, SUCCESS) == Order(id="323223")
        assert parse_order(200, xml(200, "<order><id>323223</id></order>")) == Order(
            id="323223"
        )
    assert parse_order(200, SUCCESS.ljust(600)) == Order(id="323223")
