"""What a text message or the end of an e-mail leads to, without signing in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from records import channels
from records.domain.reach import leave_group
from records.models import Link
from records.models.kinds import GROUPS
from records.queries import told_by


def show(request: HttpRequest, link: Link) -> HttpResponse:
    """The sentences that the text message had no room for. Nothing is marked as read:
    whoever holds the link is not known to be the reader."""
    told = told_by(link.payload["key"])
    return render(request, "records/letter.html", {"told": told})


def leave(request: HttpRequest, link: Link) -> HttpResponse:
    """One question, one button: no more e-mails of this kind."""
    said = link.payload
    context = {
        "group": GROUPS.get(said["group"], GROUPS[""]),
        "channel": channels.get(said["channel"]).title,
        "left": request.method == "POST",
    }
    if request.method == "POST":
        leave_group(link=link)
    return render(request, "records/leave.html", context)
