"""The sections of several lines: services and past projects."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from organisations.domain.answer import Entry, add_lines, remove_line
from organisations.enums import Section
from organisations.forms import PasteForm, PastWorkForm, add_errors
from organisations.models import Registration, ServiceType
from organisations.queries.registration import status_of_line
from organisations.sheets import PastWork, cut_projects
from organisations.views.section import LINED, open_registration


@login_required
@require_safe
def lines(request: HttpRequest, section: str) -> HttpResponse:
    """What was entered so far, each line with its status."""
    row = open_registration(request.user, section)
    entries = row.lines(section)
    names = _names(section, entries)
    shown = [
        {"name": name, "status": status_of_line(entry), "version": entry["version"]}
        for name, entry in zip(names, entries, strict=True)
    ]
    context = {
        "registration": row,
        "section": Section(section),
        "lines": shown,
        "missing": row.missing.get(section, ""),
    }
    return render(request, f"organisations/registration_{section}.html", context)


@login_required
@require_POST
def remove(request: HttpRequest, section: str, line: int) -> HttpResponse:
    """Take one line out."""
    row = open_registration(request.user, section)
    if section not in LINED:
        raise Http404
    seen = request.POST.get("version", "")
    try:
        remove_line(
            registration=row,
            section=section,
            line=line,
            seen=int(seen) if seen.isdigit() else 0,
            by=request.user,
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("organisations:section", section)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest) -> HttpResponse:
    """Cut an annual report into projects; each is then looked at and put right."""
    row = open_registration(request.user, Section.PROJECTS)
    form = PasteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        works = cut_projects(
            form.cleaned_data["report"], year=timezone.localdate().year - 1
        )
        try:
            _add(request, row, works)
            return redirect("organisations:section", Section.PROJECTS)
        except ValidationError as error:
            add_errors(form, error)
    status = 422 if form.is_bound else 200
    context = {"form": form, "registration": row}
    return render(
        request, "organisations/registration_paste.html", context, status=status
    )


def _add(request: HttpRequest, row: Registration, works: list[PastWork]) -> None:
    if not works:
        raise ValidationError(
            {
                "report": gettext(
                    "No project was found in it. Number the projects, or leave an "
                    "empty line between them."
                )
            }
        )
    entries = [_entry(row, work) for work in works]
    add_lines(
        registration=row, section=Section.PROJECTS, entries=entries, by=request.user
    )


def _entry(row: Registration, work: PastWork) -> Entry:
    """A project that was cut, as if it had been typed."""
    data = QueryDict(mutable=True)
    data.update({"title": work.title, "text": work.text, "year": str(work.year)})
    data.update({"version": "0", "page": "cut"})
    return PastWorkForm(data, registration=row, line=-1).entry


def _names(section: str, entries: list[dict[str, Any]]) -> list[str]:
    """How a line is called: the service, or the title of the project."""
    field = "service_type" if section == Section.SERVICES else "title"
    typed = [(entry["raw"].get(field) or [""])[0] for entry in entries]
    if section == Section.SERVICES:
        types = ServiceType.objects.filter(code__in=typed)
        names = {each.code: str(each) for each in types}
        typed = [names.get(code, "") for code in typed]
    return [name or gettext("(not named yet)") for name in typed]
