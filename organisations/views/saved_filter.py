"""Keeping a search under a name, and dropping it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from organisations.domain.saved_filter import drop_filter, keep_filter
from organisations.enums.lists import FilteredList


def _list(request: HttpRequest) -> str:
    where = request.POST.get("where", "")
    if where not in FilteredList:
        raise Http404
    return where


@login_required
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    where, query = _list(request), request.POST.get("query", "")
    name = request.POST.get("name", "")
    try:
        row = keep_filter(user=request.user, where=where, name=name, query=query)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(f"{reverse(where)}?{query}" if query else where)
    messages.success(request, gettext("Kept."))
    return redirect(f"{reverse(where)}?{row.query}")


@login_required
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    where = _list(request)
    drop_filter(user=request.user, pk=pk)
    return redirect(where)
