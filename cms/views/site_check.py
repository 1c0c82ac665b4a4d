"""`/desk/site-check/`: what is to be mended on the public site."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cms.domain.red_lines import limits
from cms.enums import GRAVE, RedLine
from cms.models import SiteFinding
from cms.rules import can_see_site_check

LATELY = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One red line and what crosses it."""

    label: str
    grave: bool
    findings: list[SiteFinding]


@login_required
@require_safe
def site_check(request: HttpRequest) -> HttpResponse:
    """Each red line with its findings, and what was mended lately."""
    verdict = can_see_site_check(request.user)
    if not verdict.ok:
        raise PermissionDenied(verdict.reason)
    rows = SiteFinding.objects.select_related("page")
    found = list(rows.open())
    for each in found:
        each.way = way_to_mend(each)
    context = {
        "lines": [
            Line(kind.label, kind in GRAVE, [f for f in found if f.kind == kind])
            for kind in RedLine
        ],
        "mended": rows.filter(resolved_at__isnull=False).order_by("-resolved_at")[
            :LATELY
        ],
        "source": limits()["source"],
    }
    return render(request, "cms/site_check.html", context)


def way_to_mend(finding: SiteFinding) -> str:
    """Where it is mended: the page in the admin site, or the letters."""
    if finding.page_id:
        return reverse("wagtailadmin_pages:edit", args=[finding.page_id])
    return reverse("organisations:inquiries")
