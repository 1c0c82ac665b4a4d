"""`/case/`: how a case stands, for whoever holds its number and code."""

from __future__ import annotations

from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from matching.enums import ENDED_STATES, NeedState, Track
from matching.forms.case import CaseForm
from matching.models import Need
from matching.queries import station_phone
from matching.queries.case import find_case, public_steps

# The state in plain words, and what happens next.
PLAIN = {
    NeedState.DRAFT: (
        gettext_lazy("It was received."),
        gettext_lazy("The community or the social work station takes it over."),
    ),
    NeedState.RAISED: (
        gettext_lazy("It was received."),
        gettext_lazy("A social worker of the street looks at it."),
    ),
    NeedState.RETURNED: (
        gettext_lazy("There is a question for you."),
        gettext_lazy("It goes on as soon as the question is answered."),
    ),
    NeedState.OPEN: (
        gettext_lazy("It was taken up."),
        gettext_lazy("We look for those who can do it."),
    ),
    NeedState.PROPOSED: (
        gettext_lazy("It is being decided who does it."),
        gettext_lazy("As soon as that is agreed, they are asked."),
    ),
    NeedState.CONFIRMED: (
        gettext_lazy("It was decided who is asked to do it."),
        gettext_lazy("They answer and fix a time."),
    ),
    NeedState.IN_DELIVERY: (
        gettext_lazy("It is being done."),
        gettext_lazy("When everything is done, you are asked how it was."),
    ),
    NeedState.COMPLETED: (
        gettext_lazy("Everything that was agreed was done."),
        gettext_lazy("We ask how it was and close the case."),
    ),
    NeedState.UNMET: (
        gettext_lazy("Nobody suitable can do it at present."),
        gettext_lazy("It is kept on the list; you hear first when somebody can."),
    ),
    NeedState.CLOSED: (gettext_lazy("The case is closed."), ""),
    NeedState.WITHDRAWN: (gettext_lazy("It was withdrawn."), ""),
    NeedState.MERGED: (
        gettext_lazy("The same matter was raised before."),
        gettext_lazy("Both go on together as one case."),
    ),
}
WISH = (
    gettext_lazy("The wish was released."),
    gettext_lazy("Somebody may claim it."),
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """Ask by POST: number and code stand in no address and no log. A wrong number, a
    wrong code and a confidential case get the same answer."""
    form = CaseForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    number, code = form.cleaned_data["number"], form.cleaned_data["code"]
    tried = ratelimit.consume(
        request,
        app="matching",
        action="look_up_failed",
        config=settings.CASE_RATE_LIMITS,
        key=number,
    )
    if tried is None:
        return _page(request, form, "matching/case_wait.html", status=429)
    need = find_case(number, code)
    if need is None:
        words = _("There is no case with this number and this code.")
        form.add_error(None, words)
        return _page(request, form, status=404)
    tried.rollback()
    return _page(request, form, "matching/case_found.html", **told(need))


def _page(
    request: HttpRequest,
    form: CaseForm,
    template: str = "matching/case.html",
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    context["form"] = form
    response = render(request, template, context, status=status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def told(need: Need) -> dict[str, Any]:
    """How it stands, in plain words, for whoever holds its number and code."""
    words, ahead = _plain_words(need)
    ended = need.state in ENDED_STATES
    return {
        "number": need.number,
        "words": words,
        "ahead": ahead,
        "due": None if ended else need.due_at,
        "late": bool(need.due_at and not ended and need.due_at <= timezone.now()),
        "question": need.question if need.state == NeedState.RETURNED else "",
        "steps": public_steps(need),
        "phone": station_phone(need.community),
    }


def _plain_words(need: Need) -> tuple[Any, Any]:
    if need.state == NeedState.REFERRED:
        words = _("This is for another body: %(body)s. Its number there: %(number)s.")
        number = need.referred_no or _("not known yet")
        ask = _("Ask there how it goes on, with this number.")
        return words % {"body": need.referred_to, "number": number}, ask
    if need.state == NeedState.REFUSED:
        words = _("It could not be accepted: %(reason)s.")
        return words % {"reason": need.get_refusal_display()}, ""
    if need.state == NeedState.PAUSED:
        day = date_format(need.pause_until, "DATE_FORMAT") if need.pause_until else ""
        return _("It rests for a while."), _("It goes on by %(day)s.") % {"day": day}
    if need.state == NeedState.OPEN and need.track == Track.MICRO_WISH:
        return WISH
    return PLAIN[NeedState(need.state)]
