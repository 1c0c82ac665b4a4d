"""Choosing somebody else for a line: the page of all who could, and why not the rest."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from matching import rules
from matching.domain.faults import refuse
from matching.domain.pack import swap_line
from matching.forms.pack import SwapForm
from matching.views.choice import Alternatives, alternatives
from matching.views.pack import LineAct


class Swap(LineAct):
    """The engine is asked before, never inside, the transaction of the verb."""

    rule = rules.can_run
    form_class = SwapForm
    template_name = "matching/swap.html"
    title, submit = _("Choose somebody else"), _("Take this one")
    done = _("Exchanged. Earlier confirmations fall: please confirm again.")
    found: Alternatives

    def form_arguments(self) -> dict[str, Any]:
        self.found = alternatives(self.thing, self.line)
        return {"capabilities": [each.capability.pk for each in self.found.choices]}

    def context(self, form: Any) -> dict[str, Any]:
        return {
            **super().context(form),
            "choices": self.found.choices,
            "blocked": self.found.blocked,
        }

    def act(self, form: Any) -> None:
        chosen = self.found.of(form.cleaned_data["choice"])
        if chosen is None:
            raise refuse("full", _("This provider cannot take the line any more."))
        swap_line(
            line=self.line,
            need_version=form.cleaned_data["version"],
            choice=chosen.line,
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
            by=self.request.user,
        )
