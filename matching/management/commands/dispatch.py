"""`manage.py dispatch --district CODE [--dry-run]`: all open needs, plated together."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from matching.domain.dispatch import Dispatch, Figures, Replated, keep, plan_dispatch
from matching.domain.matcher import ranker_in_use
from matching.enums import Track
from matching.management.commands.propose import Counted
from matching.models import NeedItem
from matching.queries.matcher import active_ranker
from matching.templatetags.matching_words import gap_words, quantity
from organisations.enums import TerritoryLevel
from organisations.models import Capability, Territory

SECONDS = 10.0


class Command(BaseCommand):
    help = (
        "Plate all open needs of a district together, the worst-served first, and "
        "print what would change; without --dry-run the packs are proposed anew. What "
        "people confirmed or chose stays."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--district", required=True, help="its code, six digits")
        parser.add_argument(
            "--dry-run", action="store_true", help="print only, write nothing"
        )

    def handle(self, *args: Any, district: str, dry_run: bool, **options: Any) -> None:
        known = Territory.objects.filter(level=TerritoryLevel.DISTRICT, code=district)
        if not known.exists():
            raise CommandError(f"There is no district {district}.")
        ranker = active_ranker() if dry_run else ranker_in_use()
        found = plan_dispatch(district=district, ranker=ranker, time_limit=SECONDS)
        others = [each for each in found.needs if each.differs]
        self._print_figures(found, len(others))
        self._print_needs(others)
        self._print_unmet(found.needs)
        if dry_run:
            self.stdout.write("Nothing was written.")
        else:
            self._keep(others)

    def _print_figures(self, found: Dispatch, others: int) -> None:
        self.stdout.write(
            f"{len(found.needs)} needs, {found.items} items, {found.capabilities} "
            f"capabilities; {found.fixed} needs stay as people fixed them"
        )
        self.stdout.write(f"today: {_figures(found.before, found.items)}")
        proven = "proven best" if found.proven else "not proven best"
        self.stdout.write(f"then: {_figures(found.after, found.items)}, {proven}")
        self.stdout.write(f"{others} needs would get another pack")

    def _print_needs(self, others: Iterable[Replated]) -> None:
        for each in others:
            self.stdout.write(_head(each))
            if each.need.track != Track.CONFIDENTIAL:
                for line in _difference(each):
                    self.stdout.write(line)

    def _print_unmet(self, needs: Iterable[Replated]) -> None:
        for each in needs:
            if each.plan.gaps and each.need.track == Track.CONFIDENTIAL:
                self.stdout.write(f"cannot be met: {each.need.number}")
                continue
            items = _items(each)
            for gap in each.plan.gaps:
                service = items[gap.item].service_type
                self.stdout.write(
                    f"cannot be met: {each.need.number} · {service}: "
                    f"{quantity(gap.quantity, service)}. {gap_words(Counted(gap.rules))}"
                )

    def _keep(self, others: Iterable[Replated]) -> None:
        kept, faults = 0, 0
        for each in others:
            fault = _kept(each)
            kept, faults = kept + (not fault), faults + bool(fault)
            if fault:
                self.stderr.write(f"{each.need.number}: {fault}")
        self.stdout.write(f"{kept} packs were proposed.")
        if faults:
            raise CommandError(f"{faults} needs are not as planned.")


def _kept(each: Replated) -> str:
    """Keep one need's pack; what went wrong, in one line, or ""."""
    try:
        return "" if keep(each) else "it changed meanwhile; run dispatch again"
    except ValidationError as error:
        return " ".join(error.messages)


def _figures(found: Figures, items: int) -> str:
    return (
        f"{found.served} of {items} items have somebody, floor {found.floor:.3f}, "
        f"total {found.total:.3f}, {found.crowded} lines beyond the room"
    )


def _head(each: Replated) -> str:
    if each.need.track == Track.CONFIDENTIAL:
        return each.need.number
    return f"{each.need.number} · {each.need.community}"


def _difference(each: Replated) -> list[str]:
    """Who goes (-) and who comes (+), by item; a line of other size is both."""
    old = each.pack.lines.all() if each.pack else ()
    before = {(i.item_id, i.capability_id, i.quantity) for i in old}
    after = {(i.item, i.capability, i.quantity) for i in each.plan.lines}
    changed = sorted(before ^ after)
    names = Capability.objects.select_related("provider").in_bulk(
        {capability for _item, capability, _units in changed}
    )
    items = _items(each)
    return [
        f"{'-' if key in before else '+'} {items[key[0]].service_type}: "
        f"{quantity(key[2], items[key[0]].service_type)} · {names[key[1]].provider}"
        for key in changed
    ]


def _items(each: Replated) -> dict[int, NeedItem]:
    rows = each.need.items.select_related("service_type")
    return {item.pk: item for item in rows}
