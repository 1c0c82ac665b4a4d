"""One assessment: where it stands, what this reader does next, its paper."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evaluation.enums import DECIDED, GROUNDS, AssessmentState
from evaluation.models import Assessment, Findings, Poll
from evaluation.queries.assessment import timeline, with_whom
from evaluation.queries.evidence import repeated_evidence
from evaluation.queries.panel import panel_of, seat_on, seats_of
from evaluation.queries.poll import floor_of, many_from_one_address
from evaluation.queries.sheet import blind_to_others, heads_with_progress
from evaluation.rules.case import can_fill, can_form_panel, can_run_case
from evaluation.views import office, score, self_assessment
from evaluation.views.act import CaseAct, Offer, visible_case
from evaluation.views.pictures import heads_picture
from organisations.models import User

ACTS: tuple[type[CaseAct], ...] = (
    self_assessment.Level,
    self_assessment.HandIn,
    office.Admission,
    office.SendBack,
    office.FormPanel,
    office.LeavePanel,
    office.Visit,
    office.DeskReview,
    score.Opinion,
    office.OpenPoll,
    office.InviteMore,
    office.Extend,
    office.RefreshRecords,
    office.ClosePoll,
    office.Feedback,
    office.Report,
    self_assessment.Withdraw,
)
_S = AssessmentState
# The procedure as it is shown; a state not named here is a step of its own beside it.
WAY = (
    (_S.DRAFT,),
    (_S.SELF_SCORED,),
    (_S.ELIGIBLE,),
    (_S.DESK_REVIEWED, _S.SITE_VISITED),
    (_S.OPINION_FILED,),
    (_S.SOCIAL_SCORED,),
    (_S.FEEDBACK_SENT,),
    (_S.REPORT_READY,),
)


@login_required
@require_safe
def case_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything about one case that this reader may see, and the next step."""
    case = visible_case(request.user, public_id)
    own = bool(can_fill(request.user, case))
    seat = seat_on(case, request.user)
    offers = offers_for(case, request.user)
    if seat is not None and case.state in score.REVIEWING:
        url = reverse("evaluation:score_list", args=[public_id])
        leads_on = any(each.first for each in offers)
        offers = [*offers, Offer(_("Score"), url, first=not leads_on)]
    context = {
        "case": case,
        "own": own,
        "offers": [each for each in offers if not each.first],
        "next": next((each for each in offers if each.first), None),
        "with": with_whom(case),
        "way": way_of(case),
        "heads": heads_with_progress(case) if own and case.state == _S.DRAFT else [],
        "reasons": [(GROUNDS[r["ground"]], r["source"]) for r in case.reasons],
        "picture": heads_picture(case, request.user),
        "steps": timeline(case, names=not own, blind=blind_to_others(case, seat)),
        **_inside(case, request.user),
    }
    return render(request, "evaluation/case.html", context)


def _inside(case: Assessment, user: User) -> dict[str, Any]:
    """What the office, the agency and the panel see beside it."""
    seat = seat_on(case, user)
    if not (can_form_panel(user, case) or seat):
        return {}
    panel = panel_of(case)
    found: dict[str, Any] = {
        "repeated": repeated_evidence(case),
        "seats": list(seats_of(panel))
        if panel and not blind_to_others(case, seat)
        else [],
    }
    poll = Poll.objects.filter(assessment=case).select_related("assessment").first()
    if poll is not None and can_run_case(user, case):
        answers = list(poll.answers.all())
        found |= {
            "poll": poll,
            "asked": sum(len(numbers) for numbers in poll.drawn.values()),
            "answered": len(answers),
            "floor": floor_of(poll),
            "crowded": many_from_one_address(answers),
        }
    return found


def offers_for(case: Assessment, user: User) -> list[Offer]:
    """The acts that this reader may do now, in the order of the procedure."""
    found = (act.offer(case, user) for act in ACTS)
    return [offer for offer in found if offer is not None]


def way_of(case: Assessment) -> list[dict[str, str]]:
    """The steps up to the committee, as the component shows them."""
    state = AssessmentState(case.state)
    places = [n for n, states in enumerate(WAY) if state in states]
    at = places[0] if places else len(WAY) if state in DECIDED else -1
    shown = [states[-1] if case.route == "site" else states[0] for states in WAY]
    return [
        {
            "label": str(each.label),
            "state": "done" if n < at else "now" if n == at else "to-come",
        }
        for n, each in enumerate(shown)
    ]


@login_required
@require_safe
def findings(request: HttpRequest, public_id: str) -> HttpResponse:
    """The paper: opinion, suggestions, and for whoever decides the points. Printable."""
    case = visible_case(request.user, public_id)
    papers = Findings.objects.filter(assessment=case).select_related("signed_by")
    own = bool(can_fill(request.user, case))
    if own:
        papers = papers.filter(sent_at__isnull=False)
    panel = panel_of(case)
    context = {
        "case": case,
        "paper": get_object_or_404(papers),
        "own": own,
        "picture": None if own else heads_picture(case, request.user),
        "seats": list(seats_of(panel)) if panel and not own else [],
        "visit": getattr(case, "visit", None),
    }
    return render(request, "evaluation/findings.html", context)
