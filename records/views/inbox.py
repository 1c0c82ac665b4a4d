"""The inbox: the record of what a user was told."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import get_script_prefix
from django.views.decorators.http import require_POST, require_safe

from records.domain.message import mark_all_read, mark_read
from records.models import Message

PAGE = 30


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Newest first; what was not opened yet is marked."""
    mine = Message.objects.of(request.user)
    page = Paginator(mine, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "unread": mine.unread().count()}
    return render(request, "records/inbox.html", context)


@login_required
@require_POST
def open_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one message read and go to what it is about."""
    message = get_object_or_404(Message.objects.of(request.user), pk=pk)
    mark_read(message=message)
    # Kept without the prefix of a portal: that may change, the message stays.
    within = message.url.startswith("/") and get_script_prefix() + message.url[1:]
    return redirect(within or message.url or "inbox")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    mark_all_read(recipient=request.user)
    return redirect("inbox")
