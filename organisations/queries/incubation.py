"""Reads about incubation: conditions met or missing, the board, growth, what waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organisations.enums import (
    EMPLOYED_ROLES,
    FILED_AIMS,
    IncubationStage,
    Measure,
    Role,
    SeatState,
)
from organisations.models import (
    Appointment,
    Incubation,
    IncubationCondition,
    IncubationPost,
    Provider,
    Territory,
    Training,
    TrainingSeat,
    User,
)
from organisations.queries.due import Due, codes_of, due_rows, kind_of
from records.queries import Waiting

TRAINING = "training"
GROUP = _("Incubation")


@dataclass(frozen=True, slots=True)
class ConditionState:
    """One condition as it stands for one body; `missing` says in words what lacks."""

    condition: IncubationCondition
    missing: str = ""

    @property
    def met(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class Growth:
    """Somebody's trainings attended and posts held: no more is kept of anybody."""

    user: User
    trainings: list[Training]
    posts: list[IncubationPost]


def conditions_of(
    incubations: Collection[Incubation],
) -> dict[int, list[ConditionState]]:
    """Incubation -> its conditions in their order, in two queries for any number."""
    by_aim: dict[str, list[IncubationCondition]] = defaultdict(list)
    for condition in IncubationCondition.objects.all():
        by_aim[condition.aim].append(condition)
    names = [each.name for each in incubations]
    known = dict(Provider.objects.filter(name__in=names).values_list("name", "pk"))
    found = {}
    for each in incubations:
        taken = known.get(each.name) not in (None, *_own_entries(each))
        found[each.pk] = [
            ConditionState(condition, _missing(each, condition, taken))
            for condition in by_aim[each.aim]
        ]
    return found


def unmet(incubation: Incubation) -> list[ConditionState]:
    """What is still missing before it is ready."""
    return [each for each in conditions_of([incubation])[incubation.pk] if not each.met]


def _own_entries(incubation: Incubation) -> tuple[int | None, int | None]:
    """The entries of the register that are its own."""
    became = incubation.registration.provider_id if incubation.registration_id else None
    return incubation.claimed_id, became


def _missing(
    incubation: Incubation, condition: IncubationCondition, taken: bool
) -> str:
    """ "" where one of the measures is as large as asked; else what there is of it."""
    if Measure.NAME in condition.any_of:
        return _name_fault(incubation.name, condition.words, taken)
    if Measure.SEAT in condition.any_of:
        return "" if incubation.seat else gettext("no fixed place is named yet")
    counted = [
        (Measure(name), getattr(incubation, name), least)
        for name, least in condition.any_of.items()
    ]
    if any(count >= least for _measure, count, least in counted):
        return ""
    return gettext("; ").join(
        gettext("%(count)d of %(least)d %(measure)s")
        % {"count": count, "least": least, "measure": measure.label}
        for measure, count, least in counted
    )


def _name_fault(name: str, words: Iterable[str], taken: bool) -> str:
    if taken:
        return gettext("a body on the register has this name")
    held = [word for word in words if word in name]
    if held:
        return gettext("the name holds %(words)s") % {"words": "、".join(held)}
    return ""


# --- the board --------------------------------------------------------------------------


def stage_counts(incubations: QuerySet[Incubation]) -> dict[str, int]:
    """How many stand in each stage."""
    rows = incubations.order_by().values("stage").annotate(n=Count("pk"))
    return {row["stage"]: row["n"] for row in rows}


def growth_of(incubation: Incubation) -> list[Growth]:
    """Whoever leads it or holds a post, with trainings attended and posts held, in
    three queries."""
    posts: dict[int, list[IncubationPost]] = defaultdict(list)
    people: dict[int, User] = {}
    if incubation.lead is not None:
        people[incubation.lead.pk] = incubation.lead
    for post in incubation.posts.select_related("holder"):
        people.setdefault(post.holder_id, post.holder)
        posts[post.holder_id].append(post)
    attended: dict[int, list[Training]] = defaultdict(list)
    seats = TrainingSeat.objects.filter(user__in=people, state=SeatState.ATTENDED)
    for seat in seats.select_related("training").order_by("training__starts_at"):
        attended[seat.user_id].append(seat.training)
    return [Growth(user, attended[pk], posts[pk]) for pk, user in people.items()]


def mentors_for(place: Territory) -> QuerySet[User]:
    """Who may accompany a body of this place: centre, federation, the station."""
    held = Appointment.objects.current()
    near = held.over(place.code).filter(
        role__in=[*EMPLOYED_ROLES, Role.CENTRE_OPERATOR]
    )
    federation = held.filter(
        role=Role.FEDERATION_OFFICER,
        provider__street__code__startswith=place.district_code,
    )
    chosen = Q(pk__in=near.values("user_id")) | Q(pk__in=federation.values("user_id"))
    return User.objects.filter(chosen, is_active=True).order_by("name", "pk")


# --- what waits -------------------------------------------------------------------------


def incubations_due(held: list[Appointment]) -> Iterator[QuerySet[Any]]:
    """For centre and federation: ideas without an answer, trainings nobody recorded;
    what is ready to be filed, for the street and the centre."""
    grown = (Role.CENTRE_OPERATOR, Role.FEDERATION_OFFICER)
    growing = [a.place.district_code for a in held if a.role in grown and a.place]
    centre = codes_of(held, Role.CENTRE_OPERATOR)
    streets = codes_of(held, Role.STREET_OFFICER)
    if growing or streets:
        yield _steps(growing, centre, streets)
    if growing:
        yield due_rows(
            Training.objects.to_record().filter(district__code__in=growing),
            kind=kind_of(TRAINING),
            public_id="public_id",
            name="title",
            name_en="title_en",
            note="where",
            at="ends_at",
        )


def incubation_lines(rows: Iterable[Due]) -> list[Waiting]:
    said = {
        IncubationStage.IDEA: gettext("Take “%(name)s” on, or say why not"),
        IncubationStage.READY: gettext("File or register “%(name)s”"),
        TRAINING: gettext("Say who came to “%(name)s”"),
    }
    return [
        Waiting(
            title=said[row.kind] % {"name": row.title},
            url=reverse(
                "organisations:training"
                if row.kind == TRAINING
                else "organisations:incubation",
                args=[row.public_id],
            ),
            since=row.at,
            group=GROUP,
            detail=row.about if row.kind == TRAINING else row.where,
            tone="amber",
        )
        for row in rows
        if row.kind in said
    ]


def _steps(growing: list[str], centre: list[str], streets: list[str]) -> QuerySet[Any]:
    ready = Q(stage=IncubationStage.READY)
    wanted = Q(stage=IncubationStage.IDEA) & _within(growing)
    wanted |= ready & _within(centre)
    wanted |= ready & _within(streets) & Q(aim__in=sorted(FILED_AIMS))
    return due_rows(
        Incubation.objects.filter(wanted),
        kind="stage",
        public_id="public_id",
        name="name",
        place="place__name",
        place_en="place__name_en",
        at="stage_since",
    )


def _within(codes: Iterable[str]) -> Q:
    within = Q(pk__in=[])
    for code in codes:
        within |= Q(place__code__startswith=code)
    return within
