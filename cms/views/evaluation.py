"""Public notices of the grade evaluation: read, checked, answered by anybody."""

from __future__ import annotations

from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cms import queries
from cms.forms import ReportForm, ReportStateForm
from evaluation.domain.report import report_facts
from evaluation.models import PublicNotice
from evaluation.queries.review import find_report
from evaluation.queries.rule_words import in_words, public_rule_sets

NOTICES_ON_A_SHEET = 20


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """All notices, the newest first."""
    sheet = Paginator(queries.evaluation_notices(), NOTICES_ON_A_SHEET)
    context = {"sheet": sheet.get_page(request.GET.get("page"))}
    return render(request, "cms/evaluation_list.html", context)


@require_safe
def notice_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One notice as it was published, its days, and what anybody may do."""
    context = queries.shown_notice(_notice(public_id))
    return render(request, "cms/evaluation_notice.html", context)


@require_safe
def content(request: HttpRequest, public_id: str) -> HttpResponse:
    """The very text whose SHA-256 stands in the ledger."""
    text = queries.notice_text(_notice(public_id))
    return HttpResponse(text, content_type="application/json; charset=utf-8")


@require_safe
def rules(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the rules of an evaluation say, with their sources, and what is not known."""
    rule_set = get_object_or_404(public_rule_sets(), public_id=public_id)
    context = {"rule_set": rule_set, "groups": in_words(rule_set)}
    return render(request, "cms/evaluation_rules.html", context)


@require_safe
def how_to_check(request: HttpRequest) -> HttpResponse:
    """How an outsider finds out that nothing was changed afterwards."""
    context = {"anchors": queries.evaluation_anchors()}
    return render(request, "cms/evaluation_check.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """Facts from anybody; the number and the code are on this one answer only."""
    notice = _notice(public_id)
    form = ReportForm(request.POST if request.method == "POST" else None)
    page = {"form": form, "notice": notice}
    if not form.is_bound:
        return render(request, "cms/evaluation_report.html", page)
    used = _consume(request, "report")
    if used is None:
        return _too_much(request)
    if not form.is_valid():
        used.rollback()
        return render(request, "cms/evaluation_report.html", page, status=422)
    made = report_facts(
        assessment=notice.assessment,
        text=form.cleaned_data["text"],
        contact=form.cleaned_data["contact"],
        by=request.user if request.user.is_authenticated else None,
    )
    return render(request, "cms/evaluation_reported.html", {"report": made})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_state(request: HttpRequest) -> HttpResponse:
    """How a report stands, for whoever holds its number and code."""
    form = ReportStateForm(request.POST if request.method == "POST" else None)
    page: dict[str, Any] = {"form": form}
    if not form.is_bound:
        return render(request, "cms/evaluation_facts.html", page)
    if not form.is_valid():
        return render(request, "cms/evaluation_facts.html", page, status=422)
    number, code = form.cleaned_data["number"], form.cleaned_data["code"]
    tried = _consume(request, "look_up_failed", number)
    if tried is None:
        return _too_much(request)
    found = find_report(number, code)
    if found is None:
        form.add_error(None, _("There is no report with this number and this code."))
        return render(request, "cms/evaluation_facts.html", page, status=404)
    tried.rollback()
    return render(request, "cms/evaluation_facts.html", {**page, "report": found})


def _notice(public_id: str) -> PublicNotice:
    notices = queries.evaluation_notices()
    return get_object_or_404(notices, public_id=public_id)


def _consume(request: HttpRequest, action: str, key: str = "") -> Any:
    limits = settings.REPORT_RATE_LIMITS
    more = {"key": key} if key else {}
    return ratelimit.consume(request, app="cms", action=action, config=limits, **more)


def _too_much(request: HttpRequest) -> HttpResponse:
    reason = _("Very much was sent from here. Ring the evaluation office.")
    return render(request, "429.html", {"reason": reason}, status=429)
