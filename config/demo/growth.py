"""What grows in the demo: co-building plans, incubations, trainings, estates."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from config.demo.scale import Scale
from config.demo.world import World, data
from organisations.domain import cobuilding, incubation, training
from organisations.domain.account import create_account
from organisations.domain.estate import enter_estate
from organisations.domain.filing import file_group
from organisations.domain.plan_project import move_project
from organisations.enums import (
    CommitteeState,
    IncubationAim,
    IncubationStage,
    ProjectState,
    ProviderKind,
    Role,
)
from organisations.models import (
    Capability,
    CoBuildingPlan,
    CommitteeStep,
    Estate,
    Incubation,
    PlanUnit,
    Provider,
    Territory,
    Training,
    User,
)
from organisations.queries import admins_of, holders

EVERY = 4  # in a large demo each fourth community has a plan and an idea
LATE_QUARTER = 1
FOUND = ("邻里花友会", "楼道议事组", "晨练伙伴队", "旧书漂流站", "走失长者寻找队")
OFFERED = ("会议室每月两晚", "讲解员一名，每季度一次", "停车场周末开放二十个车位")
ASKED = ("议事要有地方", "消防知识没人讲", "周末停车难")


class Growth:
    """A few of each by hand through the verbs; in a large demo some in each street."""

    def __init__(self, world: World, scale: Scale) -> None:
        self.world = world
        self.scale = scale
        self.dice = Random("demo:growth")  # noqa: S311 - the same demo each time
        self.centre = User.objects.get(username="centre_operator")
        self.federation = User.objects.get(username="federation_officer")

    @transaction.atomic
    def fill(self) -> None:
        if Estate.objects.exists():
            return
        tell = {
            "plan": self._plan,
            "incubation": self._incubation,
            "training": self._training,
            "estate": self._estate,
        }
        for row in data("growth"):
            tell[row["kind"]](row)
        if self.scale.generated:
            self._around()

    # --- by hand ------------------------------------------------------------------------

    def _plan(self, row: dict[str, Any]) -> None:
        place = self.world.territories[row["place"]]
        by = holders(Role.COMMUNITY_SECRETARY, place.code)[0]
        plan = self._drawn(place, by)
        units = {
            ref: cobuilding.ask_unit(plan=plan, provider=self._provider(ref), by=by)
            for ref in row["units"]
        }
        resources = [
            cobuilding.list_resource(
                unit=units[ref],
                what=what,
                capability=self._menu(units[ref], service),
                by=admins_of(units[ref].provider)[0],
            )
            for ref, what, service in row["resources"]
        ]
        needs = [
            cobuilding.list_need(plan=plan, what=what, by=by) for what in row["needs"]
        ]
        projects = []
        for resource, need, state in row["projects"]:
            quarter = LATE_QUARTER if state == ProjectState.UNDER_WAY else 4
            project = cobuilding.agree_project(
                resource=resources[resource], need=needs[need], quarter=quarter, by=by
            )
            projects.append((project, ProjectState(state)))
        plan.refresh_from_db()
        cobuilding.send_plan(plan=plan, version=plan.version, by=by)
        for ref in row["confirmed"]:
            self._confirm(plan, units[ref])
        for project, state in projects:
            if state != ProjectState.PLANNED:
                move_project(project=project, to=state, by=by)

    def _incubation(self, row: dict[str, Any]) -> None:
        lead = self._lead(row)
        body = incubation.propose_incubation(
            name=row["name"],
            aim=row["aim"],
            idea=row["idea"],
            place=self.world.territories[row["place"]],
            lead=lead,
            claimed=self._provider(row["claimed"]) if "claimed" in row else None,
            by=lead,
        )
        if row["stage"] == IncubationStage.STOPPED:
            incubation.stop_incubation(
                incubation=body, version=1, reason=row["reason"], by=self.centre
            )
        elif row["stage"] != IncubationStage.IDEA:
            self._grown(body, row)

    def _grown(self, body: Incubation, row: dict[str, Any]) -> None:
        args: dict[str, Any] = {"incubation": body, "by": self.federation}
        incubation.accept_incubation(**args, version=1, mentor=self.federation)
        incubation.record_growth(**args, version=2, **row["figures"])
        incubation.hold_post(**args, holder=body.lead, title=row["post"])
        if row["stage"] == IncubationStage.FORMING:
            return
        incubation.make_ready(**args, version=3)
        if row["stage"] == IncubationStage.FILED:
            officer = holders(Role.STREET_OFFICER, body.place.street_code)[0]
            number = row["number"]
            file_group(incubation=body, version=4, number=number, by=officer)

    def _training(self, row: dict[str, Any]) -> None:
        """One that is over was held ahead of the demo: set back after its sign-ups."""
        begins = _afternoon(abs(row["days"]))
        event = training.offer_training(
            title=row["title"],
            title_en=row["title_en"],
            starts_at=begins,
            ends_at=begins + timedelta(hours=2),
            where="指导中心三楼",
            district=self.world.territories["440104"],
            places=row["places"],
            by=self.federation,
        )
        seats = [
            training.sign_up(training=event, by=User.objects.get(username=name))
            for name in row["come"]
        ]
        if row["days"] > 0:
            return
        before = _afternoon(row["days"])
        Training.objects.filter(pk=event.pk).update(
            starts_at=before, ends_at=before + timedelta(hours=2)
        )
        came = [seat.pk for seat in seats if seat.user.username not in row["absent"]]
        training.record_training(training=event, attended=came, by=self.federation)

    def _estate(self, row: dict[str, Any]) -> None:
        community = self.world.territories[row["place"]]
        more = {n: row[n] for n in ("seats", "seats_without_hukou", "note") if n in row}
        if "ends" in row:
            more["term_ends_on"] = timezone.localdate() + timedelta(days=row["ends"])
        enter_estate(
            name=row["name"],
            community=community,
            state=row["state"],
            next_step=CommitteeStep.objects.filter(code=row["next_step"]).first(),
            by=holders(Role.STREET_OFFICER, community.street_code)[0],
            **more,
        )

    def _drawn(self, place: Territory, by: User) -> CoBuildingPlan:
        year = timezone.localdate().year
        return cobuilding.draw_up_plan(place=place, year=year, by=by)

    def _provider(self, ref: str) -> Provider:
        names = {row["ref"]: row["name"] for row in data("providers")}
        return Provider.objects.get(name=names[ref])

    @staticmethod
    def _menu(unit: PlanUnit, service: str) -> Capability | None:
        own = Capability.objects.filter(provider=unit.provider)
        return own.filter(service_type__code=service).first()

    @staticmethod
    def _confirm(plan: CoBuildingPlan, unit: PlanUnit) -> None:
        plan.refresh_from_db()
        admin = admins_of(unit.provider)[0]
        cobuilding.confirm_plan(unit=unit, version=plan.version, by=admin)

    @staticmethod
    def _lead(row: dict[str, Any]) -> User:
        found = User.objects.filter(username=row["lead"]).first()
        return found or create_account(
            username=row["lead"], name=row["lead_name"], by=None
        )

    # --- in a large demo ----------------------------------------------------------------

    def _around(self) -> None:
        """An estate in each community of the district; a plan and an idea in some."""
        district = Territory.objects.within("440104").communities().order_by("code")
        kind = ProviderKind.PUBLIC_SECTOR_UNIT
        units = list(Provider.objects.active().filter(kind=kind).order_by("pk"))
        officers = {
            street.code: holders(Role.STREET_OFFICER, street.code)[0]
            for street in Territory.objects.within("440104").streets()
        }
        for n, community in enumerate(district):
            self._drawn_estate(community, officers[community.street_code])
            if n % EVERY == 0:
                self._drawn_plan(n, community, units[n % len(units)])
                self._drawn_idea(n, community, officers[community.street_code])

    def _drawn_estate(self, community: Territory, by: User) -> None:
        dice = self.dice
        state = dice.choice(list(CommitteeState))
        seats = dice.choice((5, 7, 9)) if state == CommitteeState.STANDING else 0
        ends = timezone.localdate() + timedelta(days=dice.randint(30, 1700))
        enter_estate(
            name=f"{community.name.removesuffix('社区')}小区（演示）",
            community=community,
            state=state,
            seats=seats,
            seats_without_hukou=dice.randint(0, 2) if seats else 0,
            term_ends_on=ends if seats else None,
            by=by,
        )

    def _drawn_plan(self, n: int, place: Territory, provider: Provider) -> None:
        secretaries = holders(Role.COMMUNITY_SECRETARY, place.code)
        if not secretaries or CoBuildingPlan.objects.filter(place=place).exists():
            return
        by = secretaries[0]
        plan = self._drawn(place, by)
        unit = cobuilding.ask_unit(plan=plan, provider=provider, by=by)
        which = n // EVERY % len(OFFERED)
        resource = cobuilding.list_resource(unit=unit, what=OFFERED[which], by=by)
        need = cobuilding.list_need(plan=plan, what=ASKED[which], by=by)
        cobuilding.agree_project(resource=resource, need=need, quarter=4, by=by)
        plan.refresh_from_db()
        cobuilding.send_plan(plan=plan, version=plan.version, by=by)
        if n % (2 * EVERY) == 0 and admins_of(provider):
            self._confirm(plan, unit)

    def _drawn_idea(self, n: int, place: Territory, by: User) -> None:
        name = FOUND[n // EVERY % len(FOUND)]
        body = incubation.propose_incubation(
            name=f"{place.name}{name}（演示）",
            aim=IncubationAim.FILED_GROUP,
            idea=f"{name}：街坊每周聚一次，想有个正式的身份。",
            place=place,
            by=by,
        )
        if n % (2 * EVERY) == 0:
            args: dict[str, Any] = {"incubation": body, "by": self.federation}
            incubation.accept_incubation(**args, version=1, mentor=self.federation)
            members = self.dice.randint(4, 16)
            incubation.record_growth(**args, version=2, members=members, starters=3)


def _afternoon(days: int) -> datetime:
    """Half past two, so many days from today."""
    day = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(14, 30)))
