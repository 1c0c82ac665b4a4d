"""Reading the site's own pages as a visitor would, inside this process: no network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import FileResponse, HttpResponseBase
from wagtail.models import Page

# Doors that ask who one is, and files that the web server answers for.
NOT_READ = ("/desk/", "/admin/", "/accounts/", "/static/")


class Links(HTMLParser):
    """The addresses that a page links to, and the pictures it shows."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        wanted = {"a": "href", "img": "src"}.get(tag)
        self.found += [value for name, value in attrs if name == wanted and value]


class Reader:
    """Asks this site, without a network, for what anybody may read."""

    def __init__(self) -> None:
        self.site = urlsplit(settings.WAGTAILADMIN_BASE_URL)
        self.handler = BaseHandler()
        self.handler.load_middleware()
        self.status = cache(self._status)

    def read(self, path: str) -> HttpResponseBase:
        """The answer to a GET of this path of the site."""
        parts = urlsplit(path)
        host = self.site.hostname or "localhost"
        secure = self.site.scheme == "https"
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": unquote(parts.path).encode().decode("latin-1"),
            "QUERY_STRING": parts.query,
            "SERVER_NAME": host,
            "SERVER_PORT": str(self.site.port or (443 if secure else 80)),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": self.site.scheme,
            "wsgi.input": BytesIO(),
        }
        if secure:
            environ["HTTP_X_FORWARDED_PROTO"] = "https"
        return self.handler.get_response(WSGIRequest(environ))

    def links(self, path: str) -> list[str]:
        """The addresses of this site that the page links to, without their anchors."""
        response = self.read(path)
        if response.status_code != 200 or response.streaming:
            return []
        links = Links()
        links.feed(response.content.decode(response.charset))
        absolute = (urlsplit(urljoin(path, link)) for link in links.found)
        own = [
            parts._replace(scheme="", netloc="", fragment="").geturl()
            for parts in absolute
            if parts.scheme in ("", "http", "https")
            and parts.netloc in ("", self.site.netloc)
        ]
        return sorted({link for link in own if link and not link.startswith(NOT_READ)})

    def _status(self, path: str) -> int:
        response = self.read(path)
        # Closing the answer would tell Django that a request is over, which closes the
        # connection that this job works on: the file is closed by itself.
        if isinstance(response, FileResponse) and response.file_to_stream:
            response.file_to_stream.close()
        return response.status_code


def broken_links(pages: Iterable[Page]) -> Iterator[tuple[Page, str]]:
    """Each page with each of its links that leads nowhere (404, 410, an error)."""
    reader = Reader()
    prefix = settings.PATH_PREFIX
    for page in pages:
        path = (page.get_url() or "").removeprefix(prefix)
        if not path.startswith("/"):
            continue
        for link in reader.links(path):
            if reader.status(link.removeprefix(prefix)) >= 400:
                yield page, link
