"""Reads about assessments: where one stands, who has it, what waits for whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.enums import ACTIONS, AssessmentState, RoundState
from evaluation.enums.decision import ReviewState
from evaluation.models import Assessment, PanelSeat, Round
from evaluation.queries.panel import LEAST_EXPERTS, WITH_THE_EXPERTS
from organisations.enums import Role
from organisations.models import Appointment, Provider, User
from records.queries import Waiting, end_of, trail

_S = AssessmentState
EVALUATION = gettext_lazy("Evaluation")
# Who has the word in a state, in words: the board says it of each case.
WITH = {
    _S.DRAFT: gettext_lazy("the organisation"),
    _S.SELF_SCORED: gettext_lazy("the evaluation office"),
    _S.ELIGIBLE: gettext_lazy("the evaluation office"),
    _S.DESK_REVIEWED: gettext_lazy("the experts"),
    _S.SITE_VISITED: gettext_lazy("the experts"),
    _S.OPINION_FILED: gettext_lazy("the evaluation office"),
    _S.SOCIAL_SCORED: gettext_lazy("the evaluation office"),
    _S.FEEDBACK_SENT: gettext_lazy("the evaluation office"),
    _S.REPORT_READY: gettext_lazy("the committee"),
    _S.GRADED: gettext_lazy("the bureau"),
    _S.PUBLIC_NOTICE: gettext_lazy("the public"),
    _S.REVIEW_REQUESTED: gettext_lazy("the committee"),
    _S.REVIEWED: gettext_lazy("the bureau"),
    _S.CONFIRMED: gettext_lazy("the bureau"),
}
# What no timeline tells.
QUIET = frozenset(
    {
        "evaluation.score_leaf",
        "evaluation.answer_poll",
        "evaluation.cast_ballot",
        "evaluation.report_facts",
        "evaluation.verify_report",
    }
)
# What the office does next, by state.
OFFICE_TASKS = {
    _S.SELF_SCORED: gettext_lazy("See whether %(name)s may take part"),
    _S.ELIGIBLE: gettext_lazy("Form the panel and record the visit: %(name)s"),
    _S.OPINION_FILED: gettext_lazy("Close the social evaluation: %(name)s"),
    _S.SOCIAL_SCORED: gettext_lazy("Send the findings: %(name)s"),
    _S.FEEDBACK_SENT: gettext_lazy("File the report: %(name)s"),
}


REVIEW_TASKS = {
    ReviewState.ASKED: gettext_lazy("Name the experts of the review: %(name)s"),
    ReviewState.LOOKED: gettext_lazy("Call a meeting for the review: %(name)s"),
}


def with_whom(assessment: Assessment) -> str:
    """Who has the word; "" where nobody has."""
    return str(WITH.get(AssessmentState(assessment.state), ""))


def board_of(round: Round, user: User) -> QuerySet[Assessment]:
    """The cases of a round that the reader may see, those with a limit first, by the
    day; `seated` on a case on whose panel she sits."""
    seats = user.panel_seats.filter(
        left_at__isnull=True, panel__assessment=OuterRef("pk")
    )
    seen = Assessment.objects.visible_to(user).filter(round=round)
    rows = seen.select_related("provider").annotate(seated=Exists(seats))
    return rows.order_by(F("due_on").asc(nulls_last=True), "state_since", "pk")


SIGNING = ("evaluation.submit_scores",)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a timeline."""

    title: str
    when: object
    who: str
    state: str = "done"


def timeline(assessment: Assessment, *, names: bool, blind: bool = False) -> list[Step]:
    """What the ledger says of a case, oldest first, in two queries. Single scores,
    ballots and reports of facts are left out, for who is `blind` to colleagues their
    signatures too. Without `names` nobody is named: the organisation does not learn
    who."""
    hidden = {*QUIET, *(SIGNING if blind else ())}
    entries = [e for e in trail(assessment.subject) if e.action not in hidden]
    users = User.objects.in_bulk({e.actor_id for e in entries if e.actor_id})
    return [
        Step(
            str(ACTIONS.get(entry.action, entry.action)),
            entry.at,
            users[entry.actor_id].spoken_name
            if names and entry.actor_id in users
            else "",
        )
        for entry in entries
    ]


# --- the task list -------------------------------------------------------------------------


def waiting_assessments(
    user: User, held: list[Appointment], judged: QuerySet[Assessment]
) -> list[Waiting]:
    """What waits for this user in the rounds under way: drafts of her organisation and
    rounds open to it, cases of the office, scores of an expert."""
    roles = {each.role for each in held}
    found: list[Waiting] = []
    if Role.PROVIDER_ADMIN in roles:
        found += _of_organisation(held)
    if Role.EVALUATION_OFFICE in roles:
        found += _of_office(user, judged)
    if Role.EXPERT in roles:
        found += _of_expert(user, judged)
    return found


