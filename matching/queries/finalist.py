"""Whether those a proposal names may still be asked: what the tables say now.

A proposal is made from a snapshot or an index that may be seconds old. The database is
the truth, so the verb that writes the pack asks here once more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from matching.enums import BlockingRule
from matching.models import Need, NeedItem
from organisations.models import Capability
from organisations.queries import VerificationState, capacity_used, verification_state

Asked = Mapping[tuple[int, int], int]
"""Units by (item, capability)."""


def blocked_now(
    need: Need, asked: Asked, items: Mapping[int, NeedItem], today: date
) -> dict[tuple[int, int], BlockingRule]:
    """The pairs that no longer stand, each with the one rule that blocks it.

    Four queries for any number of pairs. Of pairs that share a capability's last free
    week the earlier ones keep it.
    """
    offered = _offered({capability for _item, capability in asked})
    states = verification_state(offered.values())
    free = _Free(offered, [items[item] for item, _capability in asked], today)
    found: dict[tuple[int, int], BlockingRule] = {}
    for (item, capability), units in asked.items():
        rule = _standing(offered.get(capability), need, states, today)
        if rule is None and not free.take(capability, items[item], units):
            rule = BlockingRule.FULL
        if rule is not None:
            found[item, capability] = rule
    return found


def _offered(capabilities: Iterable[int]) -> dict[int, Capability]:
    rows = Capability.objects.on_menu().filter(pk__in=capabilities)
    return {row.pk: row for row in rows.prefetch_related("territories")}


def _standing(
    capability: Capability | None,
    need: Need,
    states: Mapping[int, VerificationState],
    today: date,
) -> BlockingRule | None:
    if capability is None or not states[capability.pk].checked:
        return BlockingRule.NOT_VERIFIED
    if not states[capability.pk].holds_on(today):
        return BlockingRule.EXPIRED
    here = need.community.code
    if not any(here.startswith(each.code) for each in capability.territories.all()):
        return BlockingRule.NOT_COVERED
    return None


class _Free:
    """Free units week by week, less what earlier pairs of the same pack take."""

    def __init__(
        self,
        offered: Mapping[int, Capability],
        items: Iterable[NeedItem],
        today: date,
    ) -> None:
        self.today = today
        weeks = {monday for item in items for monday in item.mondays(today)}
        self.used = defaultdict(int, capacity_used(list(offered), sorted(weeks)))
        self.cap = {pk: row.weekly_capacity for pk, row in offered.items()}

    def take(self, capability: int, item: NeedItem, units: int) -> bool:
        """Whether every week of the item has room for its share; if so it is taken."""
        share = -(-units // item.weeks)
        weeks = [(capability, monday) for monday in item.mondays(self.today)]
        if any(self.used[week] + share > self.cap[capability] for week in weeks):
            return False
        for week in weeks:
            self.used[week] += share
        return True
