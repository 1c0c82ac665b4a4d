"""Regular happenings: the queue's beat, and one run at a time of what is periodic."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_q.models import Schedule

from records.domain.job import enqueue
from records.enums import JobState
from records.models import Beat, Job
from records.queries import QUEUE_BEAT

KEPT = timedelta(days=2)  # a minute's job, once it is done
SCHEDULES = {
    "records.beat": ("records.tasks.beat", Schedule.MINUTES),
    "records.sweep": ("records.tasks.sweep", Schedule.MINUTES),
    # The first run after midnight makes the day's anchor, the others change nothing.
    "records.publish": ("records.tasks.publish", Schedule.HOURLY),
}


def record_beat(*, name: str = QUEUE_BEAT, at: datetime | None = None) -> None:
    """Note that something is alive now."""
    Beat.objects.update_or_create(name=name, defaults={"at": at or timezone.now()})


def claim(*, name: str, pause: timedelta) -> bool:
    """True for exactly one caller per pause: keeps periodic work from overlapping."""
    now = timezone.now()
    old = Beat.objects.filter(name=name, at__lte=now - pause)
    if old.update(at=now):
        return True
    if Beat.objects.filter(name=name).exists():
        return False
    try:
        with transaction.atomic():
            Beat.objects.create(name=name, at=now)
    except IntegrityError:
        return False
    return True


_EACH_MINUTE: list[str] = []


def register_minutely(kind: str) -> None:
    """Have a kind of job run each minute; called from an app's ready()."""
    if kind not in _EACH_MINUTE:
        _EACH_MINUTE.append(kind)


def ring_minutely(*, now: datetime | None = None) -> int:
    """Ask for this minute's jobs, once: the minute is in their key. Those of the last
    days that are done are cleared away. How many kinds there are."""
    minute = (now or timezone.now()).replace(second=0, microsecond=0)
    with transaction.atomic():
        for kind in _EACH_MINUTE:
            at = minute.isoformat()
            enqueue(kind=kind, key=f"{kind}:{at}", payload={"at": at})
        Job.objects.filter(
            kind__in=_EACH_MINUTE,
            state=JobState.DONE,
            done_at__lte=minute - KEPT,
        ).delete()
    return len(_EACH_MINUTE)


def install_schedules() -> None:
    """One row per periodic task, for ever; a second call adds none."""
    for name, (function, rhythm) in SCHEDULES.items():
        Schedule.objects.update_or_create(
            name=name,
            defaults={
                "func": function,
                "schedule_type": rhythm,
                "minutes": 1,
                "repeats": -1,
            },
        )
