"""What waits for members, the office, the bureau, experts and organisations once a
report is ready."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.enums import AssessmentState
from evaluation.enums.decision import MeetingState, ReviewState
from evaluation.models import (
    Assessment,
    FollowUp,
    Meeting,
    PublicNotice,
    Report,
)
from evaluation.queries.committee import votes_waiting_for
from evaluation.queries.recusal import challenges_to_rule
from organisations.enums import Role
from organisations.models import Appointment, User
from records.queries import Waiting, end_of

_S = AssessmentState
Cases = QuerySet[Assessment]
EVALUATION = gettext_lazy("Evaluation")
BUREAU_TASKS = {
    _S.GRADED: gettext_lazy("Publish the result: %(name)s"),
    _S.REVIEWED: gettext_lazy("Serve the decision and confirm: %(name)s"),
    _S.PUBLIC_NOTICE: gettext_lazy("The notice has ended, confirm: %(name)s"),
}


def waiting_decisions(
    user: User, held: list[Appointment], judged: Cases
) -> list[Waiting]:
    """By role; nothing of a case from which this user stays away."""
    roles = {each.role for each in held}
    found: list[Waiting] = []
    if Role.COMMITTEE_MEMBER in roles:
        found += [*_votes(user, judged), *_meetings(user)]
    if Role.EVALUATION_OFFICE in roles:
        found += [*_reports(user, judged), *_challenges(user, judged)]
    if Role.BUREAU_REVIEWER in roles:
        found += [*_bureau(judged), *_follow_ups(user)]
    if Role.EXPERT in roles:
        found += _second_looks(user, judged)
    return found


def _votes(user: User, judged: Cases) -> Iterator[Waiting]:
    items = votes_waiting_for(user, judged)
    for item in items.select_related("assessment__provider", "meeting"):
        title = _("Vote on %(name)s") % {"name": item.assessment.provider}
        yield _task(title, reverse("evaluation:item", args=[item.public_id]))


def _meetings(user: User) -> Iterator[Waiting]:
    called = Meeting.objects.visible_to(user).filter(state=MeetingState.CALLED)
    for meeting in called.select_related("committee"):
        title = _("Meeting on %(day)s") % {"day": meeting.held_on.isoformat()}
        url = reverse("evaluation:meeting", args=[meeting.public_id])
        yield _task(title, url, since=meeting.called_at, detail=str(meeting.committee))


def _reports(user: User, judged: Cases) -> Iterator[Waiting]:
    for report in Report.objects.visible_to(user, judged).open():
        title = _("Verify the report %(number)s") % {"number": report.number}
        url = reverse("evaluation:facts", args=[report.public_id])
        until = report.due_on and end_of(report.due_on)
        yield _task(title, url, since=report.received_at, until=until)


def _challenges(user: User, judged: Cases) -> Iterator[Waiting]:
    for each in challenges_to_rule(user, judged):
        title = _("Rule on a request for recusal: %(name)s")
        url = reverse("evaluation:rule_on_challenge", args=[each.public_id])
        name = {"name": each.assessment.provider}
        yield _task(title % name, url, since=each.made_at)


def _bureau(judged: Cases) -> Iterator[Waiting]:
    """What can be done today: a notice that still runs waits for nobody."""
    running = PublicNotice.objects.running().values("assessment")
    noticed = Q(state=_S.PUBLIC_NOTICE, pk__in=running)
    cases = judged.filter(state__in=list(BUREAU_TASKS)).exclude(noticed)
    for case in cases.select_related("provider", "round"):
        title = str(BUREAU_TASKS[AssessmentState(case.state)])
        yield _of_case(title % {"name": case.provider}, case)


def _follow_ups(user: User) -> Iterator[Waiting]:
    places = user.appointments.current().filter(role=Role.BUREAU_REVIEWER)
    rows = FollowUp.objects.filter(
        closed_at__isnull=True,
        award__assessment__round__district__in=places.values("territory_id"),
    )
    for each in rows.select_related("award__assessment__provider"):
        title = _("Look at a grade again: %(name)s")
        url = reverse("evaluation:award", args=[each.award.public_id])
        name = {"name": each.award.assessment.provider}
        yield _task(title % name, url, since=each.opened_at)


def _second_looks(user: User, judged: Cases) -> Iterator[Waiting]:
    cases = judged.filter(
        review__state=ReviewState.LOOKING,
        panels__review=True,
        panels__seats__user=user,
        panels__seats__left_at__isnull=True,
    )
    for case in cases.select_related("provider", "round"):
        title = _("Look again at contested indicators: %(name)s")
        yield _of_case(title % {"name": case.provider}, case)


def _of_case(title: str, case: Assessment) -> Waiting:
    url = reverse("evaluation:decision", args=[case.public_id])
    until = case.due_on and end_of(case.due_on)
    detail = str(case.round)
    return _task(title, url, since=case.state_since, until=until, detail=detail)


def _task(title: str, url: str, **more: Any) -> Waiting:
    return Waiting(title=title, url=url, group=EVALUATION, **more)
