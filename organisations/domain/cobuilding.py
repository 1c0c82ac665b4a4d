"""The yearly co-building plan: drawn up, its three lists, the word of each unit."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from organisations.domain.change import refuse_stale
from organisations.enums import (
    OPEN_PROJECTS,
    PlanState,
    ProjectState,
    ProviderState,
    Quarter,
    UnitWord,
)
from organisations.models import (
    Capability,
    CoBuildingPlan,
    PlanNeed,
    PlanProject,
    PlanResource,
    PlanUnit,
    Provider,
    Territory,
    User,
)
from organisations.queries import admins_of
from records.domain import message
from records.domain.ledger import append

LEAST_WORDS = 4


@transaction.atomic
def draw_up_plan(*, place: Territory, year: int, by: User) -> CoBuildingPlan:
    """The plan of a year; what last year's plan left open stands on it from the start:
    units that take part, their resources, needs without a finished project, projects.

    Raises ValidationError `year` for another year than this or the next, `drawn` when
    the place has its plan.
    """
    if year - timezone.localdate().year not in (0, 1):
        raise ValidationError(
            gettext("A plan is drawn up for this year or the next."), code="year"
        )
    plan = CoBuildingPlan(place=place, year=year, drawn_by=by)
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError as error:
        raise ValidationError(
            gettext("This year's plan has been drawn up already."), code="drawn"
        ) from error
    before = CoBuildingPlan.objects.filter(place=place, year=year - 1).first()
    carried = _carry(held_plan(before), plan) if before else 0
    tell_plan(plan, "draw_up_plan", by, year=year, carried=carried)
    return plan


@transaction.atomic
def ask_unit(*, plan: CoBuildingPlan, provider: Provider, by: User) -> PlanUnit:
    """Put a unit into the plan; it is told, and lists what it can offer.

    Raises ValidationError `inactive`, or by field when it is in the plan already.
    """
    row = held_plan(plan)
    if provider.state != ProviderState.ACTIVE:
        raise ValidationError(
            gettext("Only a unit that is active on the register can be asked."),
            code="inactive",
        )
    unit = PlanUnit(plan=row, provider=provider)
    unit.full_clean()
    unit.save()
    _open_again(row)
    _tell_admins(unit, "organisations.plan_unit_asked")
    tell_plan(row, "ask_plan_unit", by, unit=provider.public_id)
    return unit


@transaction.atomic
def list_resource(
    *, unit: PlanUnit, what: str, capability: Capability | None = None, by: User
) -> PlanResource:
    """A line of the resource list. Raises ValidationError `capability` for a service
    that is another provider's."""
    row = held_plan(unit.plan)
    if capability is not None and capability.provider_id != unit.provider_id:
        raise ValidationError(
            {"capability": gettext("Choose a service from this unit's own menu.")}
        )
    line = PlanResource(
        unit=unit, what=what.strip(), capability=capability, since_year=row.year
    )
    line.full_clean()
    line.save()
    _changed(row)
    tell_plan(row, "list_plan_resource", by, unit=unit.provider.public_id, line=line.pk)
    return line


@transaction.atomic
def list_need(
    *, plan: CoBuildingPlan, what: str, need_number: str = "", by: User
) -> PlanNeed:
    """A line of the need list; `need_number` is the number of a case, where it is one."""
    row = held_plan(plan)
    line = PlanNeed(
        plan=row, what=what.strip(), need_number=need_number, since_year=row.year
    )
    line.full_clean()
    line.save()
    _changed(row)
    tell_plan(row, "list_plan_need", by, line=line.pk)
    return line


@transaction.atomic
def drop_line(*, line: PlanResource | PlanNeed, by: User) -> None:
    """Take a line off its list. Raises ValidationError `used` when a project has it."""
    plan = line.plan if isinstance(line, PlanNeed) else line.unit.plan
    row = held_plan(plan)
    if line.projects.exists():
        raise ValidationError(
            gettext("A project of the list needs this line: it stays."), code="used"
        )
    kind, pk = line._meta.model_name, line.pk
    type(line).objects.filter(pk=pk).delete()
    _changed(row)
    tell_plan(row, "drop_plan_line", by, list=kind, line=pk)


