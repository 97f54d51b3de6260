"""Documents of others than the provider that a client may receive."""

from http import HTTPStatus
from typing import Final

from aiohttp import web

PORTAL_PAGE: Final = (
    "<!DOCTYPE html>\n<html><head><title>Wi-Fi</title></head>"
    "<body><h1>Ağa giriş yapın</h1><form><input name=room></form></body></html>\n"
)
# Ten levels of ten make ten billion words of one.
BOMB: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE response [\n'
    '  <!ENTITY a0 "alarm">\n'
    + "".join(f'  <!ENTITY a{n} "{f"&a{n - 1};" * 10}">\n' for n in range(1, 11))
    + "]>\n<response>\n  <status>\n    <code>200</code>\n"
    "    <message>&a10;</message>\n  </status>\n"
    "  <order>\n    <id>1</id>\n  </order>\n</response>\n"
)


def server_page(status: int) -> web.Response:
    """Return a web server's own page for an HTTP status."""
    try:
        title = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        title = str(status)
    return page(
        status,
        f"<html>\n<head><title>{title}</title></head>\n<body>\n"
        f"<center><h1>{title}</h1></center>\n<hr><center>nginx</center>\n"
        "</body>\n</html>\n",
    )


def page(status: int, html: str) -> web.Response:
    """Return an HTML page."""
    return web.Response(status=status, text=html, content_type="text/html")
