"""What the templates of the public site pull: figures, notices, telephones, ways on."""

import json
import re
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.typed_table_block.blocks import TypedTable
from wagtail.models import Page

from cms import queries
from cms.enums import NextStep
from cms.queries.ways import way

register = template.Library()
register.simple_tag(way)

STEP_ROUTES = {
    NextStep.RAISE: "ask:ask",
    NextStep.OFFER: "join:choose",
}
# What would end a data block early, or begin a comment in it.
_UNSAFE = {ord(c): f"\\u{ord(c):04X}" for c in "<>&\u2028\u2029"}
OPEN_DOORS = (
    (
        "cms:services",
        _("Services"),
        _("Who offers what, in which street, at what cost."),
    ),
    ("cms:wishes", _("Wishes to fulfil"), _("Small things that one person can do.")),
    ("cms:events", _("Events"), _("Trainings and meetings that anybody may join.")),
    ("cms:directory", _("Organisations"), _("Who they are, and their grades.")),
    (
        "case:look_up",
        _("My case"),
        _("How it stands, with its number and the six-digit code."),
    ),
)
# What a number is dialled with; all else in it is for reading.
_UNDIALLED = re.compile(r"[^\d+]")

register.simple_tag(queries.home_figures, name="home_figures")
register.simple_tag(queries.latest_notices, name="latest_notices")


@register.simple_tag(takes_context=True)
def notice_list(context: dict[str, Any]) -> str:
    """The address of this language's list of notices; "" where there is none."""
    page = queries.notice_index()
    return page.get_url(context.get("request")) if page else ""


@register.inclusion_tag("cms/parts/phones.html")
def phone_strip(note: str = "", opened: object = False) -> dict[str, Any]:
    """For people without internet: the note, and every station's number."""
    return {"note": note, "stations": queries.station_phones(), "opened": opened}


@register.filter
def dialled(phone: str) -> str:
    """020-0000 0000 as tel: wants it, 02000000000."""
    return _UNDIALLED.sub("", phone)


@register.simple_tag
def step_url(step: str) -> str:
    """Where the next step is taken; "" while that door is not built in, or where a
    public half has no desk to go on at."""
    return way(STEP_ROUTES[step]) if step in STEP_ROUTES else ""


@register.simple_tag
def open_doors() -> list[dict[str, str]]:
    """What is open to everybody now; a door that is not built in is left out."""
    found = [
        {"url": way(route), "label": str(label), "text": str(text)}
        for route, label, text in OPEN_DOORS
    ]
    return [each for each in found if each["url"]]


@register.filter
def labelled(table: TypedTable) -> list[list[dict[str, Any]]]:
    """The rows of a table; each cell knows its heading and whether it is a figure."""
    return [
        [
            {
                "value": cell.value,
                "heading": column["heading"],
                "number": cell.block.name == "number",
            }
            for cell, column in zip(row, table.columns, strict=True)
        ]
        for row in table.rows
    ]


@register.simple_tag(takes_context=True)
def trail(context: dict[str, Any]) -> list[dict[str, str]]:
    """The pages above this one and itself, as components/breadcrumb.html takes them."""
    page: Page = context["page"]
    above = [
        {"label": ancestor.title, "url": ancestor.get_url(context.get("request"))}
        for ancestor in page.get_ancestors().filter(depth__gt=1)
    ]
    if above:
        above[0]["label"] = gettext("Home")
    return [*above, {"label": page.title, "url": ""}]


@register.simple_tag
def json_ld(things: Iterable[dict[str, Any]]) -> SafeString:
    """Data blocks for programs (schema.org); no browser runs them."""
    blocks = ((_block(thing),) for thing in things)
    return format_html_join(
        "", '<script type="application/ld+json">{}</script>', blocks
    )


def _block(thing: dict[str, Any]) -> SafeString:
    return mark_safe(json.dumps(thing, ensure_ascii=False).translate(_UNSAFE))