@transaction.atomic
def agree_project(
    *, resource: PlanResource, need: PlanNeed, quarter: int, by: User
) -> PlanProject:
    """A line of the project list. Its unit is asked for its word anew.

    Raises ValidationError `plan` when the two stand in different plans, `declined`, or
    by field when the two are a running project already.
    """
    row = held_plan(need.plan)
    unit = resource.unit
    if unit.plan_id != row.pk:
        raise ValidationError(
            gettext("Resource and need stand in different plans."), code="plan"
        )
    if unit.word == UnitWord.DECLINED:
        raise ValidationError(
            gettext("“%(unit)s” does not take part this year.") % {"unit": unit},
            code="declined",
        )
    project = PlanProject(
        resource=resource, need=need, quarter=quarter, since_year=row.year
    )
    project.full_clean()
    project.save()
    PlanUnit.objects.filter(pk=unit.pk).update(word=UnitWord.ASKED, answered_at=None)
    _open_again(row)
    facts = {"project": project.pk, "quarter": int(quarter)}
    tell_plan(row, "agree_plan_project", by, **facts)
    return project


@transaction.atomic
def send_plan(*, plan: CoBuildingPlan, version: int, by: User) -> CoBuildingPlan:
    """Ask each unit for its word. Raises ValidationError `stale`, `state`, `empty`."""
    row = held_plan(plan, version)
    if row.state != PlanState.DRAWN:
        raise ValidationError(
            gettext("This plan is with the units already."), code="state"
        )
    if not PlanProject.objects.open().filter(need__plan=row).exists():
        raise ValidationError(
            gettext("Agree on one project at least before you send the plan."),
            code="empty",
        )
    row.state, row.sent_at = PlanState.SENT, timezone.now()
    _changed(row)
    asked = row.units.filter(word=UnitWord.ASKED).select_related("provider")
    for unit in asked:
        _tell_admins(unit, "organisations.plan_sent")
    tell_plan(row, "send_plan", by, units=len(asked))
    return row


@transaction.atomic
def confirm_plan(*, unit: PlanUnit, version: int, by: User) -> PlanUnit:
    """The unit's yes to the plan as it stands; the last yes makes it agreed.

    Raises ValidationError `stale`, `state`.
    """
    row = held_plan(unit.plan, version)
    found = _answered(row, unit, UnitWord.CONFIRMED, "", by)
    tell_plan(row, "confirm_plan", by, unit=found.provider.public_id)
    return found


@transaction.atomic
def decline_plan(*, unit: PlanUnit, version: int, reason: str, by: User) -> PlanUnit:
    """The unit's no: its projects are dropped with this reason, who drew the plan up
    is told. Raises ValidationError `stale`, `state`, `reason`."""
    row = held_plan(unit.plan, version)
    words = reason_of(reason)
    found = _answered(row, unit, UnitWord.DECLINED, words, by)
    PlanProject.objects.open().filter(resource__unit=found).update(
        state=ProjectState.DROPPED, reason=words, state_since=timezone.now()
    )
    message.send(
        recipient=row.drawn_by,
        kind="organisations.plan_declined",
        params=_names(found),
        subject=row.subject,
        url=f"/desk/co-building/{row.public_id}/",
    )
    tell_plan(row, "decline_plan", by, unit=found.provider.public_id)
    return found


# --- shared with the verbs of projects ------------------------------------------------


def held_plan(plan: CoBuildingPlan, version: int | None = None) -> CoBuildingPlan:
    """The plan as it stands, held until the verb ends; `stale` when it has moved on."""
    rows = CoBuildingPlan.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("place", "drawn_by").get(pk=plan.pk)
    refuse_stale(row, version)
    return row


