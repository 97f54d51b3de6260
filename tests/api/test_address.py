"""Which addresses get to see the secret."""

from ipaddress import ip_address

from hypothesis import example, given, settings, strategies as st
import pytest
from yarl import URL

from custom_components.iletimerkezi.api import DEFAULT_URL, validated_url


@pytest.mark.parametrize(
    ("given_url", "expected"),
    [
        ("https://api.iletimerkezi.com", "https://api.iletimerkezi.com"),
        ("https://api.iletimerkezi.com/", "https://api.iletimerkezi.com"),
        ("https://api.iletimerkezi.com//", "https://api.iletimerkezi.com"),
        ("  https://api.iletimerkezi.com \n", "https://api.iletimerkezi.com"),
        ("HTTPS://API.ILETIMERKEZI.COM", "https://api.iletimerkezi.com"),
        ("https://api.iletimerkezi.com:443/", "https://api.iletimerkezi.com"),
        ("https://proxy.example:8443", "https://proxy.example:8443"),
        ("https://proxy.example/sms", "https://proxy.example/sms"),
        ("https://proxy.example/sms/v2/", "https://proxy.example/sms/v2"),
        ("https://192.0.2.7/", "https://192.0.2.7"),
        ("https://[2001:db8::7]:8443/", "https://[2001:db8::7]:8443"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("https://proxy.example:65535", "https://proxy.example:65535"),
        ("https://proxy.example/?", "https://proxy.example"),
        ("https://proxy.example/#", "https://proxy.example"),
    ],
)
def test_https_goes_anywhere(given_url: str, expected: str) -> None:
    """With or without final slash, path and port."""
    assert validated_url(given_url) == expected


@pytest.mark.parametrize(
    ("given_url", "expected"),
    [
        ("http://localhost", "http://localhost"),
        ("http://LocalHost:8088/", "http://localhost:8088"),
        ("http://127.0.0.1", "http://127.0.0.1"),
        ("http://127.0.0.1:8088", "http://127.0.0.1:8088"),
        ("http://127.0.0.1:8088/sms/", "http://127.0.0.1:8088/sms"),
        ("http://127.0.0.0", "http://127.0.0.0"),
        ("http://127.255.255.255", "http://127.255.255.255"),
        ("http://[::1]", "http://[::1]"),
        ("http://[::1]:8088/", "http://[::1]:8088"),
        ("http://[0:0:0:0:0:0:0:1]", "http://[::1]"),
        # Digits of another script are the same address once it is asked.
        ("http://①②⑦.0.0.1", "http://127.0.0.1"),
    ],
)
def test_plain_http_stays_on_this_machine(given_url: str, expected: str) -> None:
    """Nobody else can listen there."""
    assert validated_url(given_url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "http://api.iletimerkezi.com",
        "http://192.168.1.2",
        "http://10.0.0.1:8088",
        "http://0.0.0.0",
        "http://[::]",
        "http://[::2]",
        "http://[2001:db8::1]",
        "http://128.0.0.1",
        "http://126.255.255.255",
        # What merely begins or ends like it.
        "http://127.0.0.1.example",
        "http://127.0.0.1.nip.io",
        "http://localhost.example",
        "http://localhost.",
        "http://mylocalhost",
        "http://example/127.0.0.1",
        "http://example/localhost",
        # Spellings that only some resolvers take for 127.0.0.1.
        "http://127.1",
        "http://2130706433",
        "http://0x7f.0.0.1",
        "http://0177.0.0.1",
        "http://127.0.0.1%2eexample",
        "http://localhost%00.example",
        "http://127.0.0.1\u2024example",
        "http://lоcalhost",  # a Cyrillic о
    ],
)
def test_plain_http_goes_nowhere_else(url: str) -> None:
    """The query would show key and hash to the network."""
    with pytest.raises(ValueError, match="Plain http"):
        validated_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost@evil.example",
        "http://127.0.0.1@evil.example",
        "http://127.0.0.1:80@evil.example",
        "http://localhost:80@evil.example:443/",
        "https://api.iletimerkezi.com@evil.example",
        "https://api.iletimerkezi.com:443@evil.example",
        "https://user:pass@api.iletimerkezi.com",
        "https://user@api.iletimerkezi.com",
        "https://:pass@api.iletimerkezi.com",
        "https://:@api.iletimerkezi.com",
        "https://evil\u2044@api.iletimerkezi.com",
        "https://api.iletimerkezi.com/?key=1",
        "https://api.iletimerkezi.com?a",
        "https://api.iletimerkezi.com#a",
        "https://api.iletimerkezi.com/v1/#/a",
    ],
)
def test_nothing_but_an_address_is_in_it(url: str) -> None:
    """No user to hide the host behind, no query and no fragment of its own."""
    with pytest.raises(ValueError, match="An address has a scheme, host, port"):
        validated_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.iletimerkezi.com:65536",
        "https://api.iletimerkezi.com:99999999999999999999",
        "https://api.iletimerkezi.com:-1",
        "https://api.iletimerkezi.com:https",
        "http://localhost:65536",
        "http://127.0.0.1:99999/",
    ],
)
def test_port_out_of_range(url: str) -> None:
    """A mistyped port is a mistyped address, nothing worse."""
    with pytest.raises(ValueError, match=r"(?i)\bport\b"):
        validated_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "   ",
        "\n",
        "/",
        "garbage",
        "api.iletimerkezi.com",
        "api.iletimerkezi.com:443",
        "//api.iletimerkezi.com",
        "https:api.iletimerkezi.com",
        "https://",
        "https:///v1",
        "https://:443",
        "ftp://api.iletimerkezi.com",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "unix://localhost",
        "ws://localhost",
        "https+unix://localhost",
        "https://[::1",
        "https://[x]",
        "https://[]@",
        # yarl would leave out what cannot be seen, and take a space for a host.
        "https://api.iletime\nrkezi.com",
        "https://api.iletime\trkezi.com",
        "https://api.iletimerkezi.com\0",
        "https://api.iletimerkezi.com \u200b",
        "https://api iletimerkezi.com",
        "https:// :443",
        "https://api.iletimerkezi.com/\ud800",
        r"http://127.0.0.1\@evil.example",
        "https://\ud800",
        "https://xn--",
        "\ufeffhttps://api.iletimerkezi.com",
    ],
)
def test_no_address_at_all(url: str) -> None:
    """Whatever is typed into the field, ValueError is the only answer."""
    with pytest.raises(ValueError):
        validated_url(url)