def _waiting(title: str, case: Assessment) -> Waiting:
    return Waiting(
        title=title,
        url=reverse("evaluation:case", args=[case.public_id]),
        since=case.state_since,
        until=case.due_on and end_of(case.due_on),
        group=EVALUATION,
        detail=f"{case.provider} · {case.round.spoken_name}",
    )


def _of_organisation(held: list[Appointment]) -> list[Waiting]:
    """Drafts to finish and rounds to apply for, in one query for all bodies."""
    bodies = {e.provider_id: e.provider for e in held if e.role == Role.PROVIDER_ADMIN}
    rounds = Round.objects.filter(
        state=RoundState.ANNOUNCED,
        district__code__in={body.street.district_code for body in bodies.values()},
    )
    own = FilteredRelation("assessments", condition=Q(assessments__provider__in=bodies))
    rows = rounds.annotate(
        own=own,
        place=F("district__code"),
        form=F("sheets__form"),
        draft=F("own__public_id"),
        body=F("own__provider_id"),
        stands=F("own__state"),
        since=F("own__state_since"),
    )
    drafts: dict[str, Waiting] = {}
    asked: dict[tuple[int, int], Waiting] = {}
    taken = {(row.pk, row.body) for row in rows}
    for row in rows:
        if row.stands == _S.DRAFT:
            drafts[row.draft] = _own_draft(row, bodies[row.body])
        for pk, body in bodies.items():
            here = (row.place, row.form) == (body.street.district_code, body.form)
            if here and row.takes_applications and (row.pk, pk) not in taken:
                asked[row.pk, pk] = _may_apply(row, body)
    return [*drafts.values(), *asked.values()]


def _own_draft(row: Any, body: Provider) -> Waiting:
    return Waiting(
        title=_("Finish the self-assessment"),
        url=reverse("evaluation:case", args=[row.draft]),
        since=row.since,
        until=end_of(row.apply_until),
        group=EVALUATION,
        detail=f"{body} · {row.spoken_name}",
    )


def _may_apply(row: Round, body: Provider) -> Waiting:
    return Waiting(
        title=_("You may apply: %(round)s") % {"round": row.spoken_name},
        url=reverse("evaluation:rounds"),
        since=row.announced_at,
        until=end_of(row.apply_until),
        group=EVALUATION,
        detail=str(body),
    )


def _of_office(user: User, judged: QuerySet[Assessment]) -> list[Waiting]:
    """Steps of the procedure in its rounds, and of reviews, in one query."""
    mine = Round.objects.run_by(user)
    procedure = Q(round__in=mine, state__in=list(OFFICE_TASKS))
    reviews = Q(state=_S.REVIEW_REQUESTED, review__state__in=list(REVIEW_TASKS))
    here = PanelSeat.objects.filter(
        panel__assessment=OuterRef("pk"), panel__review=False, left_at__isnull=True
    )
    whole = Exists(here[LEAST_EXPERTS - 1 :]) & Exists(here.filter(leads=True))
    short = Q(round__in=mine, state__in=WITH_THE_EXPERTS[1:]) & ~Q(whole)
    cases = judged.filter(procedure | reviews | short)
    return [_step(case) for case in cases.select_related("round", "provider", "review")]


def _step(case: Assessment) -> Waiting:
    name = {"name": case.provider}
    if case.state in WITH_THE_EXPERTS[1:]:
        title = _("Invite an expert in place of one who left: %(name)s") % name
        panel = reverse("evaluation:panel", args=[case.public_id])
        return replace(_waiting(title, case), url=panel)
    if case.state != _S.REVIEW_REQUESTED:
        return _waiting(str(OFFICE_TASKS[AssessmentState(case.state)]) % name, case)
    title = str(REVIEW_TASKS[ReviewState(case.review.state)]) % name
    decision = reverse("evaluation:decision", args=[case.public_id])
    return replace(_waiting(title, case), url=decision)


def _of_expert(user: User, judged: QuerySet[Assessment]) -> list[Waiting]:
    """Cases whose scores this expert has not signed, and those she leads."""
    seats = PanelSeat.objects.filter(user=user, left_at__isnull=True)
    open_ = Q(submitted_at__isnull=True) | Q(leads=True)
    seats = seats.filter(
        open_,
        panel__review=False,
        panel__assessment__in=judged.values("pk"),
        panel__assessment__state__in=WITH_THE_EXPERTS[1:],
    )
    related = seats.select_related(
        "panel__assessment__round", "panel__assessment__provider"
    )
    return [_of_seat(seat) for seat in related]


def _of_seat(seat: PanelSeat) -> Waiting:
    case = seat.panel.assessment
    title = (
        _("File the opinion on %(name)s") if seat.submitted_at else _("Score %(name)s")
    )
    return _waiting(title % {"name": case.provider}, case)
