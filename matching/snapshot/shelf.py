"""The capability index in use: built from the database, caught up with it, asked.

One file serves the installation: rows are sorted by territory code, so districts keep
apart in it by themselves. The ledger tells what changed since it was written, since
every verb that touches a provider or a capability leaves an entry under its name.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Max, Q
from django.utils import timezone

from matching.engine import CandidateView, NeedView
from matching.engine.index import CapabilityIndex, IndexUnreadable
from matching.engine.shortlist import Beyond, shortlist
from matching.models import Need, PackLine
from matching.snapshot.menu import Menu, candidates, menu_from, menu_of
from organisations.models import Capability, CapacityWeek
from organisations.models.capability import CapabilityQuerySet
from records.models import Chain, LedgerEntry

log = logging.getLogger(__name__)

MOST_CHANGES = 2_000
"""Changes since the build beyond which it is no longer caught up with."""
REBUILD_AT = MOST_CHANGES // 4
MOST_IN_A_JOB = 50_000
"""Capabilities that a job can read in its time; more need `manage.py build_index`."""
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Built:
    size: int
    digest: str
    path: Path


@dataclass(frozen=True, slots=True)
class _Held:
    """The index of a file, as far as this process has caught up."""

    file: tuple[int, int, int]
    index: CapabilityIndex | None


_HELD: dict[Path, _Held] = {}


def build_index() -> Built:
    """Read everything on the menu and write the file, whole or not at all."""
    ledger = _lengths()  # first: what happens meanwhile is caught up with
    today = timezone.localdate()
    note = {"ledger": ledger, "day": today.isoformat()}
    index = CapabilityIndex.build(_every(today), note=note)
    path = Path(settings.INDEX_FILE)
    return Built(len(index), index.save(path), path)


def index_is_behind() -> bool:
    """Whether a job should build it: some service has a large menu, and the file is
    missing, unreadable, of another day, or behind by many changes."""
    offered = Capability.objects.on_menu()
    if not _large(offered.values_list("service_type", flat=True).distinct()):
        return False
    if offered.count() > MOST_IN_A_JOB:
        return False
    index = _read(Path(settings.INDEX_FILE))
    if index is None or index.note["day"] != timezone.localdate().isoformat():
        return True
    return len(_touched(index.note["ledger"], _lengths())) >= REBUILD_AT


def shortlisted(
    need: Need,
    view: NeedView,
    kinds: Collection[int],
    weeks: Collection[date],
    today: date,
) -> tuple[Menu, Mapping[int, Beyond]]:
    """The menu of these services, cut to the best of each large one, and who else
    there is. Without an index everything is read, which is slower and says the same."""
    large = _large(kinds) if kinds else set()
    index = _current(today) if large else None
    if index is None:
        return menu_of(kinds, weeks, today), {}
    asked = need.items.filter(service_type__in=large).values_list("pk", flat=True)
    items = tuple(item for item in view.items if item.id in set(asked))
    chosen, beyond = shortlist(
        index,
        replace(view, items=items),
        settings.SHORTLIST,
        today=today,
        taken=_taken(large, weeks),
        always=PackLine.objects.filter(pack__need=need).values_list(
            "capability", flat=True
        ),
    )
    small = Q(service_type__in=set(kinds) - large)
    offered = Capability.objects.on_menu().filter(small | Q(pk__in=chosen))
    return menu_from(offered, weeks, today), beyond


def _large(kinds: Iterable[int]) -> set[int]:
    offered = Capability.objects.on_menu().filter(service_type__in=kinds)
    counts = offered.order_by().values_list("service_type").annotate(n=Count("pk"))
    return {kind for kind, n in counts if n > settings.LARGE_MENU}


def _taken(kinds: Iterable[int], weeks: Iterable[date]) -> dict[int, int]:
    """By capability, units held in the busiest of these weeks."""
    rows = CapacityWeek.objects.filter(
        capability__service_type__in=kinds, week__in=weeks, used__gt=0
    )
    found = rows.order_by().values_list("capability").annotate(most=Max("used"))
    return dict(found)


def _current(today: date) -> CapabilityIndex | None:
    """The index as the database is now; None where it has to be built first."""
    path = Path(settings.INDEX_FILE)
    index = _read(path)
    if index is None:
        return None
    lengths = _lengths()
    if lengths == index.note["ledger"]:
        return index
    subjects = _touched(index.note["ledger"], lengths)
    if len(subjects) > MOST_CHANGES:
        log.warning("The capability index is far behind: the database is read instead.")
        return None
    index = _caught_up(index, subjects, lengths, today)
    _HELD[path] = _Held(_HELD[path].file, index)
    return index


def _read(path: Path) -> CapabilityIndex | None:
    """The index of the file, read once a process for each file that comes."""
    try:
        about = path.stat()
    except FileNotFoundError:
        log.warning("There is no capability index: the database is read instead.")
        return None
    file = (about.st_ino, about.st_mtime_ns, about.st_size)
    held = _HELD.get(path)
    if held is None or held.file != file:
        held = _HELD[path] = _Held(file, _loaded(path))
    return held.index


def _loaded(path: Path) -> CapabilityIndex | None:
    try:
        return CapabilityIndex.load(path)
    except IndexUnreadable as error:
        log.warning("The capability index is unreadable (%s).", error)
        return None


def _lengths() -> dict[str, int]:
    return dict(Chain.objects.values_list("key", "length"))


def _touched(before: Mapping[str, int], now: Mapping[str, int]) -> set[str]:
    """Providers and capabilities that the ledger names since, as it names them."""
    grown = Q(pk__in=[])
    for key, length in now.items():
        if length > before.get(key, 0):
            grown |= Q(chain__key=key, seq__gt=before.get(key, 0))
    named = Q(subject__startswith="provider:") | Q(subject__startswith="capability:")
    rows = LedgerEntry.objects.filter(grown, named)
    return set(rows.order_by().values_list("subject", flat=True).distinct())


def _caught_up(
    index: CapabilityIndex,
    subjects: Iterable[str],
    lengths: Mapping[str, int],
    today: date,
) -> CapabilityIndex:
    split = [subject.split(":", 1) for subject in subjects]
    touched = Capability.objects.filter(
        Q(public_id__in=[each for noun, each in split if noun == "capability"])
        | Q(
            provider__public_id__in=[each for noun, each in split if noun == "provider"]
        )
    )
    views = list(_views(touched.on_menu(), today))
    gone = set(touched.values_list("pk", flat=True)) - {view.id for view in views}
    return index.updated(views, gone, note={**index.note, "ledger": dict(lengths)})


def _every(today: date) -> Iterator[CandidateView]:
    """Everything on the menu, a batch at a time."""
    offered, last = Capability.objects.on_menu(), 0
    while batch := list(
        offered.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_BATCH]
    ):
        last = batch[-1]
        yield from _views(offered.filter(pk__in=batch), today)


def _views(offered: CapabilityQuerySet, today: date) -> Iterator[CandidateView]:
    """Capabilities as they are for anybody: no week is taken, no street is near."""
    menu = menu_from(offered, (), today)
    return candidates(menu, menu.rows, (), None)
