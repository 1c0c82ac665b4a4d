"""`/desk/design/`: every component in its states, for those who build and edit pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from config.desk import Entry, held_by
from organisations.enums import ADMIN_SITE_ROLES
from records.pictures.heat import Head, heat_of, with_sums
from records.pictures.picture import Picture, Row

FOLDER = Path(__file__).parent / "templates" / "components"
SAYS = re.compile(r"{% comment %}(.*?){% endcomment %}", re.S)
HERE = "#"
TONES = ("", "red", "jade", "amber", "sky")


@dataclass(frozen=True, slots=True)
class Piece:
    """One component: its file's name, what the file says of itself, its states; `frame`:
    a part of each page, shown here without being in use a second time."""

    name: str
    says: str
    include: str
    states: list[str]
    frame: bool


class Sample(forms.Form):
    """One field of each kind."""

    line = forms.CharField(label=_("Title"), help_text=_("As the notice shows it."))
    phone = forms.CharField(
        label=_("Telephone"), required=False, widget=forms.TextInput({"type": "tel"})
    )
    day = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}))
    kind = forms.ChoiceField(
        label=_("Kind"),
        widget=forms.RadioSelect,
        choices=[("a", _("Volunteers")), ("b", _("Providers"))],
    )
    agree = forms.BooleanField(label=_("I have read this"))


@login_required
@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """All components on one page, each with how it is included."""
    if not any(each.role in ADMIN_SITE_ROLES for each in held_by(request)):
        raise PermissionDenied(
            gettext("This page is for those who build and edit the site.")
        )
    return render(request, "desk/design.html", {"pieces": list(pieces(request))})


def pieces(request: HttpRequest) -> Iterator[Piece]:
    """The components by name. KeyError: a file in the folder has no sample."""
    frames = _frames()
    given = (_words(), _lists(), _figures(), _forms(), _quiet(), frames)
    samples = {name: states for part in given for name, states in part.items()}
    for path in sorted(FOLDER.glob("*.html")):
        states = samples[path.stem]
        template = f"components/{path.name}"
        said = SAYS.search(path.read_text(encoding="utf8"))
        yield Piece(
            name=path.stem,
            says=" ".join(said[1].split()) if said else "",
            include=_include(template, states[0] if states else {}),
            states=[render_to_string(template, state, request) for state in states],
            frame=path.stem in frames,
        )


def _include(template: str, state: dict[str, Any]) -> str:
    given = " ".join(f"{name}=…" for name in state)
    return f'{{% include "{template}"{" with " * bool(given)}{given} %}}'


# --- what each is shown with --------------------------------------------------------------


def _words() -> dict[str, list[dict[str, Any]]]:
    """Buttons, tags, cards, notices, clocks."""
    now = timezone.now()
    label, text = gettext("Confirm"), gettext("What this is, in one sentence.")
    link = {"label": label, "url": HERE}
    return {
        "button": [
            link,
            {**link, "look": "quiet"},
            {**link, "look": "danger"},
            {**link, "look": "quiet", "small": True},
        ],
        "post_button": [link, {**link, "look": "quiet", "small": True}],
        "actions": [{"submit": label, "cancel_url": HERE, "reason": text}],
        "tag": [{"label": label, "tone": tone} for tone in TONES],
        "clock": [
            {"until": now + timedelta(days=left, minutes=1)} for left in (9, 1, -2)
        ],
        "card": [{"title": label, "url": HERE, "text": text, "label": "4A"}],
        "empty": [{"title": label, "text": text, "label": label, "url": HERE}],
        "notice": [
            {"text": text, "title": label, "tone": tone}
            for tone in ("", "good", "warn", "danger")
        ],
        "emergency": [
            {"cards": [{"title": label, "advice": text, "numbers": ["110", "120"]}]}
        ],
        "meter": [{"value": 182.5, "maximum": 200, "label": label}],
        "steps": [{"steps": [{"label": label, "state": s} for s in STATES]}],
        "breadcrumb": [{"crumbs": [{"label": label, "url": HERE}, {"label": text}]}],
    }


STATES = ("done", "now", "to-come")
COUNTS = [[40, 12], [30, 8]]


def _lists() -> dict[str, list[dict[str, Any]]]:
    """Tables, timelines, tasks, summaries, pages of a list."""
    now = timezone.now()
    label, text = gettext("Title"), gettext("What this is, in one sentence.")
    task = SimpleNamespace(title=label, url=HERE, since=now, until=now, detail=text)
    columns = [{"label": label}, {"label": gettext("Points"), "number": True}]
    row = {"term": label, "value": text, "change_url": HERE}
    moments = [
        {"title": label, "state": s, "when": now, "who": text, "note": text}
        for s in STATES
    ]
    return {
        "table": [{"columns": columns, "rows": [[label, 96], [label, 8.5]]}],
        "cell": [{"cell": {"text": text, "tone": "sky"}}, {"cell": text}],
        "timeline": [{"steps": moments}],
        "task_list": [{"tasks": [task]}],
        "summary_list": [{"rows": [row, {"term": label, "value": "4A", "tone": ""}]}],
        "pager": [{"page_obj": Paginator(range(30), 10).page(2)}],
        "search": [{"url": HERE, "label": gettext("Search")}],
    }


def _figures() -> dict[str, list[dict[str, Any]]]:
    """A picture, and tinted tables: with all numbers, with small ones hidden."""
    street, points = gettext("Street"), gettext("Points")
    rows = (Row("A", (12, 3)), Row("B", (7, None)))
    picture = Picture(gettext("Points"), "", street, (points, gettext("Late")), rows)
    heads = [Head("A"), Head("B"), Head(gettext("Together"))]
    tables = [
        heat_of(title, street, heads, heads, with_sums(COUNTS, whole=whole))
        for title, whole in ((points, True), (gettext("Late"), False))
    ]
    return {
        "picture": [{"picture": picture, "url": static("img/ring.svg")}],
        "heat": [{"heat": table} for table in tables],
    }


def _forms() -> dict[str, list[dict[str, Any]]]:
    """A form as it opens and as it comes back with what is wrong."""
    wrong = Sample({}, auto_id="id_wrong_%s")
    return {
        "written": [{"written": [gettext("What this is, in one sentence.")]}],
        "form": [{"form": Sample(), "submit": gettext("Save"), "cancel_url": HERE}],
        "fields": [{"form": wrong}],
        "error_summary": [{"form": wrong}],
        "field": [{"field": Sample(auto_id="id_field_%s")["line"]}],
        "field_notes": [{"field": Sample({}, auto_id="id_notes_%s")["line"]}],
    }


def _quiet() -> dict[str, list[dict[str, Any]]]:
    """What is kept while somebody types, and which searches are kept; two of these are
    no more than attributes and have nothing to show."""
    now = timezone.now()
    kept = [SimpleNamespace(pk=1, name=gettext("Overdue"), query="group=late")]
    chips = {"where": "needs", "url": HERE, "said": "q=1", "shown": ""}
    return {
        "quiet": [],
        "quiet_form": [],
        "keeping": [{"keep_url": HERE}],
        "saved": [{"at": now}, {"at": None}],
        "resumed": [{"draft": SimpleNamespace(saved_at=now)}],
        "signed_out": [{"kept": True}, {"kept": False}],
        "saved_filters": [{**chips, "kept": kept}],
    }


def _frames() -> dict[str, list[dict[str, Any]]]:
    """Parts of the frame; what they need comes from the request."""
    entry = Entry(gettext("Messages"), HERE, 3, current=True)
    other = {"alternate_url": "/en/"}
    said = Message(constants.SUCCESS, gettext("Saved."))
    return {
        "nav_items": [{"entries": [entry]}],
        "messages": [{"messages": [said]}],
        "language_link": [other],
        "language_switch": [other],
        "print_header": [{"reference": "PJ-2026-0001"}],
        **{
            name: [{}]
            for name in (
                *("desk_nav", "public_nav", "tools", "footer", "identity"),
                *("elder_switch", "elder_doors", "language_form", "stay"),
            )
        },
    }
