"""`/map/`: every public door on one page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cms import queries
from cms.queries.ways import way
from cms.views import linked

# Heading, then label and route of each door; one that is shut here is left out.
GROUPS = (
    (
        _("Help and services"),
        (
            (_("Say what you need"), "ask:ask"),
            (_("How does my case stand?"), "case:look_up"),
            (_("Menu of services"), "cms:services"),
            (_("Search"), "cms:search"),
            (_("Write to the centre"), "cms:contact"),
        ),
    ),
    (
        _("Take part"),
        (
            (_("Micro-wishes"), "cms:wishes"),
            (_("Projects looking for partners"), "cms:projects"),
            (_("Events"), "cms:events"),
            (_("Become a volunteer"), "volunteering:volunteer"),
            (_("Register an organisation"), "join:choose"),
            (_("Overseas organisations"), "join:overseas"),
        ),
    ),
    (
        _("Organisations and their evaluation"),
        (
            (_("Directory of organisations"), "cms:directory"),
            (_("Grade evaluation: public notices"), "cms:evaluation"),
            (_("How to check that nothing was changed"), "cms:evaluation_check"),
            (_("How does my report stand?"), "cms:evaluation_facts"),
            (_("Check a certificate"), "verify_entry"),
        ),
    ),
    (
        _("For your own programs"),
        (
            (_("Notices as a feed (RSS)"), "cms:notice_feed"),
            (_("Public notices as a feed (RSS)"), "cms:result_feed"),
            (_("All events as a calendar file"), "cms:event_feed"),
        ),
    ),
    (_("Work"), ((_("Workspace"), "desk"),)),
)


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """The doors by what one comes for, then the pages of the editors as a tree."""
    groups = [
        (heading, [(label, url) for label, route in doors if (url := way(route))])
        for heading, doors in GROUPS
    ]
    context = {
        "groups": [(heading, doors) for heading, doors in groups if doors],
        "pages": queries.page_tree(),
        "crumbs": linked.crumbs(here=_("Site map")),
    }
    return render(request, "cms/map.html", context)
