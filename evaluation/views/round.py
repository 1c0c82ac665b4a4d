"""The rounds of a district: the list, one round's board, its acts."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluation.models import Round


@login_required
@require_safe
def round_list(request: HttpRequest) -> HttpResponse:
    """Rounds that this reader may see, the newest first."""
    rounds = Round.objects.visible_to(request.user).select_related("district")
    return render(request, "evaluation/round_list.html", {"rounds": rounds})
