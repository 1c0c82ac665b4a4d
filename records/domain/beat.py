"""Regular happenings: the queue's beat, and one run at a time of what is periodic."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_q.models import Schedule

from records.models import Beat
from records.queries import QUEUE_BEAT

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
