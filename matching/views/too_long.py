"""The centre's list of needs that wait too long, each with the pack that is proposed."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from matching import rules
from matching.models import Need
from matching.queries.too_long import streets_by_code, waiting_too_long
from matching.views.act import allow
from matching.views.standing import covered
from organisations.models import Territory

PAGE = 25


@login_required
@require_safe
def too_long(request: HttpRequest) -> HttpResponse:
    """To look at, not to act on: a pack is changed on the page of its need."""
    allow(rules.can_see_too_long(request.user))
    found = waiting_too_long(request.user, timezone.now())
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    streets = streets_by_code(page)
    rows = [_row(need, streets) for need in page]
    context = {"page_obj": page, "rows": rows}
    return render(request, "matching/too_long.html", context)


def _row(need: Need, streets: dict[str, Territory]) -> dict[str, object]:
    pack = next(iter(need.packs.all()), None)
    done, asked = covered(pack) if pack else (0, 0)
    lines = pack.lines.all() if pack else ()
    who = dict.fromkeys(line.capability.provider for line in lines)
    services = dict.fromkeys(item.service_type for item in need.items.all())
    return {
        "need": need,
        "street": streets.get(need.community.street_code, ""),
        "pack": pack,
        "who": list(who),
        "services": list(services),
        "covered": done,
        "uncovered": asked - done,
    }
