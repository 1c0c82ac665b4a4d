"""Telling the organisations of a district that a round is announced."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from evaluation.models import Round
from organisations.models import User
from records.domain.message import send


@transaction.atomic
def tell_organisations(*, round: Round, users: Iterable[User]) -> int:
    """One message to each; how many."""
    count = 0
    for user in users:
        send(
            recipient=user,
            kind="evaluation.round_announced",
            params={
                "round": round.name,
                "since": round.apply_from.isoformat(),
                "until": round.apply_until.isoformat(),
            },
            subject=round.subject,
            url="/desk/evaluation/rounds/",
        )
        count += 1
    return count
