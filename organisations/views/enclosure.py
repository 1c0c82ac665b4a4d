"""Contacts and papers of a registration."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from organisations.domain.enclosure import (
    drop_contact,
    drop_document,
    keep_contact,
    keep_document,
)
from organisations.enums import DocumentKind, Section
from organisations.forms import ContactForm, DocumentForm, add_errors
from organisations.models import Document, Registration
from organisations.queries.registration import (
    handed_in_elsewhere,
    held_papers,
    papers_asked,
)
from organisations.views.section import open_registration
from records.attachments import download


class Enclosure(View):
    """What is there, and a form for one more; each is saved at once."""

    template_name: str
    registration: Registration

    def get(self, request: HttpRequest, section: str) -> HttpResponse:
        self.registration = open_registration(request.user, section)
        return self.page(self.form())

    def post(self, request: HttpRequest, section: str) -> HttpResponse:
        self.registration = open_registration(request.user, section)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            self.keep(form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
            return self.page(form, status=422)
        return redirect("organisations:section", section)

    def page(self, form: Any, *, status: int = 200) -> HttpResponse:
        context = {"form": form, "registration": self.registration, **self.context()}
        return render(self.request, self.template_name, context, status=status)

    def form(self, data: Any = None) -> Any:
        raise NotImplementedError

    def keep(self, values: dict[str, Any]) -> None:
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        raise NotImplementedError


@method_decorator(login_required, name="dispatch")
class Contacts(Enclosure):
    template_name = "organisations/registration_contacts.html"

    def form(self, data: Any = None) -> ContactForm:
        return ContactForm(data, registration=self.registration)

    def keep(self, values: dict[str, Any]) -> None:
        keep_contact(registration=self.registration, **values, by=self.request.user)

    def context(self) -> dict[str, Any]:
        return {
            "contacts": self.registration.contacts.select_related("person", "place"),
            "missing": self.registration.missing.get(Section.CONTACTS, ""),
        }


@method_decorator(login_required, name="dispatch")
class Documents(Enclosure):
    template_name = "organisations/registration_documents.html"
    papers: list[Document]
    held: list[Document]
    asked: list[DocumentKind]

    def form(self, data: Any = None) -> DocumentForm:
        self.papers = list(self.registration.documents.select_related("attachment"))
        self.held = held_papers(self.registration)
        self.asked = papers_asked(self.registration, self.papers, self.held)
        initial = {"kind": self.asked[0]} if self.asked else {}
        return DocumentForm(data, self.request.FILES or None, initial=initial)

    def keep(self, values: dict[str, Any]) -> None:
        keep_document(registration=self.registration, **values, by=self.request.user)

    def context(self) -> dict[str, Any]:
        return {
            "documents": self.papers,
            "held": self.held,
            "elsewhere": handed_in_elsewhere(self.papers),
            "needed": gettext(", ").join(str(kind.label) for kind in self.asked),
            "missing": self.registration.missing.get(Section.DOCUMENTS, ""),
        }


@login_required
@require_POST
def remove_contact(request: HttpRequest, pk: int) -> HttpResponse:
    row = open_registration(request.user, Section.CONTACTS)
    drop_contact(contact=get_object_or_404(row.contacts.all(), pk=pk), by=request.user)
    return redirect("organisations:section", Section.CONTACTS)


@login_required
@require_POST
def remove_document(request: HttpRequest, pk: int) -> HttpResponse:
    row = open_registration(request.user, Section.DOCUMENTS)
    document = get_object_or_404(row.documents.all(), pk=pk)
    drop_document(document=document, by=request.user)
    return redirect("organisations:section", Section.DOCUMENTS)


@login_required
@require_safe
def own_document(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own paper, as a download."""
    row = open_registration(request.user, Section.DOCUMENTS)
    return download(get_object_or_404(row.documents.all(), pk=pk).attachment)
