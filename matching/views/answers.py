"""Several invitations answered from the list, and the way back for ten minutes."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from matching import rules
from matching.domain.answers import (
    Answered,
    accept_each,
    decline_each,
    take_back_answer,
)
from matching.models import Engagement
from matching.queries import asked_engagement
from matching.views.act import allow
from matching.views.engagement import visible_engagement

MOST = 50


@login_required
@require_POST
def answer_several(request: HttpRequest) -> HttpResponse:
    """Yes or no to all that are ticked; each is asked of the rules and the verb."""
    wanted = request.POST.getlist("picked")[:MOST]
    mine = asked_engagement(request.user).filter(public_id__in=wanted)
    picked = list(mine.select_related("need", "provider").order_by("need_id", "pk"))
    if not picked:
        messages.error(request, _("Tick the invitations first."))
    for engagement in picked:
        allow(rules.can_answer(request.user, engagement))
    if request.POST.get("answer") == "accept":
        _say(request, accept_each(engagements=picked, by=request.user))
    else:
        reason = request.POST.get("reason", "")
        _say(request, decline_each(engagements=picked, reason=reason, by=request.user))
    return redirect("matching:engagement_list")


def _say(request: HttpRequest, answers: Iterable[Answered]) -> None:
    """How many went through, and each that did not with its reason."""
    done = 0
    for engagement, refusal in answers:
        if refusal is None:
            done += 1
            continue
        said = {"number": engagement.need.number, "why": " ".join(refusal.messages)}
        messages.error(request, _("%(number)s: %(why)s") % said)
    if done:
        text = ngettext("%(n)d answer is kept.", "%(n)d answers are kept.", done)
        messages.success(request, text % {"n": done})


@login_required
@require_POST
def undo_answer(request: HttpRequest, public_id: str) -> HttpResponse:
    engagement: Engagement = visible_engagement(request.user, public_id)
    allow(rules.can_answer(request.user, engagement))
    try:
        take_back_answer(engagement=engagement, by=request.user)
        messages.success(request, _("Taken back: it waits for your answer again."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("matching:engagement_list")
