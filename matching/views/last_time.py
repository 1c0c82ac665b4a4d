"""As last time: the providers of an earlier like need, where all can do it again."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matching import rules
from matching.domain.faults import refuse
from matching.domain.pack import take_as_last_time
from matching.models import Need, Pack, PackLine
from matching.queries.last_time import last_lines
from matching.views.choice import Choice, alternatives
from matching.views.pack import PackAct, ready
from organisations.models import Capability, User


@dataclass(frozen=True, slots=True)
class Again:
    """A line now, and who did the same last time."""

    line: PackLine
    before: Capability
    choice: Choice | None = None
    """How the engine sees that provider today; None where the line has it already, or
    where it cannot take the line."""
    rule: str = ""
    """Which rule keeps it off today; "" for none."""

    @property
    def same(self) -> bool:
        return self.line.capability_id == self.before.pk


class AsLastTime(PackAct):
    """The engine is asked before, never inside, the transaction of the verb."""

    name, label, rank = "as_last_time", _("As last time"), 1
    rule = rules.can_run
    template_name = "matching/as_last_time.html"
    title, submit = _("As last time"), _("Take them again")
    done = _("Taken as last time. Earlier confirmations fall: please confirm again.")

    @classmethod
    def fits(cls, need: Need, pack: Pack | None, user: User) -> bool:
        if pack is None or not ready(pack):
            return False
        before = last_lines(need, kinds_in(pack))
        return bool(before) and _differs(pack, before)

    before: Pack
    rows: list[Again]

    def check_state(self) -> None:
        super().check_state()
        pack = self.pack()
        before = last_lines(self.thing, kinds_in(pack))
        if not before:
            raise refuse("wrong_state", gettext("Nothing like it was served before."))
        self.before = before[0].pack
        self.rows = list(_again(self.thing, pack, before))

    def context(self, form: Any) -> dict[str, Any]:
        found = {"before": self.before, "rows": self.rows, "whole": whole(self.rows)}
        return {**super().context(form), **found}

    def act(self, form: Any) -> None:
        if not whole(self.rows):
            raise refuse("gone", gettext("Not everybody of last time can do it again."))
        take_as_last_time(
            pack=self.pack(),
            need_version=form.cleaned_data["version"],
            before=self.before,
            choices={row.line.pk: row.choice.line for row in self.rows if row.choice},
            by=self.request.user,
        )


def kinds_in(pack: Pack) -> set[str]:
    return {line.item.service_type_id for line in pack.lines.all()}


def whole(rows: list[Again]) -> bool:
    """Whether everybody of last time can take the line, two of one provider too."""
    if not all(row.same or (row.choice and not row.choice.short) for row in rows):
        return False
    wanted: Counter[int] = Counter()
    free = {}
    for row in rows:
        if row.choice:
            weeks = row.line.item.weeks
            wanted[row.before.pk] += -(-row.choice.line.quantity // weeks)
            free[row.before.pk] = row.choice.free
    return all(units <= free[pk] for pk, units in wanted.items())


def _differs(pack: Pack, before: list[PackLine]) -> bool:
    pairs = _pairs(pack, before)
    return any(line.capability_id != other.pk for line, other in pairs)


def _pairs(pack: Pack, before: list[PackLine]) -> list[tuple[PackLine, Capability]]:
    """Each line with who did the same service last time, in order."""
    did: dict[str, list[Capability]] = defaultdict(list)
    for line in before:
        did[line.item.service_type_id].append(line.capability)
    pairs = []
    for line in pack.lines.all():
        others = did[line.item.service_type_id]
        pairs.append((line, others.pop(0) if len(others) > 1 else others[0]))
    return pairs


def _again(need: Need, pack: Pack, before: list[PackLine]) -> Any:
    lines = pack.lines.select_related("item__service_type", "capability__provider")
    by_pk = {line.pk: line for line in lines}
    for shown, capability in _pairs(pack, before):
        line = by_pk[shown.pk]
        if line.capability_id == capability.pk:
            yield Again(line, capability)
            continue
        found = alternatives(need, line)
        rules_by = {each.capability.pk: each.rule for each in found.blocked}
        rule = rules_by.get(capability.pk, "")
        yield Again(line, capability, found.of(capability.pk), rule)
