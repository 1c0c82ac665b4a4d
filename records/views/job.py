"""`/desk/jobs/`: work that takes longer than a moment, and how far it is."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from records.domain import job as verbs
from records.domain.work import start_work, startable_for
from records.models import Job

PAGE = 30
LOOK_AGAIN = 5  # seconds, while the queue works on it


def _mine(request: HttpRequest, public_id: str) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.user), public_id=public_id)


@login_required
@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    """What this user asked for, newest first, and what the user may start."""
    mine = Job.objects.visible_to(request.user)
    page = Paginator(mine, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(each, verbs.title_of_kind(each.kind)) for each in page],
        "startable": startable_for(request.user),
    }
    return render(request, "records/jobs.html", context)


@login_required
@require_POST
def start(request: HttpRequest, kind: str) -> HttpResponse:
    """One tap: it begins, and its page shows how far it is."""
    if kind not in startable_for(request.user):
        raise PermissionDenied(_("Your role does not start this."))
    try:
        job = start_work(kind=kind, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("jobs")
    return redirect("job", job.public_id)


@login_required
@require_safe
def job_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Stage, share, rows; it looks again by itself. You may leave it."""
    job = _mine(request, public_id)
    context = {
        "job": job,
        "title": verbs.title_of_kind(job.kind),
        "may_stop": verbs.may_stop(job),
    }
    response = render(request, "records/job.html", context)
    if job.goes_on:
        response.headers["Refresh"] = str(LOOK_AGAIN)
    return response


@login_required
@require_POST
def stop(request: HttpRequest, public_id: str) -> HttpResponse:
    job = _mine(request, public_id)
    try:
        verbs.stop(job=job)
        messages.success(request, _("It stops at its next step."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("job", job.public_id)
