"""Acts on the clock of a need, and after its end: more time; taken up again."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching import rules
from matching.domain import course
from matching.domain.clock import extend_clock, no_clock
from matching.enums import STAGE_OF_STATE, STAGE_OF_WISH, ClockUnit, NeedState, Track
from matching.forms.assessment import service_choices
from matching.forms.clock import ExtendForm, ReopenForm
from matching.models import Need, Pack, StageLimit
from matching.queries.clock import limit_now, longest_extension
from matching.views.act import NeedAct
from organisations.models import User


class Extend(NeedAct):
    name, label = "extend", _("Give more time")
    rule = rules.can_extend
    states = tuple({*STAGE_OF_STATE, *STAGE_OF_WISH})
    form_class = ExtendForm
    title, submit = _("Give this stage more time"), _("Extend it")
    lead = _("Once, and by at most half of the limit. The reason is kept in the trail.")
    done = _("The stage has more time.")
    limit: StageLimit

    @classmethod
    def fits(cls, need: Need, pack: Pack | None, user: User) -> bool:
        running = need.due_at is not None and need.due_at > timezone.now()
        return running and not need.extended_by

    def check_state(self) -> None:
        super().check_state()
        limit = limit_now(self.thing)
        if self.thing.due_at is None or limit is None:
            raise no_clock()
        self.limit = limit

    def form_arguments(self) -> dict[str, Any]:
        unit = str(ClockUnit(self.limit.unit).label)
        return {"most": longest_extension(self.limit), "unit": unit}

    def act(self, form: Any) -> None:
        extend_clock(need=self.thing, by=self.request.user, **form.cleaned_data)


class Reopen(NeedAct):
    name, label, rank = "reopen", _("Take up again"), 1
    rule = rules.can_reopen
    states = (NeedState.CLOSED, NeedState.UNMET)
    form_class = ReopenForm
    title, submit = _("Take up this need again"), _("Take it up again")
    lead = _("What was left undone is matched again; add one more service if needed.")
    done = _("Taken up again: a new pack is being made.")

    @classmethod
    def fits(cls, need: Need, pack: Pack | None, user: User) -> bool:
        late = need.closed_at and timezone.now() > need.closed_at + course.REOPEN_TIME
        return need.track != Track.MICRO_WISH and not late

    def form_arguments(self) -> dict[str, Any]:
        choices, types = service_choices()
        return {"types": types, "choices": choices}

    def act(self, form: Any) -> None:
        course.reopen_need(
            need=self.thing,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            items=form.items(),
            by=self.request.user,
        )


ACTS: tuple[type[NeedAct], ...] = (Reopen, Extend)
