"""Leave by date: the cover sees the tasks, hears the messages, and acts meanwhile."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.faults import refuse, stale
from matching.models import Absence
from matching.queries.absence import colleagues
from organisations.models import Appointment, User
from records.domain.ledger import append
from records.domain.message import send


@transaction.atomic
def plan_absence(
    *, user: User, cover: User, since: date, until: date, by: User
) -> Absence:
    """Leave from a day to a day, with a colleague of the same street as cover.

    Raises ValidationError by field: `since` (past), `overlap`, `cover` (no colleague,
    or away herself on one of these days), `covering` (she stands in for somebody then).
    """
    _take(user, cover)
    if since < timezone.localdate():
        raise refuse("since", _("Leave begins today or later."), field="since")
    if not colleagues(user).filter(pk=cover.pk).exists():
        raise refuse(
            "cover",
            _("Choose a social worker of the same street as cover."),
            field="cover",
        )
    meanwhile = Absence.objects.filter(since__lte=until, until__gte=since)
    if meanwhile.filter(user=user).exists():
        raise refuse(
            "overlap", _("Leave is planned for some of these days."), field="since"
        )
    if meanwhile.filter(user=cover).exists():
        raise refuse(
            "cover_away",
            _("%(name)s is away on some of these days. Choose somebody else."),
            field="cover",
            name=cover.spoken_name,
        )
    if standing_in := meanwhile.filter(cover=user).select_related("user").first():
        raise refuse(
            "covering",
            _("On some of these days you stand in for %(name)s: change that first."),
            field="since",
            name=standing_in.user.spoken_name,
        )
    absence = Absence(user=user, cover=cover, since=since, until=until)
    absence.full_clean()
    absence.save()
    days = {"since": f"{since:%Y-%m-%d}", "until": f"{until:%Y-%m-%d}"}
    _tell_cover(absence, "matching.absence_planned", **days)
    _record(absence, "matching.plan_absence", by)
    return absence


def _take(*users: User) -> None:
    """Hold their rows in one order, so that two plans cannot cover each other."""
    rows = User.objects.select_for_update(no_key=True).order_by("pk")
    list(rows.filter(pk__in=[user.pk for user in users]))


@transaction.atomic
def end_absence(*, absence: Absence, by: User) -> None:
    """Back before the last day, or never gone: from now on the tasks are hers again."""
    today = timezone.localdate()
    running = Absence.objects.filter(pk=absence.pk, until__gte=today)
    if absence.since >= today:
        ended = running.delete()[0]
    else:
        ended = running.update(until=today - timedelta(days=1))
    if not ended:
        raise stale()
    _tell_cover(absence, "matching.absence_ended")
    _record(absence, "matching.end_absence", by)


def _tell_cover(absence: Absence, kind: str, **params: str) -> None:
    user = absence.user
    send(
        recipient=absence.cover,
        kind=kind,
        params={"name": str(user), "name_en": user.name_en, **params},
        subject=user.subject,
        url="/desk/",
    )


def _record(absence: Absence, action: str, by: User) -> None:
    """In the chain of the district in which the worker works."""
    held = Appointment.objects.of(absence.user).filter(territory__isnull=False)
    place = held.select_related("territory").order_by("pk").first()
    if place is None:
        raise refuse("cover", _("Only who works in a street plans leave."))
    append(
        chain=place.chain,
        action=action,
        actor=by,
        subject=absence.user.subject,
        facts={
            "cover": absence.cover_id,
            "since": absence.since.isoformat(),
            "until": absence.until.isoformat(),
        },
    )
