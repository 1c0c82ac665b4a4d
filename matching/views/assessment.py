"""Assessing a need: track, urgency, consent, and the items it is made of."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from matching import rules
from matching.domain.need import assess_need
from matching.enums import NeedState, Track
from matching.forms.assessment import AssessForm, items_form
from matching.views.act import NeedAct
from matching.views.suggested import (
    first_rows,
    perhaps_the_same,
    prefilled,
    suggested_for,
)
from organisations.enums import EMPLOYED_ROLES
from organisations.queries import current_roles


class Assess(NeedAct):
    """The one long form of this floor; rows are added without a script."""

    name, label, rank = "assess", _("Assess it"), 0
    rule = rules.can_assess
    states = (NeedState.RAISED,)
    hint = _(
        "Read it and split it into services. Ask back what is unclear; refer what is "
        "for another body."
    )
    form_class = AssessForm
    template_name = "matching/assess.html"
    edits, drafts = True, _("Assess the need")
    title, submit = _("Assess the need"), _("Save and look for providers")
    done = _("Assessed. A pack is being put together; you will be told.")

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """`add` only shows one more row; everything else is the act itself."""
        if "add" not in request.POST:
            return super().post(request, public_id)
        self.open(public_id)
        return self.page(self.form(request.POST).unchecked())

    def form_arguments(self) -> dict[str, Any]:
        need, data = self.thing, self.sent
        names = ("track", "urgency", "title", "title_en", "consent", "languages")
        initial = {name: getattr(need, name) for name in names}
        taken = data is None and "use" in self.request.GET
        initial |= {"health_consent": need.health_consent, **prefilled(need, taken)}
        one_more = "add" in self.request.POST
        return {
            "initial": initial,
            "items": items_form(data, one_more=one_more, first=first_rows(need, taken)),
            "station": bool(current_roles(self.request.user) & EMPLOYED_ROLES),
        }

    def context(self, form: Any) -> dict[str, Any]:
        user, kept = self.request.user, self.thing.suggested
        return {
            "need": self.thing,
            "suggested": suggested_for(self.thing),
            "same": perhaps_the_same(self.thing, user),
            "wish": kept.get("track") == Track.MICRO_WISH
            and rules.can_release_wish(user, self.thing).ok,
        }

    def open(self, public_id: str) -> None:
        """What must be reported is nobody else's: the page promises no providers."""
        super().open(public_id)
        if self.thing.is_casework:
            self.submit = _("Save as casework of the station")
            self.done = _("Assessed. It is casework of the station; no pack is made.")

    def act(self, form: Any) -> None:
        assess_need(
            need=self.thing,
            by=self.request.user,
            items=form.items.items(),
            **form.cleaned_data,
        )
