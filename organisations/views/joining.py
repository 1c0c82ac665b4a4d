"""`/join/`, `/en/join/`: a body comes in without knowing anybody here."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from organisations.domain.registration import join, start_registration
from organisations.enums import JoiningAs
from organisations.forms import JoinForm, add_errors
from organisations.models import Registration, User

SAID = {
    JoiningAs.SOCIAL_ORGANISATION: _(
        "Association, social service agency or foundation with a credit code."
    ),
    JoiningAs.FILED_GROUP: _("Filed with the street, without a credit code. Short."),
    JoiningAs.UNREGISTERED_GROUP: _("Neighbours who do things together. Short."),
    JoiningAs.VOLUNTEER_TEAM: _("Of a unit, a school, a community. Short."),
    JoiningAs.TECHNICAL_AGENCY: _("For instance barrier-free building, legal advice."),
    JoiningAs.PUBLIC_SECTOR_UNIT: _(
        "Public institution, state organ or state company that opens its resources."
    ),
}


@never_cache
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """What the body is: the rest of the way depends on it."""
    doors = [(kind.value, kind.label, said) for kind, said in SAID.items()]
    return render(request, "organisations/join.html", {"doors": doors})


@never_cache
@require_safe
def overseas(request: HttpRequest) -> HttpResponse:
    """Overseas NGOs have a law and an office of their own."""
    return render(request, "organisations/join_overseas.html")


@method_decorator(never_cache, name="dispatch")
class Begin(View):
    """A sign-in of one's own, then the registration; who has one just begins."""

    def get(self, request: HttpRequest, joining: str) -> HttpResponse:
        self.open(joining)
        return self.page(JoinForm())

    def post(self, request: HttpRequest, joining: str) -> HttpResponse:
        self.open(joining)
        if request.user.is_authenticated:
            return self.begin(request.user)
        limits = settings.JOIN_RATE_LIMITS
        tried = ratelimit.consume(
            request, app="organisations", action="join", config=limits
        )
        if tried is None:
            reason = gettext("Very much was sent from here. Ring the guidance centre.")
            return render(request, "429.html", {"reason": reason}, status=429)
        return self.join(JoinForm(request.POST))

    def open(self, joining: str) -> None:
        if joining not in JoiningAs:
            raise Http404
        self.joining = JoiningAs(joining)

    def begin(self, user: User) -> HttpResponse:
        try:
            start_registration(applicant=user, joining=self.joining)
        except ValidationError as error:
            messages.info(self.request, " ".join(error.messages))
        return redirect("organisations:registration")

    def join(self, form: JoinForm) -> HttpResponse:
        if not form.is_valid():
            return self.page(form, status=422)
        language = get_language() or settings.LANGUAGE_CODE
        try:
            row = join(**form.account, language=language, joining=self.joining)
        except ValidationError as error:
            add_errors(form, error)
            return self.page(form, status=422)
        login(self.request, row.applicant)
        return redirect("organisations:registration")

    def page(self, form: JoinForm, *, status: int = 200) -> HttpResponse:
        own = Registration.objects.none()
        if self.request.user.is_authenticated:
            own = Registration.objects.of(self.request.user).open()
        context = {"form": form, "joining": self.joining, "begun": own.first()}
        return render(
            self.request, "organisations/join_account.html", context, status=status
        )
