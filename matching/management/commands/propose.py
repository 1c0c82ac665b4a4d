"""`manage.py propose NEED [--explain]`: what the matcher would plate now, in words."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from matching import snapshot
from matching.domain.plating import plain
from matching.engine import Line, Proposal, propose
from matching.models import Need, NeedItem
from matching.templatetags.matching_words import gap_words, quantity, reason, rule
from organisations.models import Capability


class Command(BaseCommand):
    help = "Propose a pack for the open items of a need and print it; saves nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("need", help="public id or case number")
        parser.add_argument(
            "--explain", action="store_true", help="reasons, and why not the others"
        )

    def handle(self, *args: Any, need: str, explain: bool, **options: Any) -> None:
        known = Need.objects.select_related("community", "worker")
        found = known.filter(Q(public_id=need.upper()) | Q(number=need.upper())).first()
        if found is None:
            raise CommandError(f"There is no need {need}.")
        taken = snapshot.take(found)
        if not taken.need.items:
            raise CommandError(f"Nothing of {found.number} is open to be plated.")
        proposal = taken.completed(
            propose(taken.need, taken.candidates, today=taken.today)
        )
        self._print(found, proposal, explain)

    def _print(self, need: Need, proposal: Proposal, explain: bool) -> None:
        items = {
            item.pk: item for item in need.items.select_related("service_type").all()
        }
        names = _names(
            [line.candidate for line in proposal.lines]
            + [each.candidate for each in proposal.exclusions]
        )
        self.stdout.write(f"{need.number} · {need.community}")
        for line in proposal.lines:
            self._line(line, items[line.item], names, explain)
        for gap in proposal.uncovered:
            item = items[gap.item]
            amount = quantity(gap.quantity, item.service_type)
            self.stdout.write(f"- {item.service_type}: {amount}")
            counted = [{"rule": str(word), "count": n} for word, n in gap.rules]
            self.stdout.write(f"    {gap_words(_Counted(counted))}")
        if explain:
            for each in proposal.exclusions:
                service = items[each.item].service_type
                why = rule(str(each.rule))
                self.stdout.write(f"  {service} · {names[each.candidate]}: {why}")
        best = "proven best" if proposal.proven else f"gap {proposal.gap:.2%}"
        self.stdout.write(f"{proposal.matcher}, {best}")

    def _line(
        self, line: Line, item: NeedItem, names: dict[int, str], explain: bool
    ) -> None:
        amount = quantity(line.quantity, item.service_type)
        self.stdout.write(f"+ {item.service_type}: {amount} · {names[line.candidate]}")
        for each in plain(line.reasons) if explain else ():
            self.stdout.write(f"    {reason(each)} ({each['contribution']:+.3f})")


class _Counted:
    """A gap that is only computed, in the shape of one that is kept."""

    def __init__(self, rules: list[dict[str, Any]]) -> None:
        self.rules = rules


def _names(capabilities: Iterable[int]) -> dict[int, str]:
    rows = Capability.objects.select_related("provider").in_bulk(set(capabilities))
    return {pk: str(row.provider) for pk, row in rows.items()}
