"""The menu of services: narrowed by kind, street, cost, people and day; one entry."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cms.forms import MenuForm
from cms.queries import services as queries
from cms.views import linked
from cms.views.gone import gone

ON_A_SHEET = 20
MENU = (_("Menu of services"), "cms:services")


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """What is offered today; an unknown filter is said (422) and narrows nothing."""
    tree = queries.service_tree()
    form = MenuForm(request.GET, tree=tree, streets=queries.streets())
    wanted = form.wanted if form.is_valid() else {}
    found = queries.with_related(queries.wanted_services(**wanted))
    sheet = Paginator(found, ON_A_SHEET).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "wanted": wanted,
        "tree": tree,
        "sheet": sheet,
        "services": queries.shown_services(sheet.object_list),
        "crumbs": linked.crumbs(here=MENU[0]),
    }
    status = 422 if form.errors else 200
    return render(request, "cms/services.html", context, status=status)


@require_safe
def service(request: HttpRequest, public_id: str) -> HttpResponse:
    """One entry with all that is known of it, and how to ask for it."""
    offered = queries.with_related(queries.public_menu())
    capability = offered.filter(public_id=public_id).first()
    if capability is None:
        return gone(
            request,
            _("This service is not on the menu at present"),
            _("It was withdrawn, or its check has run out. Others may offer the same."),
            label=_("To the menu of services"),
            route="cms:services",
        )
    [shown] = queries.shown_services([capability])
    crumbs = linked.crumbs(MENU, here=capability.service_type)
    data = [linked.service(request, shown), linked.breadcrumb(request, crumbs)]
    context = {"service": shown, "crumbs": crumbs, "linked": data}
    return render(request, "cms/service.html", context)
