"""`manage.py propose NEED [--explain]`: what the matcher would plate now, in words."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils.translation import gettext

from matching import snapshot
from matching.domain.plating import plain
from matching.engine import Change, Line, Proposal, changes, propose
from matching.models import Need, NeedItem
from matching.queries.matcher import active_ranker
from matching.templatetags.matching_words import gap_words, quantity, rule
from matching.templatetags.reason_words import change_words, reason
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
        affinity = taken.affinity()
        given: dict[str, Any] = {
            "ranker": active_ranker(),
            "today": taken.today,
            "affinity": affinity,
        }
        proposal = taken.completed(propose(taken.need, taken.candidates, **given))
        self._print(found, proposal, explain)
        if explain:
            chosen = [(line.item, line.candidate) for line in proposal.lines]
            told = changes(taken.need, taken.candidates, chosen, **given)
            self._print_others(found, proposal, told)

    def _print(self, need: Need, proposal: Proposal, explain: bool) -> None:
        items = _items(need)
        names = _names(line.candidate for line in proposal.lines)
        self.stdout.write(f"{need.number} · {need.community}")
        for line in proposal.lines:
            self._line(line, items[line.item], names, explain)
        for gap in proposal.uncovered:
            item = items[gap.item]
            amount = quantity(gap.quantity, item.service_type)
            self.stdout.write(f"- {item.service_type}: {amount}")
            counted = [{"rule": str(word), "count": n} for word, n in gap.rules]
            self.stdout.write(f"    {gap_words(Counted(counted))}")
        best = "proven best" if proposal.proven else f"gap {proposal.gap:.2%}"
        self.stdout.write(f"{proposal.matcher}, {best}")

    def _line(
        self, line: Line, item: NeedItem, names: dict[int, str], explain: bool
    ) -> None:
        amount = quantity(line.quantity, item.service_type)
        self.stdout.write(f"+ {item.service_type}: {amount} · {names[line.candidate]}")
        for each in plain(line.reasons) if explain else ():
            self.stdout.write(f"    {reason(each)} ({each['contribution']:+.3f})")

    def _print_others(
        self, need: Need, proposal: Proposal, told: tuple[Change, ...]
    ) -> None:
        """Everybody without a line: the rule that blocks, and what would have to
        change."""
        items, names = _items(need), _names(each.candidate for each in told)
        rules = {(e.item, e.candidate): str(e.rule) for e in proposal.exclusions}
        for each in told:
            service = items[each.item].service_type
            blocked = rules.get((each.item, each.candidate))
            why = rule(blocked) if blocked else gettext("could do it")
            words = change_words(each, need.community)
            self.stdout.write(f"  {service} · {names[each.candidate]}: {why}. {words}")


class Counted:
    """A gap that is only computed, in the shape of one that is kept."""

    def __init__(self, rules: list[dict[str, Any]]) -> None:
        self.rules = rules


def _items(need: Need) -> dict[int, NeedItem]:
    return {item.pk: item for item in need.items.select_related("service_type").all()}


def _names(capabilities: Iterable[int]) -> dict[int, str]:
    rows = Capability.objects.select_related("provider").in_bulk(set(capabilities))
    return {pk: str(row.provider) for pk, row in rows.items()}
