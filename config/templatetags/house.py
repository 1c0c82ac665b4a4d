"""Small words for templates: clocks, money, masks, and where a field is anchored."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField, CheckboxInput
from django.urls import get_script_prefix, reverse
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext, ngettext

from cms.models import site_foot
from organisations.domain.draft import Opened, key_of
from organisations.models import SavedFilter

register = template.Library()

# From a Chinese character to the last one before other letters, marks and figures between.
HAN = re.compile(r"([㐀-鿿豈-﫿](?:[^A-Za-z]*[㐀-鿿豈-﫿。！？）”》])?)")
CASE_NUMBER = re.compile(r"([A-Z]{2}-\d{4}-\d+)")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# Beyond a week nobody plans by the hour.
HOURS_COUNT_WITHIN = timedelta(days=7)

register.inclusion_tag("components/tag.html", name="tag")(
    lambda label, tone="": {"label": label, "tone": tone}
)


@register.simple_tag
def site_name() -> str:
    """The name at the head of every page; the demo names no real body."""
    own = site_foot().spoken_name
    name = own or gettext("Social Organisation Guidance Centre")
    return gettext("%(name)s (demo)") % {"name": name} if settings.DEMO else name


register.simple_tag(site_foot)


@register.simple_tag
def home_url() -> str:
    """The first page of the reader's language, below the prefix of a portal; that of a
    desk alone is the workspace."""
    if settings.SITE_ROLE == "desk":
        return reverse("desk")
    english = "en/" if get_language() == "en" else ""
    return f"{get_script_prefix()}{english}"


@register.simple_tag(takes_context=True)
def draft_key(context: Any, address: str = "", about: str = "") -> str:
    """What a form of the workspace carries, so that what was typed into it can be kept
    for its reader: of this page, or of the address that it is sent to."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    if not request.path.startswith(reverse("desk")):
        return ""  # no password is ever kept
    return key_of(Opened(user.pk, address or request.path, about))


@register.inclusion_tag("components/saved_filters.html", takes_context=True)
def saved_filters(context: Any, where: str) -> dict[str, Any]:
    """The searches of a list that its reader has kept, and a line to keep this one."""
    request = context["request"]
    kept = list(SavedFilter.objects.of(request.user, where))
    asked = request.GET.copy()
    asked.pop("page", None)
    said = urlencode({key: value for key, value in asked.items() if value})
    known = any(each.query == said for each in kept)
    return {
        "kept": kept,
        "where": where,
        "url": reverse(where),
        "said": "" if known else said,
        "shown": said,
        "csrf_token": context.get("csrf_token"),
    }


@register.filter
def unbroken(text: str) -> str:
    """Plain text whose case numbers stay on one line."""
    parts = CASE_NUMBER.split(str(text))
    parts[1::2] = [
        format_html('<span class="nowrap">{}</span>', n) for n in parts[1::2]
    ]
    return format_html_join("", "{}", ((part,) for part in parts))


@register.filter
def han(text: Any) -> Any:
    """What people wrote, as it may stand on a page: its Chinese is marked as such where
    the page is in another language (WCAG 2.2, 3.1.2)."""
    if (get_language() or "zh").startswith("zh") or not HAN.search(str(text)):
        return text
    if hasattr(text, "__html__"):
        return text
    parts = HAN.split(str(text))
    parts[1::2] = [
        format_html('<span lang="zh-Hans">{}</span>', n) for n in parts[1::2]
    ]
    return format_html_join("", "{}", ((part,) for part in parts))


# --- clocks, in words ---------------------------------------------------------------


def _moment(value: date | datetime) -> datetime:
    """A date means the end of that day."""
    if isinstance(value, datetime):
        return value if timezone.is_aware(value) else timezone.make_aware(value)
    return timezone.make_aware(datetime.combine(value + DAY, time.min))


def _span(length: timedelta) -> str:
    """`1 day 3 hours`, `20 minutes`: two units at most, rounded down."""
    days, rest = divmod(length, DAY)
    hours, rest = divmod(rest, HOUR)
    words = []
    if days:
        words.append(
            ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
        )
    if hours and length < HOURS_COUNT_WITHIN:
        word = ngettext("%(count)d hour", "%(count)d hours", hours)
        words.append(word % {"count": hours})
    if not words:
        minutes = rest // timedelta(minutes=1)
        word = ngettext("%(count)d minute", "%(count)d minutes", minutes)
        words.append(word % {"count": minutes})
    return " ".join(words)


@register.filter
def until_words(value: date | datetime | None) -> str:
    """How long is left, or by how much it is late: never a bare red dot."""
    if not value:
        return ""
    left = _moment(value) - timezone.now()
    if abs(left) < timedelta(minutes=1):
        return gettext("due now")
    if left > timedelta(0):
        return gettext("%(time)s left") % {"time": _span(left)}
    return gettext("overdue by %(time)s") % {"time": _span(-left)}


@register.filter
def until_tone(value: date | datetime | None) -> str:
    """Red when late, amber within three days, else neutral."""
    if not value:
        return ""
    left = _moment(value) - timezone.now()
    if left <= timedelta(0):
        return "red"
    return "amber" if left < timedelta(days=3) else ""


@register.filter
def is_late(value: date | datetime | None) -> bool:
    return bool(value) and _moment(value) <= timezone.now()


@register.filter
def since_words(value: date | datetime | None) -> str:
    """How long ago, for what waits: `waiting for 2 days`."""
    if not value:
        return ""
    if not isinstance(value, datetime):
        value = timezone.make_aware(datetime.combine(value, time.min))
    passed = timezone.now() - value
    if passed < timedelta(minutes=1):
        return gettext("just now")
    return gettext("waiting for %(time)s") % {"time": _span(passed)}


@register.filter
def moment(value: date | datetime | str | None) -> str:
    """A date-time in local time and the reader's format; text stays as it is."""
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return formats.date_format(local, "DATETIME_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    return str(value or "")


# --- figures and masks ----------------------------------------------------------------


@register.filter
def yuan(fen: int | None) -> str:
    """Whole fen to yuan; nothing to pay is said in words."""
    if fen is None or fen == "":
        return ""
    if fen == 0:
        return gettext("free of charge")
    sign = "−" if fen < 0 else ""
    return f"{sign}¥{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


@register.filter
def digits(value: int | float | None) -> str:
    """Thousands set apart: 33,654."""
    return "" if value is None or value == "" else f"{value:,}"


@register.filter
def mask(value: str | None) -> str:
    """138****1234; the ends of a long number, the first character of a short word."""
    text = str(value or "").strip()
    if len(text) >= 11:
        return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}"
    return text[:1] + "*" * (len(text) - 1)


# --- for the components -----------------------------------------------------------------


@register.filter
def field_kind(field: BoundField) -> str:
    """`group` (a fieldset), `check` (one tick) or `line`."""
    if field.use_fieldset:
        return "group"
    return "check" if isinstance(field.field.widget, CheckboxInput) else "line"


@register.filter
def field_anchor(field: BoundField) -> str:
    """Where the error summary leads: the input, or the group of choices."""
    if field.use_fieldset:
        return f"{field.auto_id}_field"
    return field.id_for_label or field.auto_id


@register.filter
def lead_in(label: str) -> str:
    """`Title: ` before what is said of it; a question needs no colon."""
    return (
        f"{label} " if str(label).endswith(("?", "？")) else f"{label}{gettext(': ')}"
    )


@register.filter
def beside(row: Sequence[Any], columns: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Each cell with its column."""
    return list(zip(row, columns, strict=True))
