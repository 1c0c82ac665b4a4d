"""Certificates of service: whose hours there are, one paper, print, exchange file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from matching import rules
from matching.domain import certificate as verbs
from matching.domain.certificate_batch import ask_to_hand_out
from matching.domain.exchange import exchange_file
from matching.enums import CertificateStage
from matching.forms import certificate as forms
from matching.forms.versioned import Seen
from matching.models import ServiceCertificate
from matching.queries.certificate import (
    Total,
    named_content,
    total_rows,
    totals,
)
from matching.queries.star import Reached, star_of
from matching.views.act import Act, allow, conflict
from matching.views.export import csv_file, xlsx_file
from matching.views.paper import no_pdf, pdf_file
from records.enums import CertificateState

PAGE = 25
LIST = "matching:certificates"


def _seen(request: HttpRequest) -> Any:
    found = ServiceCertificate.objects.visible_to(request.user)
    return found.select_related("provider__street", "person", "paper")


@login_required
@require_safe
def certificate_list(request: HttpRequest) -> HttpResponse:
    """What is shown inside and what went out; whose hours could be certified."""
    allow(rules.can_certify(request.user))
    today = timezone.localdate()
    exchange = forms.ExchangeForm(
        initial={"since": today.replace(month=1, day=1), "until": today}
    )
    return _list(request, exchange)


def _list(request: HttpRequest, form: Any, *, status: int = 200) -> HttpResponse:
    """Two lists on one page, each with pages of its own."""
    page = Paginator(_seen(request), PAGE).get_page(request.GET.get("page"))
    people = Paginator(total_rows(request.user), PAGE)
    of_people = people.get_page(request.GET.get("people"))
    context = {
        "page_obj": page,
        "free": _seen(request).free(timezone.now()).count(),
        "people": of_people,
        "totals": totals(of_people),
        "form": form,
    }
    return render(request, "matching/certificate_list.html", context, status=status)


def _star(certificate: ServiceCertificate) -> Reached | None:
    """What the hours of this paper alone reach, where the provider is at home."""
    street = certificate.provider.street
    return star_of(certificate.minutes, street.code, certificate.until)


@login_required
@require_POST
def hand_out_all(request: HttpRequest) -> HttpResponse:
    """Those whose seven days are over; a job does it, and its page says how far."""
    allow(rules.can_certify(request.user))
    try:
        job = ask_to_hand_out(by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(LIST)
    return redirect("job", job.public_id)


@login_required
@require_safe
def certificate_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """All fields, the name masked, and what may be done now."""
    certificate = get_object_or_404(_seen(request), public_id=public_id)
    paper = certificate.paper
    context = {
        "certificate": certificate,
        "content": named_content(certificate),
        "star": _star(certificate),
        "free": timezone.now() >= certificate.free_at,
        "valid": paper is not None and paper.state == CertificateState.VALID,
    }
    return render(request, "matching/certificate.html", context)


@login_required
@require_POST
def print_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """The paper, A4, with room for the seal, to print or as a PDF file. The name in
    clear is read for it, and that it was read is kept: so this is no GET."""
    certificate = get_object_or_404(_seen(request), public_id=public_id)
    paper = certificate.paper
    if paper is None or paper.state != CertificateState.VALID:
        raise Http404
    context = {
        "certificate": certificate,
        "content": named_content(certificate),
        "star": _star(certificate),
        "name": verbs.name_for_print(certificate=certificate, by=request.user),
        "address": request.build_absolute_uri(reverse("verify", args=[paper.code])),
    }
    if "pdf" not in request.POST:
        return render(request, "matching/certificate_print.html", context)
    context["no_pdf"] = no_pdf()
    if context["no_pdf"]:
        return render(request, "matching/certificate_print.html", context)
    return pdf_file("matching/certificate_pdf.html", context, paper.serial)


@login_required
@require_POST
def exchange(request: HttpRequest) -> HttpResponse:
    """The file for the national system; names are read for it, which is kept."""
    allow(rules.can_certify(request.user))
    form = forms.ExchangeForm(request.POST)
    if not form.is_valid():
        return _list(request, form, status=422)
    values = form.cleaned_data
    headings, rows = exchange_file(
        since=values["since"], until=values["until"], by=request.user
    )
    name = f"hours-{values['since']:%Y%m%d}-{values['until']:%Y%m%d}"
    write = xlsx_file if values["file"] == "xlsx" else csv_file
    return write(name, headings, rows)


class New(Act):
    """For one of the people whose hours the provider recorded."""

    rule = rules.can_certify
    form_class = forms.CertificateForm
    template_name = "matching/certificate_new.html"
    title, submit = _("Make a certificate of service"), _("Show it inside")
    lead = _("It is shown inside the organisation for seven days, then handed out.")
    done = _("Shown inside from now on; in seven days it may be handed out.")
    thing: Total

    def load(self, public_id: str) -> Total:
        rows = total_rows(self.request.user).filter(person__public_id=public_id)
        found = totals(rows[:1])
        if not found:
            raise Http404
        return found[0]

    def open(self, public_id: str) -> None:
        self.thing = self.load(public_id)
        allow(rules.can_certify(self.request.user, self.thing.provider.pk))

    def check_state(self) -> None:
        """Hours have no state: the verb counts them."""

    def version(self) -> str:
        return "new"

    def way_back(self) -> str:
        return reverse(LIST)

    def whence(self) -> Any:
        return _("Certificates")

    def form_arguments(self) -> dict[str, Any]:
        today = timezone.localdate()
        return {"initial": {"since": today.replace(month=1, day=1), "until": today}}

    def context(self, form: Any) -> dict[str, Any]:
        return {"total": self.thing}

    def act(self, form: Any) -> None:
        values = form.cleaned_data
        verbs.show_certificate(
            provider=self.thing.provider,
            person=self.thing.person,
            since=values["since"],
            until=values["until"],
            holder_id=values["holder_id"],
            id_number=values["id_number"],
            issuer=verbs.Issuer(values["in_charge"], values["contact"]),
            by=self.request.user,
        )


def may_certify(user: Any, certificate: ServiceCertificate) -> Any:
    return rules.can_certify(user, certificate.provider_id)


class CertificateAct(Act):
    """An act on one certificate; its stage stands for the version."""

    template_name = "matching/certificate_act.html"
    rule = may_certify
    states = (CertificateStage.SHOWN,)
    thing: ServiceCertificate

    def load(self, public_id: str) -> ServiceCertificate:
        return get_object_or_404(_seen(self.request), public_id=public_id)

    def check_state(self) -> None:
        if self.thing.stage not in self.states:
            raise verbs.wrong_state(self.thing.get_stage_display())

    def version(self) -> str:
        return self.thing.stage

    def way_back(self) -> str:
        return reverse("matching:certificate", args=[self.thing.public_id])

    def whence(self) -> Any:
        return self.thing.person

    def conflict(self, error: ValidationError) -> HttpResponse:
        stage = ServiceCertificate.objects.get(pk=self.thing.pk).get_stage_display()
        context = {"url": self.way_back(), "state": stage, "typed": self.typed()}
        return conflict(self.request, error, **context)

    def context(self, form: Any) -> dict[str, Any]:
        return {"certificate": self.thing}


class HandOut(CertificateAct):
    form_class = Seen
    title, submit = _("Hand the certificate out"), _("Give it its number")
    done = _("It can be printed and checked now.")

    def act(self, form: Any) -> None:
        verbs.hand_out_certificate(certificate=self.thing, by=self.request.user)


class Withdraw(CertificateAct):
    form_class = forms.ReasonForm
    title, submit = _("Withdraw the certificate"), _("Withdraw it")
    done = _("Withdrawn; nothing had gone out.")

    def act(self, form: Any) -> None:
        reason = form.cleaned_data["reason"]
        verbs.withdraw_certificate(
            certificate=self.thing, reason=reason, by=self.request.user
        )


class Revoke(CertificateAct):
    states = (CertificateStage.HANDED_OUT,)
    form_class = forms.ReasonForm
    title, submit, look = _("Revoke the certificate"), _("Revoke it"), "danger"
    done = _("Revoked: whoever checks it sees that, since when and why.")

    def act(self, form: Any) -> None:
        verbs.revoke_service_certificate(
            certificate=self.thing,
            reason=form.cleaned_data["reason"],
            by=self.request.user,
        )
