"""What somebody had typed into a form before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organisations.models import Draft, User
from organisations.queries.due import Due, due_rows, kind_of
from records.queries import Waiting

ASKED, KIND = "draft", "draft"


def kept_draft(request: HttpRequest, *, long: bool) -> Draft | None:
    """The reader's draft of the form at this address: of a long form always, of any
    other where the address asks for it (`?draft=1`, after signing in anew)."""
    if not long and ASKED not in request.GET:
        return None
    return Draft.objects.of(request.user).filter(address=request.path).first()


def drafts_due(user: User) -> QuerySet[Any]:
    """The forms that this user left half filled in."""
    return due_rows(
        Draft.objects.of(user),
        kind=kind_of(KIND),
        public_id="address",
        name="about",
        at="saved_at",
    )


def draft_lines(rows: Iterable[Due]) -> list[Waiting]:
    """Each under the name of its form, the newest first."""
    begun = [row for row in rows if row.kind == KIND and row.at]
    return [
        Waiting(
            title=gettext("Go on with it: %(form)s")
            % {"form": _form_at(row.public_id)},
            url=f"{row.public_id}?{ASKED}=1",
            since=row.at,
            group=_("Begun and not sent"),
            detail=row.name,
        )
        for row in sorted(begun, key=lambda row: row.at, reverse=True)
    ]


def _form_at(address: str) -> Any:
    """What the form there is called; of one that moved, its address."""
    try:
        view = getattr(resolve(address).func, "view_class", None)
    except Resolver404:
        return address
    return getattr(view, "drafts", "") or getattr(view, "title", "") or address