def test_default_is_valid() -> None:
    """The provider's own address."""
    assert validated_url(DEFAULT_URL) == DEFAULT_URL


PIECES = st.sampled_from(
    [
        *("https://", "http://", "HTTP://", "ftp://", "://", "//", "/", "\\", ":", "@"),
        *("localhost", "127.0.0.1", "[::1]", "evil.example", "::1", "[", "]", "?", "#"),
        *(":80", ":65536", ":0", ".", "%", "%40", "%2e", " ", "\t", "\n", "ü", "①"),
        *("\u2024", "\uff0e", "\u3002", "\uff20", "\u2044", "\ud800", "\0"),
    ]
)
ADDRESSES = st.one_of(
    st.text(),
    st.lists(PIECES, max_size=8).map("".join),
    st.lists(PIECES, max_size=6).map(lambda pieces: "http://" + "".join(pieces)),
)


@settings(deadline=None, max_examples=1000)
@given(ADDRESSES)
@example("https://:@api.iletimerkezi.com")
@example("http://localhost:\u0662")
@pytest.mark.slow
def test_accepted_addresses_are_safe(url: str) -> None:
    """Nothing but ValueError comes out, and what is taken reads the same once more."""
    try:
        taken = validated_url(url)
    except ValueError:
        return
    seen = URL(taken)
    if url.isascii():  # what a host becomes of other letters is not for us to say
        assert validated_url(taken) == taken
    assert not taken.endswith("/")
    assert seen.raw_authority.count("@") == 0
    assert not seen.raw_query_string
    assert not seen.raw_fragment
    assert seen.host
    assert (
        seen.scheme == "https"
        or seen.host == "localhost"
        or ip_address(seen.host).is_loopback
    )
