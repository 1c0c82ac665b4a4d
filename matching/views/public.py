"""`/raise/`, `/en/raise/`: a need without an account, as a draft for the community."""

from __future__ import annotations

from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from matching.forms.raising import AskForm
from matching.models import Need
from matching.queries import station_phone
from matching.views.raising import Raising
from organisations.models import ServiceType


def asked_for(code: str) -> str:
    """The first words of a need that begins on the menu (`?service=A1`), else ""."""
    kind = ServiceType.objects.filter(code=code).first()
    return _("I ask for: %(service)s.") % {"service": kind} if kind else ""


@method_decorator(never_cache, name="dispatch")
class Ask(Raising):
    """Number and code are on this one answer only; nobody else is told them."""

    template_name = "matching/ask.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        used = ratelimit.consume(
            request, app="matching", action="ask", config=settings.ASK_RATE_LIMITS
        )
        if used is None:
            reason = _("Very much was sent from here. Ring the social work station.")
            return render(request, "429.html", {"reason": reason}, status=429)
        response = super().post(request)
        if response.status_code != 200:  # only what was saved counts
            used.rollback()
        return response

    def form(self, data: Any = None) -> AskForm:
        """Who came by "Please ring me" finds that sentence in the form already; who
        came from the menu, the service."""
        text = asked_for(self.request.GET.get("service", ""))
        if self.rings:
            text = _("Please ring me: I will say on the phone what I need.")
        return AskForm(
            data,
            district=settings.DISTRICT_CODE,
            ring=self.rings,
            initial={"text": text},
        )

    @property
    def rings(self) -> bool:
        return "call" in self.request.GET

    def context(self, form: AskForm) -> dict[str, Any]:
        return {"rings": self.rings}

    def act(self, form: AskForm) -> Need:
        values = form.cleaned_data
        return self.raise_it(
            values,
            origin=values["origin"],
            consent=form.consent,
            draft=True,
        )

    def done(self, need: Need) -> HttpResponse:
        context = {"need": need, "phone": station_phone(need.community)}
        return render(self.request, "matching/asked.html", context)
