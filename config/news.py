"""What somebody was told, and what became of her cases, since her last visit of the
task list.

When that was stands in a cookie of hers, so that looking writes nothing. A visit ends
when nobody has looked for half an hour: what is new stays in sight until then.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from matching.queries.changed import Changed, changed_since
from organisations.models import Appointment
from records.models import Message
from records.queries import unread

COOKIE = "seen"
KEPT = timedelta(days=60)
PAUSE = timedelta(minutes=30)
MOST_READ, MOST_SHOWN = 50, 6


class Visit(NamedTuple):
    """Whose; when the visit before this one ended (None for the first); the last look."""

    user: int
    since: datetime | None
    last: datetime


def since_last_visit(
    request: HttpRequest, *, now: datetime | None = None
) -> tuple[datetime | None, list[Message]]:
    """When this reader was here before, and what she was told since and has not opened,
    the newest first. One query, which also counts what is unread for the navigation."""
    told = list(unread(request.user)[: MOST_READ + 1])
    if len(told) <= MOST_READ:
        request.unread_messages = len(told)
    request.visit = visit_of(request, now or timezone.now())
    since = request.visit.since
    if since is None:
        return None, []
    return since, [each for each in told if each.sent_at > since][:MOST_SHOWN]


def on_own_cases(
    request: HttpRequest,
    held: Iterable[Appointment],
    since: datetime | None,
    told: Iterable[Message],
) -> list[Changed]:
    """Her cases about which somebody else did something since then, but for those that
    a message beside them names. One query, none on the first visit."""
    if since is None:
        return []
    found = changed_since(request.user, held, since, most=MOST_SHOWN)
    named = {each.subject for each in told}
    return [each for each in found if each.subject not in named]


def visit_of(request: HttpRequest, now: datetime) -> Visit:
    """The visit that this look belongs to, by the cookie of the same person."""
    before = _read(request.COOKIES.get(COOKIE, ""))
    if before is None or before.user != request.user.pk or before.last > now:
        return Visit(request.user.pk, None, now)
    since = before.last if now - before.last > PAUSE else before.since
    return Visit(before.user, since, now)


def _read(text: str) -> Visit | None:
    try:
        user, since, last = (int(part) for part in text.split("."))
        begun = datetime.fromtimestamp(since, UTC) if since else None
        return Visit(user, begun, datetime.fromtimestamp(last, UTC))
    except (ValueError, OverflowError, OSError):
        return None


def remember_visit(request: HttpRequest, response: HttpResponse) -> None:
    user, since, last = request.visit
    began = int(since.timestamp()) if since else 0
    response.set_cookie(
        COOKIE,
        f"{user}.{began}.{int(last.timestamp())}",
        max_age=KEPT,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def unread_count(request: HttpRequest) -> int:
    """Counted already where the list of what is new was read."""
    if not hasattr(request, "unread_messages"):
        request.unread_messages = unread(request.user).count()
    return request.unread_messages
