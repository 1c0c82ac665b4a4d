"""The registration's task list, claiming an entry, checking one's answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from organisations.domain.registration import claim_provider, submit_registration
from organisations.enums import ProviderState, SectionStatus
from organisations.forms import SubmitForm, add_errors
from organisations.models import Provider
from organisations.queries import own_registration, standing
from organisations.queries.answers import answers_of
from organisations.views.section import is_stale, open_registration


@login_required
@require_safe
def task_list(request: HttpRequest) -> HttpResponse:
    """What is done and what is not; afterwards what became of it."""
    row = own_registration(request.user)
    if row is None:
        return redirect("join:choose")
    sections = standing(row)
    done = sum(each.status == SectionStatus.DONE for each in sections)
    context = {
        "registration": row,
        "sections": sections,
        "done": done,
        "whole": done == len(sections),
    }
    return render(request, "organisations/registration.html", context)


@login_required
@require_POST
def claim(request: HttpRequest) -> HttpResponse:
    """This entry is our body; without an entry: it is not after all."""
    row = open_registration(request.user)
    wanted, body = request.POST.get("provider", ""), None
    if wanted:
        found = Provider.objects.exclude(state=ProviderState.CLOSED)
        body = get_object_or_404(found, public_id=wanted)
    try:
        claim_provider(registration=row, provider=body, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("organisations:registration")


@method_decorator(login_required, name="dispatch")
class Check(View):
    """All answers once more, then hand it in."""

    def get(self, request: HttpRequest) -> HttpResponse:
        self.registration = open_registration(request.user)
        return self.page(SubmitForm(initial={"version": self.registration.version}))

    def post(self, request: HttpRequest) -> HttpResponse:
        self.registration = open_registration(request.user)
        form = SubmitForm(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            submit_registration(
                registration=self.registration,
                version=form.cleaned_data["version"],
                by=request.user,
            )
        except ValidationError as error:
            add_errors(form, error)
            return self.page(form, status=409 if is_stale(error) else 422)
        messages.success(request, gettext("Handed in. You hear from the centre here."))
        return redirect("organisations:registration")

    def page(self, form: SubmitForm, *, status: int = 200) -> HttpResponse:
        if status == 409:
            form.data = form.data.copy()
            form.data["version"] = str(self.registration.version)
        sections = answers_of(self.registration)
        context: dict[str, Any] = {
            "form": form,
            "registration": self.registration,
            "sections": sections,
            "whole": all(each.state.status == SectionStatus.DONE for each in sections),
        }
        return render(
            self.request,
            "organisations/registration_check.html",
            context,
            status=status,
        )
