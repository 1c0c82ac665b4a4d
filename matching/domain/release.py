"""A 3+N project looks for partners in public: words of a worker, never the need's own."""

from __future__ import annotations

import re

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.faults import refuse
from matching.domain.step import expect, record, take
from matching.enums import SEEKING_STATES, Track
from matching.models import Need, NeedRelease
from organisations.models import User

# What tells who it is about (domain: no age, no illness, no "alone").
_TELLING = re.compile(
    r"\d{1,3}\s*岁|独居|独自|空巢|\baged? \d+|years? old|\balone\b", re.I
)
_ADDRESS = re.compile(r"\d+\s*(?:号|栋|幢|座|房|室|楼)|1[3-9]\d{9}")


@transaction.atomic
def release_need(
    *, need: Need, version: int, summary: str, by: User, summary_en: str = ""
) -> NeedRelease:
    """Show it on the public site until somebody is found, or it is taken off.

    Raises ValidationError: `stale`, `wrong_state`; `release` (no project, or dangerous);
    `no_summary`; `telling` where the words say where, how old, or alone.
    """
    need = take(need.pk)
    expect(need, version, *SEEKING_STATES)
    _check(need, summary, summary_en)
    row = NeedRelease.objects.filter(need=need).first() or NeedRelease(need=need)
    row.summary, row.summary_en = summary.strip(), summary_en.strip()
    row.by, row.at, row.ended_at = by, timezone.now(), None
    row.full_clean()
    row.save()
    record(need, "release_need", by)
    return row


@transaction.atomic
def end_release(*, need: Need, by: User) -> None:
    """Take it off the public site. Raises ValidationError `release` where it is not on."""
    need = take(need.pk)
    shown = NeedRelease.objects.filter(need=need, ended_at=None)
    if not shown.update(ended_at=timezone.now()):
        raise refuse("release", _("This need is not on the public site."))
    record(need, "end_release", by)


def telling(need: Need, words: str) -> list[str]:
    """What in the words would tell where or about whom it is, as it stands there."""
    place = need.community
    names = [place.name, place.name_en, place.full_name, need.for_whom]
    if need.person:
        names.append(need.person.name)
    found = [name for name in names if len(name) > 1 and name in words]
    return found + _TELLING.findall(words) + _ADDRESS.findall(words)


def _check(need: Need, summary: str, summary_en: str) -> None:
    if need.track != Track.PROJECT or need.danger:
        raise refuse("release", _("Only a 3+N project looks for partners in public."))
    if not summary.strip():
        raise refuse(
            "no_summary", _("Write in your own words what is wanted."), field="summary"
        )
    if found := telling(need, f"{summary} {summary_en}"):
        sentence = _("Leave this out, it tells about whom it is: %(words)s.")
        words = _(", ").join(dict.fromkeys(found))
        raise refuse("telling", sentence % {"words": words}, field="summary")
