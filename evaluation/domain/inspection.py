"""Random inspection: announced, drawn from a public seed, carried out by two.

First the register and where the seed will come from are fixed; the seed is known only
later, so nobody can try seeds until the draw suits. Anybody draws the same again from
the three (`scoring.lot`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.domain.supervision import record, verify
from evaluation.enums.supervision import InspectionResult, Trigger
from evaluation.models import Inspection, InspectionDraw, InspectionSeat
from evaluation.queries.standing import rules_on
from evaluation.scoring.lot import drawn
from evaluation.scoring.rulebook import Gap, Rulebook
from matching.domain.faults import refuse, wrong_state
from organisations.enums import GRADED_FORMS
from organisations.models import Provider, Territory, User
from organisations.queries import admins_of
from records.domain.ledger import append
from records.domain.message import send

LEVEL = "county"
"""A district inspects with the share of counties."""


@transaction.atomic
def announce_draw(
    *, district: Territory, year: int, seed_source: str, seed_on: date, by: User
) -> InspectionDraw:
    """Fix the register and where the seed will come from, before it is known.

    Raises ValidationError `seed_on` for a day that does not lie ahead, `gap` where the
    rules name no share, `nobody` for an empty register.
    """
    today = timezone.localdate()
    if seed_on <= today:
        raise refuse("seed_on", _("The day of the seed lies ahead."), field="seed_on")
    register = list(
        Provider.objects.active()
        .filter(form__in=sorted(GRADED_FORMS), street__code__startswith=district.code)
        .order_by("public_id")
        .values_list("public_id", flat=True)
    )
    if not register:
        raise refuse("nobody", _("There is nobody to draw from."))
    row = InspectionDraw(
        district=district,
        year=year,
        seed_source=seed_source.strip(),
        seed_on=seed_on,
        register=register,
        number=_rules("inspection_shares", today).sample(LEVEL, len(register)),
    )
    row.full_clean()
    row.save()
    facts = {"among": len(register), "number": row.number}
    _record("announce_draw", row, by, **facts)
    return row


@transaction.atomic
def draw_inspections(*, draw: InspectionDraw, seed: str, by: User) -> list[Inspection]:
    """Draw with the seed, once, from its day on. Raises `too_early`, `required`,
    `wrong_state`."""
    if timezone.localdate() < draw.seed_on:
        raise refuse("too_early", _("The seed is not known yet."))
    if not seed.strip():
        raise refuse("required", _("Write the seed."), field="seed")
    free = InspectionDraw.objects.filter(pk=draw.pk, drawn_at__isnull=True)
    if not free.update(seed=seed.strip()[:60], drawn_at=timezone.now()):
        raise wrong_state(_("drawn"))
    draw.refresh_from_db()
    names = drawn(draw.seed, draw.register, draw.number)
    found = Provider.objects.in_bulk(names, field_name="public_id")
    rows = [
        Inspection(draw=draw, provider=found[name], place=place)
        for place, name in enumerate(names, start=1)
    ]
    Inspection.objects.bulk_create(rows)
    for row in rows:
        for user in admins_of(row.provider):
            send(
                recipient=user,
                kind="evaluation.inspection_drawn",
                params={},
                subject=row.subject,
                url=f"/credit/{row.provider.public_id}/",
            )
    _record("draw_inspections", draw, by, seed=draw.seed, drawn=names)
    return rows


@transaction.atomic
def assign_inspectors(
    *, inspection: Inspection, papers: Mapping[User, str], by: User
) -> None:
    """Who goes there, each with the number of the papers. Raises `too_few` for fewer
    than the rules ask for, `wrong_state` once the result is recorded."""
    least = _rules("inspectors_least", timezone.localdate()).says("inspectors_least")
    if len(papers) < least:
        raise refuse(
            "too_few",
            _("At least %(least)d inspectors go there together."),
            least=least,
        )
    if not Inspection.objects.filter(pk=inspection.pk, result="").update(result=""):
        raise wrong_state(_("inspected"))
    inspection.seats.all().delete()
    for user, paper_no in papers.items():
        seat = InspectionSeat(
            inspection=inspection, user=user, paper_no=paper_no.strip()
        )
        seat.full_clean()
        seat.save()
    people = sorted(user.pk for user in papers)
    record(inspection.provider, "assign_inspectors", by, inspectors=people)


@transaction.atomic
def record_inspection(
    *,
    inspection: Inspection,
    visited_on: date,
    result: InspectionResult,
    finding: str,
    by: User,
) -> Inspection:
    """What they found; anything but "nothing found" opens a verification. Raises
    `no_inspectors`, `required` for a finding without words, `wrong_state`."""
    if not inspection.seats.exists():
        raise refuse("no_inspectors", _("Assign the inspectors first."))
    if result != InspectionResult.CLEAN and not finding.strip():
        raise refuse("required", _("Write what was found."), field="finding")
    first = timezone.localdate(inspection.draw.drawn_at)
    if not first <= visited_on <= timezone.localdate():
        raise refuse(
            "day",
            _("The visit lies between the draw and today."),
            field="visited_on",
        )
    left = Inspection.objects.filter(pk=inspection.pk, result="")
    changes = {"visited_on": visited_on, "result": result, "finding": finding.strip()}
    if not left.update(**changes):
        raise wrong_state(_("inspected"))
    inspection.refresh_from_db()
    if result != InspectionResult.CLEAN:
        verify(inspection.provider, Trigger.INSPECTION, inspection.finding, by)
    record(inspection.provider, "record_inspection", by, result=str(result))
    return inspection


def _rules(name: str, today: date) -> Rulebook:
    try:
        return rules_on(name, today)
    except Gap as gap:
        raise refuse(
            "gap", _("The rules do not say it: %(name)s."), name=gap.name
        ) from gap


def _record(action: str, draw: InspectionDraw, by: User, **facts: object) -> None:
    append(
        chain=draw.district.district_code,
        action=f"evaluation.{action}",
        actor=by,
        subject=f"draw:{draw.public_id}",
        facts=facts,
    )
