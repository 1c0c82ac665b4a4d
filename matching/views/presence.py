"""The code of a session, and the page that it leads to: I am here."""

from __future__ import annotations

import base64
from typing import Any

import qrcode
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathImage

from matching.domain.faults import is_conflict
from matching.domain.presence import closes_at, issue_here_link, say_here
from matching.enums import SessionState
from matching.forms.hours import HereForm
from matching.forms.versioned import Seen
from matching.models import Session
from matching.queries.presence import listed_as, listed_under
from matching.views.session import SessionAct, may_record
from records.models import Link


def picture(address: str) -> str:
    """A QR code of an address as a picture that needs no further request."""
    drawn = qrcode.make(address, image_factory=SvgPathImage).to_string()
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn).decode()}"


class Code(SessionAct):
    """Shown on a screen or a phone at the door."""

    rule = may_record
    states = (SessionState.PLANNED,)
    form_class = Seen
    template_name = "matching/session_act.html"
    title, submit = _("Code for those who come"), _("Show the code")
    lead = _(
        "Volunteers on the list read it with their phone and say that they are there. "
        "It helps you to keep the list; it confirms no hours."
    )

    def act(self, form: Any) -> HttpResponse:
        token = issue_here_link(session=self.thing, by=self.request.user)
        address = self.request.build_absolute_uri(reverse("link", args=[token]))
        context = {
            "session": self.thing,
            "address": address,
            "picture": picture(address),
            "until": closes_at(self.thing),
            "back": self.way_back(),
        }
        response = render(self.request, "matching/here_code.html", context)
        add_never_cache_headers(response)
        return response


def here(request: HttpRequest, link: Link) -> HttpResponse:
    """One tap for who is signed in; a telephone number for who is not."""
    sessions = Session.objects.select_related(
        "engagement__need__community",
        "engagement__line__item__service_type",
        "engagement__provider",
        "place",
    )
    session = get_object_or_404(sessions, pk=link.payload["session"])
    form = HereForm(request.POST or None, initial={"version": session.state})
    known = listed_as(session, request.user)
    if request.method != "POST":
        return _page(request, form, session, known, 200)
    if not form.is_valid():
        return _page(request, form, session, known, 422)
    volunteer = known or listed_under(session, form.cleaned_data["phone"])
    if volunteer is None:
        form.add_error("phone", gettext("This number is not on the list."))
        return _page(request, form, session, known, 422)
    by = request.user if known else None
    try:
        say_here(session=session, link=link, volunteer=volunteer, by=by)
    except ValidationError as error:
        form.add_refusal(error)
        return _page(request, form, session, known, 409 if is_conflict(error) else 422)
    return render(request, "matching/link_thanks.html")


def _page(
    request: HttpRequest, form: HereForm, session: Session, known: Any, status: int
) -> HttpResponse:
    context = {"form": form, "session": session, "known": known}
    return render(request, "matching/link_here.html", context, status=status)
