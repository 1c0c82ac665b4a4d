"""The credit file of an organisation on the desk, its acts, and its public page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from evaluation.domain import supervision
from evaluation.forms import supervision as forms
from evaluation.models import SupervisionCase
from evaluation.queries.supervision import credit_of, supervised_by
from evaluation.rules.supervision import can_supervise
from evaluation.views.act import allow, conflict, conflicts
from organisations.models import Provider

PAGE = 25


@dataclass(frozen=True, slots=True)
class FileAct:
    """One thing that the office writes down of an organisation."""

    title: Any
    form_class: type[forms.ProviderForm]
    verb: Callable[..., object]
    about: bool = True
    """Whether the verb is told the organisation, or the row that was chosen is its."""


ACTS = {
    "file": FileAct(
        gettext_lazy("Registration and Party branch"),
        forms.FileForm,
        supervision.keep_credit_file,
    ),
    "report": FileAct(
        gettext_lazy("Annual report came in"),
        forms.ReportForm,
        supervision.record_report,
    ),
    "penalty": FileAct(
        gettext_lazy("Record a penalty"),
        forms.PenaltyForm,
        supervision.record_penalty,
    ),
    "execute": FileAct(
        gettext_lazy("Penalty carried out"),
        forms.ExecuteForm,
        supervision.execute_penalty,
        about=False,
    ),
    "list": FileAct(
        gettext_lazy("Enter on a list"), forms.ListForm, supervision.list_provider
    ),
    "delist": FileAct(
        gettext_lazy("Take off a list"),
        forms.DelistForm,
        supervision.delist_provider,
        about=False,
    ),
    "investigate": FileAct(
        gettext_lazy("Open an investigation"),
        forms.InvestigationForm,
        supervision.open_investigation,
    ),
    "close": FileAct(
        gettext_lazy("Close a case"),
        forms.CloseForm,
        supervision.close_case,
        about=False,
    ),
}


@login_required
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """Open cases first, then the organisations of the district by name."""
    seen = supervised_by(request.user)
    words = request.GET.get("q", "").strip()
    cases = SupervisionCase.objects.open().visible_to(request.user)
    context = {
        "cases": cases.select_related("provider")[:PAGE],
        "page_obj": Paginator(seen.named(words).order_by("name"), PAGE).get_page(
            request.GET.get("page")
        ),
        "words": words,
        "query": request.GET.urlencode(),
    }
    return render(request, "evaluation/supervision.html", context)


def _supervised(request: HttpRequest, public_id: str) -> Provider:
    seen = supervised_by(request.user).select_related("street")
    provider = get_object_or_404(seen, public_id=public_id)
    allow(can_supervise(request.user, provider))
    return provider


@login_required
@require_safe
def credit_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """All that is on record, and what can be written down."""
    provider = _supervised(request, public_id)
    context = {
        "credit": credit_of(provider, timezone.localdate()),
        "kept": getattr(provider, "credit_file", None),
        "cases": provider.supervision_cases.order_by("-opened_at")[:PAGE],
        "checks": provider.self_checks.all()[:PAGE],
        "acts": [(name, act.title) for name, act in ACTS.items()],
    }
    return render(request, "evaluation/credit_file.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def file_act(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """One act on the file: its form, its verb."""
    provider, act = _supervised(request, public_id), ACTS.get(name)
    if act is None:
        raise Http404
    back = reverse("evaluation:credit_file", args=[public_id])
    form = act.form_class(request.POST or None, provider=provider)
    if request.method == "POST" and form.is_valid():
        about = {"provider": provider} if act.about else {}
        try:
            act.verb(**about, **form.cleaned_data, by=request.user)
        except ValidationError as error:
            if conflicts(error):
                return conflict(request, error, back)
            form.add_refusal(error)
        else:
            messages.success(request, _("Written down."))
            return redirect(back)
    context = {"form": form, "act": act, "back": back, "name": provider}
    status = 422 if form.errors else 200
    return render(request, "evaluation/plain_act.html", context, status=status)


@require_safe
def credit_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """What everybody may know of an organisation."""
    provider = get_object_or_404(Provider.objects.active(), public_id=public_id)
    context = {"credit": credit_of(provider, timezone.localdate())}
    return render(request, "evaluation/credit.html", context)
