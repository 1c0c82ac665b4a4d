"""The matters of the response system, to be read."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from matching import rules
from matching.queries import matters_by_class


@login_required
@require_safe
def matter_list(request: HttpRequest) -> HttpResponse:
    """The matters by class: examples, until a district loads its own list."""
    context = {
        "classes": matters_by_class(),
        "may_call": rules.can_call(request.user).ok,
    }
    return render(request, "matching/matter_list.html", context)
