"""One row: whose page a route is, on which thing of the demo it is opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """`who`: "" (a guest), a role, or the ORM path (with `__`) from the thing to a user
    name. `args`: the route's arguments as ORM paths from the thing; `fixed`: as values;
    `where`: which things. `key`: a page that axe reads, too."""

    who: str = ""
    model: str = ""
    args: dict[str, str] = field(default_factory=dict)
    fixed: dict[str, Any] = field(default_factory=dict)
    where: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    key: bool = False
    url: str = ""


def at(
    model: str,
    who: str,
    *,
    status: int = 200,
    key: bool = False,
    args: dict[str, str] | None = None,
    fixed: dict[str, Any] | None = None,
    **where: Any,
) -> Row:
    """The page of a thing, found by its public id unless `args` says otherwise."""
    found = {"public_id": "public_id"} if args is None else args
    return Row(who, model, found, fixed or {}, where, status, key)


def page(who: str = "", *, status: int = 200, key: bool = False, **fixed: Any) -> Row:
    """A page without a thing: a list, a form."""
    return Row(who, fixed=fixed, status=status, key=key)


def address(url: str, who: str = "", *, status: int = 200, key: bool = False) -> Row:
    """An address that is not made from a route: a page of the site, a query."""
    return Row(who, url=url, status=status, key=key)


def posted(who: str = "social_worker", **fixed: Any) -> Row:
    """An act without a page of its own: to look at it is refused."""
    return Row(who, fixed=fixed, status=405)


def absent(who: str = "social_worker", *, status: int = 404, **fixed: Any) -> Row:
    """The small demo holds no such thing: the page that says so."""
    return Row(who, fixed=fixed, status=status)
