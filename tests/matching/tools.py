"""Small tools of the tests of this floor: read again, build by hand, count."""

import json
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

import matching
from matching import tasks
from matching.domain import course
from matching.domain.clock import load_stage_limits
from matching.domain.pack import confirm_pack
from matching.domain.proposal import GapInput, LineInput, record_proposal
from matching.domain.response import load_response
from matching.enums import PauseReason
from matching.models import Engagement, LevelLimit, Need
from organisations.models import CapacityWeek, Person
from records.models import Chain, Job, LedgerEntry, Message

LIMITS = Path(matching.__file__).parent / "data" / "stage_limits.json"


def load_clocks():
    data = json.loads(LIMITS.read_text(encoding="utf-8"))
    return load_stage_limits(chain="440104", data=data, by=None)


def load_levels():
    """The limits of the four levels, as they ship."""
    data = json.loads((LIMITS.parent / "level_limits.json").read_text(encoding="utf-8"))
    stamp = {"version": data["version"], "source": data["source"]}
    LevelLimit.objects.bulk_create(LevelLimit(**row, **stamp) for row in data["limits"])


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def paused(need, by):
    course.pause_need(
        need=need,
        version=need.version,
        reason=PauseReason.AWAY,
        until=timezone.localdate() + timedelta(days=9),
        by=by,
    )
    return need


def proposal(lines=(), gaps=()):
    return tasks.Plan(
        lines=list(lines), gaps=list(gaps), matcher="rule-test", gap=0.0, proven=True
    )


def line_of(item, capability, quantity=None, **more):
    return LineInput(
        item=item.pk,
        capability=capability.pk,
        quantity=quantity or item.quantity,
        score=0.5,
        reasons=[],
        alternatives=[],
        **more,
    )


def propose_by_hand(need, capabilities, gaps=False):
    """Record one line per open item, in the order given; the rest as gaps."""
    need = fresh(need)
    items = list(need.items.filter(state="open"))
    lines = [line_of(i, c) for i, c in zip(items, capabilities, strict=False)]
    rest = items[len(lines) :] if gaps else []
    missing = [GapInput(i.pk, i.quantity, [{"rule": "full", "count": 1}]) for i in rest]
    return record_proposal(
        need_id=need.pk, version=need.version, proposal=proposal(lines, missing)
    )


def plate(need):
    """What the queue does for the version of now: plan, then commit."""
    payload = {"need": need.pk, "version": fresh(need).version}
    tasks.commit_pack(payload, tasks.plan_pack(payload))
    return need.packs.order_by("-version").first()


def say_yes(pack, **how):
    return confirm_pack(pack=pack, need_version=version_of(pack), **how)


def version_of(pack):
    return Need.objects.get(pk=pack.need_id).version


def taken(capability):
    """Units taken of each week, in order."""
    weeks = CapacityWeek.objects.filter(capability=capability).order_by("week")
    return list(weeks.values_list("used", flat=True))


def acts(need):
    """What the ledger says of a need, oldest first, without the floor's name."""
    rows = LedgerEntry.objects.about(need.subject).oldest_first()
    return [row.action.removeprefix("matching.") for row in rows]


def length():
    return sum(Chain.objects.values_list("length", flat=True))


def told(user):
    """Kinds of the messages in this user's inbox, oldest first."""
    found = Message.objects.filter(recipient=user).order_by("pk")
    return [
        kind.removeprefix("matching.") for kind in found.values_list("kind", flat=True)
    ]


def everything():
    """All that a refused act must leave as it was."""
    return {
        "needs": list(Need.objects.order_by("pk").values()),
        "engagements": list(Engagement.objects.order_by("pk").values()),
        "weeks": list(CapacityWeek.objects.order_by("pk").values()),
        "jobs": list(Job.objects.order_by("pk").values("key", "state")),
        "messages": Message.objects.count(),
        "people": Person.objects.count(),
        "ledger": length(),
    }


@contextmanager
def refused(code):
    """The act inside raises ValidationError with this code, and writes nothing."""
    before = everything()
    found = None
    try:
        with transaction.atomic():
            yield
    except ValidationError as error:
        found = codes(error)
    assert found == [code]
    assert everything() == before


def codes(error):
    """The codes of an error, whether it stands alone or by field."""
    if hasattr(error, "error_dict"):
        return [each.code for errors in error.error_dict.values() for each in errors]
    return [each.code for each in error.error_list]


def load_tables():
    """Matters, receiving bodies, words of danger, limits of levels, as they ship."""
    data = Path(matching.__file__).parent / "data"
    files = {
        "matters": "matters",
        "bodies": "referral_bodies",
        "dangers": "danger_words",
        "limits": "level_limits",
    }
    tables = {
        name: json.loads((data / f"{file}.json").read_text(encoding="utf-8"))
        for name, file in files.items()
    }
    return load_response(chain="440104", by=None, **tables)
