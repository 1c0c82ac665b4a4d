"""Who was told of a need: by its clocks, by its worker, by links given out by hand."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from matching import rules
from matching.queries.clock import notices_of
from matching.queries.told import sent_to_providers
from matching.views.act import visible_need
from records.queries import handed_over


@login_required
@require_safe
def need_told(request: HttpRequest, public_id: str) -> HttpResponse:
    """The reminders; for whoever runs the case also her messages and the links."""
    need = visible_need(request.user, public_id)
    may_run = rules.can_run(request.user, need).ok
    context = {
        "need": need,
        "notices": notices_of(need),
        "sent": sent_to_providers(request.user, need) if may_run else [],
        "handed": handed_over([need.subject]) if may_run else [],
    }
    return render(request, "matching/told.html", context)
