"""Needs that a worker released: micro-wishes to claim, projects that look for partners."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cms.views import linked
from cms.views.gone import gone
from matching.queries.release import as_public, released_needs
from matching.queries.wish import as_released, released_wishes

ON_A_SHEET = 20
WISHES = (_("Micro-wishes"), "cms:wishes")
PROJECTS = (_("Projects looking for partners"), "cms:projects")


@require_safe
def wishes(request: HttpRequest) -> HttpResponse:
    """What waits for somebody, the one that lapses first on top."""
    found = released_wishes(settings.DISTRICT_CODE)
    sheet = Paginator(found, ON_A_SHEET).get_page(request.GET.get("page"))
    context = {
        "sheet": sheet,
        "wishes": as_released(sheet.object_list),
        "crumbs": linked.crumbs(here=WISHES[0]),
    }
    return render(request, "cms/wishes.html", context)


@require_safe
def wish(request: HttpRequest, public_id: str) -> HttpResponse:
    """One wish and the three ways to take it up."""
    found = released_wishes(settings.DISTRICT_CODE).filter(public_id=public_id)
    for shown in as_released(found):
        crumbs = linked.crumbs(WISHES, here=shown.title)
        data = [linked.breadcrumb(request, crumbs)]
        context = {"wish": shown, "crumbs": crumbs, "linked": data}
        return render(request, "cms/wish.html", context)
    return gone(
        request,
        _("This wish is not on the list"),
        _("Perhaps somebody has just taken it up. Others are still waiting."),
        label=_("To the micro-wishes"),
        route="cms:wishes",
    )


@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """3+N projects for which somebody is still looked for, the newest first."""
    found = released_needs(settings.DISTRICT_CODE)
    sheet = Paginator(found, ON_A_SHEET).get_page(request.GET.get("page"))
    context = {
        "sheet": sheet,
        "projects": as_public(sheet.object_list),
        "crumbs": linked.crumbs(here=PROJECTS[0]),
    }
    return render(request, "cms/projects.html", context)


@require_safe
def project(request: HttpRequest, public_id: str) -> HttpResponse:
    """One project in the worker's words, and how to take part."""
    found = released_needs(settings.DISTRICT_CODE).filter(need__public_id=public_id)
    for shown in as_public(found):
        crumbs = linked.crumbs(PROJECTS, here=shown.street)
        data = [linked.breadcrumb(request, crumbs)]
        context = {"project": shown, "crumbs": crumbs, "linked": data}
        return render(request, "cms/project.html", context)
    return gone(
        request,
        _("This project is not on the list"),
        _("Perhaps it has found its partners. Others are still looking."),
        label=_("To the projects"),
        route="cms:projects",
    )
