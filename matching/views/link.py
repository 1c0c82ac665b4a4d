"""Pages behind a personal link: no account, large targets; a GET changes nothing.

`records.views.link` has checked the link; the verb uses it up within its act. What it
raises when somebody was faster (LinkGone) is answered there with 410.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from matching.domain.faults import is_conflict
from matching.domain.feedback import give_feedback
from matching.domain.offer import answer_offer
from matching.domain.pack import confirm_pack
from matching.domain.session import turn_second_key
from matching.enums import ANSWERABLE, PackState, SessionState
from matching.forms.answer import FeedbackForm
from matching.forms.slot import AnswerForm
from matching.forms.versioned import Seen, Versioned
from matching.models import Feedback, Need, Pack, Session, SlotOffer
from matching.queries import link_key_of, station_phone
from matching.queries.danger import emergency_cards
from organisations.models import Person
from records.links import LinkGone
from records.models import Link


def _answered(
    request: HttpRequest,
    form: Any,
    act: Callable[[], Any],
    page: Callable[..., Any],
    told: Callable[[], dict[str, Any]] = dict,
) -> HttpResponse:
    """One POST: the verb, then thanks; else the page again with what is wrong."""
    if not form.is_valid():
        return page(form, status=422)
    try:
        act()
    except LinkGone:
        raise
    except ValidationError as error:
        if is_conflict(error):
            return page(form, status=409, gone=True)
        form.add_error(None, ValidationError(list(error.messages)))
        return page(form, status=422)
    return render(request, "matching/link_thanks.html", told())


def feedback(request: HttpRequest, link: Link) -> HttpResponse:
    """How was it: five grades, or none; one sentence if one likes."""
    needs = Need.objects.select_related("community")
    need = get_object_or_404(needs, pk=link.payload["need"])
    form = FeedbackForm(request.POST or None)

    def page(form: FeedbackForm, *, status: int = 200, **more: Any) -> HttpResponse:
        context = {"form": form, "need": need, **more}
        return render(request, "matching/link_feedback.html", context, status=status)

    if request.method != "POST":
        return page(form)
    said: list[Feedback] = []
    return _answered(
        request,
        form,
        lambda: said.append(give_feedback(need=need, link=link, **form.answer())),
        page,
        lambda: {"cards": emergency_cards([said[0].danger]) if said[0].danger else []},
    )


def confirm(request: HttpRequest, link: Link) -> HttpResponse:
    """The pack as it is, and one yes; the version says what was on the page."""
    packs = Pack.objects.select_related("need__community").prefetch_related(
        "lines__item__service_type", "lines__capability__provider"
    )
    pack = get_object_or_404(packs, pk=link.payload["pack"])
    person = get_object_or_404(Person.objects.all(), pk=link.payload["person"])
    form = Versioned(request.POST or None, initial={"version": pack.need.version})

    def page(form: Versioned, *, status: int = 200, gone: bool = False) -> HttpResponse:
        over = gone or pack.state != PackState.PROPOSED
        context = {"form": form, "pack": pack, "need": pack.need, "gone": over}
        context["phone"] = station_phone(pack.need.community)
        return render(request, "matching/link_confirm.html", context, status=status)

    if request.method != "POST":
        return page(form)
    return _answered(request, form, lambda: _yes(pack, person, link, form), page)


def _yes(pack: Pack, person: Person, link: Link, form: Any) -> bool:
    return confirm_pack(
        pack=pack,
        need_version=form.cleaned_data["version"],
        kind=link.payload["kind"],
        person=person,
        link=link,
    )


def key(request: HttpRequest, link: Link) -> HttpResponse:
    """The second key: the person served says that it took place."""
    sessions = Session.objects.select_related(
        "engagement__need__community",
        "engagement__need__person",
        "engagement__line__item__service_type",
        "engagement__provider",
        "attendance",
    )
    session = get_object_or_404(sessions, pk=link.payload["session"])
    need = session.engagement.need
    form = Seen(request.POST or None, initial={"version": session.state})

    def page(form: Seen, *, status: int = 200, gone: bool = False) -> HttpResponse:
        over = gone or session.state != SessionState.DELIVERED
        context = {"form": form, "session": session, "need": need, "gone": over}
        context["phone"] = station_phone(need.community)
        return render(request, "matching/link_key.html", context, status=status)

    if request.method != "POST":
        return page(form)
    return _answered(request, form, lambda: _took_place(session, link), page)


def _took_place(session: Session, link: Link) -> Any:
    person, kind = link_key_of(session.engagement.need)
    return turn_second_key(session=session, kind=kind, person=person, link=link)


def offer(request: HttpRequest, link: Link) -> HttpResponse:
    """A volunteer without an account: yes or no by one tap."""
    offers = SlotOffer.objects.select_related(
        "slot__session__engagement__need__community",
        "slot__session__engagement__line__item__service_type",
        "slot__session__engagement__provider",
        "slot__session__place",
    )
    found = get_object_or_404(offers, pk=link.payload["offer"])
    form = AnswerForm(request.POST or None, initial={"version": found.state})

    def page(form: Any, *, status: int = 200, gone: bool = False) -> HttpResponse:
        over = gone or found.state not in ANSWERABLE
        community = found.slot.session.engagement.need.community
        context = {"form": form, "offer": found, "gone": over}
        context["phone"] = station_phone(community)
        return render(request, "matching/link_offer.html", context, status=status)

    if request.method != "POST":
        return page(form)
    return _answered(request, form, lambda: _say(found, link, form), page)


def _say(found: SlotOffer, link: Link, form: Any) -> Any:
    return answer_offer(offer=found, yes=form.yes, link=link)
