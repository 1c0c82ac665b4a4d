"""What editors still have to check before it is published."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import TaskState

from organisations.models import User
from records.queries import Waiting


def pages_to_check(user: User) -> list[Waiting]:
    """The pages at a step that this user may take, as one line."""
    states = list(TaskState.objects.reviewable_by(user).order_by("started_at"))
    if not states:
        return []
    title = ngettext(
        "Check %(count)d page before it is published",
        "Check %(count)d pages before they are published",
        len(states),
    )
    return [
        Waiting(
            title=title % {"count": len(states)},
            url=reverse("wagtailadmin_home"),
            since=states[0].started_at,
            group=_("Website"),
            detail=str(states[0].revision),
        )
    ]
