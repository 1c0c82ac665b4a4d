"""The directory of providers, and what is public of one of them."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cms.forms import DirectoryForm
from cms.queries import directory as queries
from cms.queries.services import streets
from cms.views import linked
from cms.views.gone import gone

ON_A_SHEET = 20
DIRECTORY = (_("Directory of organisations"), "cms:directory")


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """By name; an unknown filter is said (422) and narrows nothing."""
    form = DirectoryForm(request.GET, streets=streets())
    wanted = form.wanted if form.is_valid() else {}
    found = queries.wanted_providers(**wanted)
    sheet = Paginator(found, ON_A_SHEET).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "wanted": wanted,
        "sheet": sheet,
        "entries": queries.entries(sheet.object_list),
        "crumbs": linked.crumbs(here=DIRECTORY[0]),
    }
    status = 422 if form.errors else 200
    return render(request, "cms/directory.html", context, status=status)


@require_safe
def provider(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who it is, how graded, what it offers, where to ring."""
    found = queries.public_providers().filter(public_id=public_id)
    row = found.select_related("street").first()
    if row is None:
        return gone(
            request,
            _("This organisation is not in the directory"),
            _("It may have been dissolved, or nobody has confirmed its entry lately."),
            label=_("To the directory"),
            route="cms:directory",
        )
    crumbs = linked.crumbs(DIRECTORY, here=row)
    data = [linked.organisation(request, row), linked.breadcrumb(request, crumbs)]
    context = {"portrait": queries.portrait(row), "crumbs": crumbs, "linked": data}
    return render(request, "cms/provider.html", context)
