"""Searches that somebody keeps. A preference of hers: the ledger does not hear of it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext

from organisations.models import SavedFilter, User

MOST = 8
NOT_SEARCHED = ("page",)


@transaction.atomic
def keep_filter(*, user: User, where: str, name: str, query: str) -> SavedFilter:
    """Keep a search of one list under a name.

    Raises ValidationError `empty` where nothing is searched, `many` beyond eight, and
    by field: a name that is taken, missing or too long, a list that keeps none.
    """
    asked = QueryDict(query, mutable=True)
    for key in NOT_SEARCHED:
        asked.pop(key, None)
    said = {key: value for key, value in asked.items() if value}
    if not said:
        raise ValidationError(gettext("Search for something first."), code="empty")
    if SavedFilter.objects.of(user, where).count() >= MOST:
        raise ValidationError(
            gettext("At most %(most)d filters of one list: drop one first."),
            code="many",
            params={"most": MOST},
        )
    row = SavedFilter(user=user, where=where, name=name.strip(), query=urlencode(said))
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def drop_filter(*, user: User, pk: int) -> None:
    """Only one's own: of another's nothing happens."""
    SavedFilter.objects.filter(user=user, pk=pk).delete()
