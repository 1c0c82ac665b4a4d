"""The centre looks at a registration and decides."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.http import require_safe

from organisations.domain.admission import (
    approve_registration,
    refuse_registration,
    return_registration,
)
from organisations.domain.person import reveal
from organisations.forms import (
    MissingForm,
    ReasonForm,
    RefuseForm,
    VersionForm,
    add_errors,
)
from organisations.models import Registration, User
from organisations.queries import admins_of
from organisations.queries.answers import answers_of
from organisations.queries.registration import (
    handed_in_elsewhere,
    providers_like,
    rivals_of,
)
from organisations.rules import can_decide_registration
from organisations.views.section import is_stale
from records.attachments import download


def visible_registration(user: User, public_id: str) -> Registration:
    """The registration with what its pages show, or 404."""
    rows = Registration.objects.visible_to(user).select_related(
        "applicant", "street", "claimed", "provider", "decided_by"
    )
    return get_object_or_404(rows, public_id=public_id)


@login_required
@require_safe
def review(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything that was entered, what is odd about it, and the three decisions."""
    row = visible_registration(request.user, public_id)
    sections = answers_of(row)
    papers = [paper for each in sections for paper in each.documents]
    runners = admins_of(row.claimed) if row.claimed else []
    context = {
        "registration": row,
        "sections": sections,
        "elsewhere": handed_in_elsewhere(papers),
        "alike": [] if row.claimed_id or row.provider_id else providers_like(row.name),
        "rivals": rivals_of(row),
        "runners": [user.spoken_name for user in runners],
        "verdict": can_decide_registration(request.user, row),
    }
    return render(request, "organisations/review.html", context)


@method_decorator(login_required, name="dispatch")
class Decide(View):
    """One decision: a small page on GET, one verb on POST."""

    title: ClassVar[Any]
    submit: ClassVar[Any]
    done: ClassVar[Any]
    lead: ClassVar[Any] = ""
    look: ClassVar[str] = ""
    registration: Registration

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        self.open(public_id)
        return self.page(self.form())

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        self.open(public_id)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            self.act(form)
        except ValidationError as error:
            return self.refused(form, error)
        messages.success(request, self.done)
        return redirect("organisations:review", public_id)

    def open(self, public_id: str) -> None:
        self.registration = visible_registration(self.request.user, public_id)
        verdict = can_decide_registration(self.request.user, self.registration)
        if not verdict:
            raise PermissionDenied(verdict.reason)

    def form(self, data: Any = None) -> Any:
        form = self.blank(data)
        form.initial["version"] = self.registration.version
        return form

    def refused(self, form: Any, error: ValidationError) -> HttpResponse:
        if not is_stale(error):
            add_errors(form, error)
            return self.page(form, status=422)
        context = {
            "reason": " ".join(error.messages),
            "url": self.registration_url(),
        }
        return render(self.request, "409.html", context, status=409)

    def registration_url(self) -> str:
        return f"/desk/registrations/{self.registration.public_id}/"

    def page(self, form: Any, *, status: int = 200) -> HttpResponse:
        context = {"form": form, "act": self, "registration": self.registration}
        return render(
            self.request, "organisations/review_act.html", context, status=status
        )

    def blank(self, data: Any) -> Any:
        return VersionForm(data)

    def act(self, form: Any) -> None:
        raise NotImplementedError


class Approve(Decide):
    title = _("Approve")
    lead = _(
        "The body comes onto the register with its services as declared. Check the "
        "papers of each service afterwards: only what is checked can be matched."
    )
    submit = _("Approve and put on the register")
    done = _("Approved. The applicant was told.")

    def act(self, form: VersionForm) -> None:
        approve_registration(
            registration=self.registration,
            version=form.cleaned_data["version"],
            by=self.request.user,
        )


class AskBack(Decide):
    title = _("Ask back")
    lead = _("Say what is missing, section by section. The applicant sees it there.")
    submit = _("Send it back")
    done = _("Sent back. The applicant was told.")

    def blank(self, data: Any) -> MissingForm:
        return MissingForm(data, registration=self.registration)

    def act(self, form: MissingForm) -> None:
        return_registration(
            registration=self.registration,
            version=form.cleaned_data["version"],
            missing=form.missing,
            by=self.request.user,
        )


class Refuse(Decide):
    title = _("Refuse")
    submit = _("Refuse this registration")
    done = _("Refused. The applicant was told.")
    look = "danger"

    def blank(self, data: Any) -> RefuseForm:
        return RefuseForm(data)

    def act(self, form: RefuseForm) -> None:
        refuse_registration(
            registration=self.registration, **form.cleaned_data, by=self.request.user
        )


class Ring(Decide):
    """The clear number of one contact: read with a reason, and the reading is kept."""

    title = _("Telephone of the contact")
    lead = _("Who reads a number, and why, is kept.")
    submit = _("Show the number")

    def get(self, request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
        self.find(public_id, pk)
        return self.page(ReasonForm())

    def post(self, request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
        self.find(public_id, pk)
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            reason = form.cleaned_data["reason"]
            self.number = reveal(self.contact.person, "phone", reason, request.user)
        except ValidationError as error:
            form.add_error("reason", error)
            return self.page(form, status=422)
        return self.page(form)

    def find(self, public_id: str, pk: int) -> None:
        self.open(public_id)
        contacts = self.registration.contacts.select_related("person")
        self.contact = get_object_or_404(contacts, pk=pk)


@login_required
@require_safe
def document(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """A paper that was handed in, as a download for whoever decides."""
    row = visible_registration(request.user, public_id)
    verdict = can_decide_registration(request.user, row)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return download(get_object_or_404(row.documents.all(), pk=pk).attachment)