def reason_of(words: str) -> str:
    """Raises ValidationError `reason` for fewer than four characters."""
    said = " ".join(words.split())
    if len(said) < LEAST_WORDS:
        sentence = gettext("Say in a few words why.")
        raise ValidationError({"reason": ValidationError(sentence, code="reason")})
    return said


def tell_plan(plan: CoBuildingPlan, verb: str, by: User | None, **facts: Any) -> None:
    append(
        chain=plan.chain,
        action=f"organisations.{verb}",
        actor=by,
        subject=plan.subject,
        facts=facts,
    )


def _changed(plan: CoBuildingPlan) -> None:
    plan.version += 1
    plan.save(update_fields=["state", "sent_at", "version"])


def _open_again(plan: CoBuildingPlan) -> None:
    """Somebody has to say yes anew: the plan is not agreed any more."""
    if plan.state == PlanState.AGREED:
        plan.state = PlanState.SENT
    _changed(plan)


def _answered(
    plan: CoBuildingPlan, unit: PlanUnit, word: UnitWord, reason: str, by: User
) -> PlanUnit:
    row = plan.units.select_related("provider").get(pk=unit.pk)
    if plan.state != PlanState.SENT or row.word != UnitWord.ASKED:
        raise ValidationError(
            gettext("No word of this unit is waited for at present."), code="state"
        )
    row.word, row.reason = word, reason
    row.answered_at, row.answered_by = timezone.now(), by
    row.full_clean()
    row.save()
    words = set(plan.units.values_list("word", flat=True))
    if UnitWord.ASKED not in words and UnitWord.CONFIRMED in words:
        plan.state = PlanState.AGREED
    _changed(plan)
    return row


def _names(unit: PlanUnit) -> dict[str, Any]:
    place, provider = unit.plan.place, unit.provider
    return {
        "year": unit.plan.year,
        "place": place.name,
        "place_en": place.name_en,
        "unit": provider.name,
        "unit_en": provider.name_en,
    }


def _tell_admins(unit: PlanUnit, kind: str) -> None:
    for admin in admins_of(unit.provider):
        message.send(
            recipient=admin,
            kind=kind,
            params=_names(unit),
            subject=unit.plan.subject,
            url=f"/desk/co-building/{unit.plan.public_id}/",
        )


def _carry(before: CoBuildingPlan, plan: CoBuildingPlan) -> int:
    """Copy the open lines; returns how many projects came along."""
    resources: dict[int, PlanResource] = {}
    for unit in before.units.exclude(word=UnitWord.DECLINED):
        new = PlanUnit.objects.create(plan=plan, provider_id=unit.provider_id)
        for line in unit.resources.all():
            resources[line.pk] = _copy(line, unit=new)
    done = PlanProject.objects.filter(state=ProjectState.DONE)
    needs = {
        line.pk: _copy(line, plan=plan)
        for line in before.needs.exclude(pk__in=done.values("need_id"))
    }
    open_ones = [
        each
        for each in PlanProject.objects.open().filter(need__plan=before)
        if each.resource_id in resources and each.need_id in needs
    ]
    for each in open_ones:
        resource, need = resources[each.resource_id], needs[each.need_id]
        _copy(each, resource=resource, need=need, quarter=Quarter.FIRST)
    PlanProject.objects.filter(
        pk__in=[each.pk for each in open_ones], state__in=sorted(OPEN_PROJECTS)
    ).update(state=ProjectState.CARRIED, state_since=timezone.now())
    return len(open_ones)


def _copy(line: Any, **changes: Any) -> Any:
    """The same line in another plan; since when it is on the list is kept."""
    fields = [f for f in line._meta.concrete_fields if not f.primary_key]
    values = {f.attname: getattr(line, f.attname) for f in fields}
    copy = type(line)(**values)
    for name, value in changes.items():
        setattr(copy, name, value)
    copy.save()
    return copy
