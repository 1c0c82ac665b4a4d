"""Versions of the matcher: recorded, activated, set aside; the rule stands behind."""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from matching.domain.faults import refuse
from matching.engine.artefact import ArtefactRefused, packed
from matching.engine.learning import LEAST_OUTCOMES, Judgement, Training
from matching.engine.ranker import PairRanker
from matching.models import MatcherVersion
from matching.queries.matcher import Past, active_ranker, active_version, ranker_of
from organisations.enums import Role
from organisations.models import Appointment, User
from organisations.queries import holders
from records.domain.ledger import Act, append_many
from records.domain.message import send

logger = logging.getLogger(__name__)


def ranker_in_use() -> PairRanker:
    """What matches now; an active version that cannot be trusted is set aside first.

    For work in the queue; a page asks `queries.matcher.active_ranker`, which writes
    nothing.
    """
    version = active_version()
    if version is not None:
        try:
            ranker_of(version)
        except ArtefactRefused as error:
            set_aside(version=version, fault=str(error))
    return active_ranker()


@transaction.atomic
def record_version(
    *,
    training: Training,
    outcomes: int,
    since: datetime,
    until: datetime,
    activate: bool,
    by: User | None,
) -> MatcherVersion:
    """Keep what was learned, with its figures; `activate` lets it take over.

    Raises ValidationError `not_better` for a version that is to take over although it
    does not beat what is in use.
    """
    if activate and not training.better:
        raise refuse("not_better", _("It does not do better than what is in use."))
    data, digest = packed(training.ranker)
    version = MatcherVersion(
        label=training.ranker.label,
        digest=digest,
        since=since,
        until=until,
        outcomes=outcomes,
        metrics=figures(training),
        active=activate,
        created_by=by,
    )
    version.artefact = ContentFile(data, name=f"{digest}.skops")
    if activate:
        MatcherVersion.objects.filter(active=True).update(active=False)
    version.full_clean(exclude=["artefact"])
    version.save()
    acts = [_act("record_matcher", version, by, outcomes=outcomes)]
    if activate:
        acts.append(_act("activate_matcher", version, by))
    append_many(acts)
    return version


def keep_training(
    *, past: Past, training: Training | None, by: User | None
) -> list[str]:
    """Keep what was learned, not activated, and say how it did; too little to learn
    from is said too. Part of the commit of its job."""
    known = len(past.outcomes)
    if training is None or past.since is None or past.until is None:
        words = _("Not enough outcomes yet: %(known)s of %(least)s.")
        return [words % {"known": known, "least": LEAST_OUTCOMES}]
    version = record_version(
        training=training,
        outcomes=known,
        since=past.since,
        until=past.until,
        activate=False,
        by=by,
    )
    better = _("It does better than what is in use; it may be activated.")
    worse = _("It does not do better than what is in use.")
    words = _("%(label)s was learned from %(known)s outcomes and kept.")
    return [
        words % {"label": version.label, "known": known},
        better if training.better else worse,
    ]


@transaction.atomic
def set_aside(*, version: MatcherVersion, fault: str, by: User | None = None) -> bool:
    """The rule takes over from a version that cannot be trusted; its keepers are told.

    Only the first that finds it out writes and tells. Returns whether this was it.
    """
    first = MatcherVersion.objects.filter(pk=version.pk, active=True)
    if not first.update(active=False, fault=fault[:200]):
        return False
    logger.error("matcher %s set aside: %s; the rule matches", version.label, fault)
    for user in _keepers():
        send(
            recipient=user,
            kind="matching.matcher_refused",
            params={"label": version.label},
            subject=version.subject,
        )
    append_many([_act("set_aside_matcher", version, by)])
    return True


def _keepers() -> list[User]:
    """The centre's operators, and the administrators of the system."""
    admins = Appointment.objects.current().filter(role=Role.SYSTEM_ADMIN)
    active = User.objects.filter(is_active=True, pk__in=admins.values("user_id"))
    operators = holders(Role.CENTRE_OPERATOR, settings.DISTRICT_CODE)
    return list(dict.fromkeys([*operators, *active.order_by("pk")]))


def _act(name: str, version: MatcherVersion, by: User | None, **facts: Any) -> Act:
    return Act(
        chain=settings.DISTRICT_CODE,
        action=f"matching.{name}",
        actor=by,
        subject=version.subject,
        facts={"digest": version.digest, **facts},
    )


def figures(training: Training) -> dict[str, Any]:
    """How a training did, as its version keeps it."""
    return {
        "learned": _judged(training.judged),
        "in_use": _judged(training.active),
        "better": training.better,
        "streets": {key: asdict(each) for key, each in training.streets.items()},
        "kinds": {key: asdict(each) for key, each in training.kinds.items()},
    }


def _judged(found: Judgement) -> dict[str, float]:
    return {key: round(value, 4) for key, value in asdict(found).items()}
