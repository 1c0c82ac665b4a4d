"""From the table of rows to addresses: each opened by somebody whose page it is.

`python -m tests.tour.targets` prints them, and a session of everybody who opens one, for
the database of its environment (the seeded demo); the browser lives in another process.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from itertools import islice
from typing import Any

from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter
from django.utils import translation

from tests.tour import more
from tests.tour.rows import ROWS, Row
from tests.tour.target import Target

OUTSIDE = ("admin/",)
TRIES = 40


@cache
def routes() -> dict[str, URLPattern]:
    """Every route outside the admin by its name; those without one by their pattern."""
    return dict(_walk(get_resolver(), "", ""))


def _walk(
    level: URLResolver, names: str, before: str
) -> Iterator[tuple[str, URLPattern]]:
    for each in level.url_patterns:
        address = before + str(each.pattern)
        if address.startswith(OUTSIDE):
            continue
        if isinstance(each, URLPattern):
            yield names + (each.name or address), each
        else:
            inside = f"{each.namespace}:" if each.namespace else ""
            yield from _walk(each, names + inside, address)


def targets() -> Iterator[Target]:
    """One for each row, in the order of the table.

    The first of its candidates that answers as the row says; where none does, the last
    one tried, for the visit to complain about.
    """
    for route, rows in ROWS.items():
        for row in rows:
            found = None
            for who, url in islice(_candidates(route, row), TRIES):
                answer = client_of(who).get(url)
                kind = answer.headers.get("Content-Type", "")
                page = row.status == 200 and kind.startswith("text/html")
                found = Target(route, who, url, row.status, page, row.key)
                if answer.status_code == row.status:
                    break
            yield found or Target(route, "", f"/nobody/for/{route}/", 200, page=True)


def _candidates(route: str, row: Row) -> Iterator[tuple[str, str]]:
    """(user name, address), the likeliest first."""
    if not row.model:
        for who in _people(row.who):
            yield who, row.url or reverse(route, kwargs=row.fixed or _made_up(route))
        return
    model = apps.get_model(row.model)
    paths = list(row.args.values())
    if "__" in row.who:
        things = model._default_manager.filter(**row.where).order_by("pk")
        for who, *values in things.values_list(row.who, *paths):
            yield who or "", _url(route, row, values)
        return
    for who in _people(row.who):
        things = _seen(model, who).filter(**row.where).order_by("pk")
        for values in things.values_list(*paths)[:8]:
            yield who, _url(route, row, values)


def _made_up(route: str) -> dict[str, Any]:
    """Arguments of the right kind that belong to nothing."""
    converters = routes()[route].pattern.converters
    return {
        name: 0 if isinstance(converter, IntConverter) else "NONE"
        for name, converter in converters.items()
    }


def _url(route: str, row: Row, values: Any) -> str:
    return reverse(
        route, kwargs={**row.fixed, **dict(zip(row.args, values, strict=True))}
    )


def _seen(model: Any, who: str) -> Any:
    """What this person's lists hold of this kind; everything where lists ask nobody."""
    things = model._default_manager.all()
    if who and hasattr(things, "visible_to"):
        user = apps.get_model(settings.AUTH_USER_MODEL).objects.get(username=who)
        return things.visible_to(user).distinct()
    return things


@cache
def _people(role: str) -> list[str]:
    """User names of a role, the account named after the role first; "" is a guest."""
    users = apps.get_model(settings.AUTH_USER_MODEL).objects
    names = users.filter(appointments__role=role).order_by("pk")
    found = dict.fromkeys([*names.values_list("username", flat=True)])
    return sorted(found, key=lambda name: name != role) or [role]


@cache
def client_of(who: str) -> Any:
    client = Client(raise_request_exception=False, headers={"accept-language": "zh-CN"})
    if who:
        users = apps.get_model(settings.AUTH_USER_MODEL).objects
        client.force_login(users.get(username=who))
    return client


def sessions(names: set[str]) -> dict[str, str]:
    """The session cookie of each user name."""
    return {
        name: client_of(name).cookies[settings.SESSION_COOKIE_NAME].value
        for name in sorted(names - {""})
    }


def main() -> None:
    with translation.override("zh-hans"):
        need = more.raise_one()
        more.begin_one()
        links = list(more.personal_links())
        pages = list(more.site_pages())
    found = list(targets())
    for route, addresses in (("link", links), ("wagtail_serve", pages)):
        found += [Target(route, "", url, 200, page=True, key=True) for url in addresses]
    told = {
        "targets": [asdict(each) for each in found],
        "sessions": sessions({each.who for each in found}),
        "case": [need.number, need.code],
    }
    json.dump(told, sys.stdout, ensure_ascii=False)
