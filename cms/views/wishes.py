"""Micro-wishes that a worker released: the list, and how to take one up."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cms.views import linked
from cms.views.gone import gone
from matching.queries.wish import as_released, released_wishes

ON_A_SHEET = 20
WISHES = (_("Micro-wishes"), "cms:wishes")


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
