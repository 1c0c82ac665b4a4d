"""Keeping what is typed into a long form, quietly or by the button; beginning afresh."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from organisations.domain.draft import KEY, drop_draft, keep_draft, opened_by


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """A quiet save is answered with the time only, or with why nothing was saved: the
    page is older than a day, or its reader was signed out since."""
    opened = opened_by(request.POST.get(KEY, ""))
    if opened is None or opened.user != request.user.pk:
        if request.htmx:
            said, context = "components/signed_out.html", {"kept": False}
            return render(request, said, context, status=401)
        raise Http404
    draft = keep_draft(opened=opened, sent=request.POST)
    if request.htmx:
        said = "components/saved.html"
        return render(request, said, {"at": draft and draft.saved_at})
    if draft is None:
        messages.error(request, gettext("This is more text than can be kept."))
        return redirect(opened.address)
    at = f"{timezone.localtime(draft.saved_at):%H:%M}"
    messages.success(request, gettext("Saved %(time)s") % {"time": at})
    return redirect("desk")


@login_required
@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """Throw it away and show the form as it is opened first."""
    opened = opened_by(request.POST.get(KEY, ""))
    if opened is None or opened.user != request.user.pk:
        raise Http404
    drop_draft(user=request.user, address=opened.address)
    return redirect(opened.address)
