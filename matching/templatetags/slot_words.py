"""Gates and what speaks for a volunteer, in plain words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext, gettext_lazy

from matching.engine.types import FitCode, Reason
from organisations.enums import Gate

register = template.Library()
NEAR = {
    "community": gettext_lazy("lives in this community"),
    "street": gettext_lazy("lives in this street"),
    "district": gettext_lazy("lives in this district"),
}
FITS = {
    FitCode.ROLE: gettext_lazy("knows this service"),
    FitCode.UNIT_DAY: gettext_lazy("activity day of the unit"),
    FitCode.LANGUAGE: gettext_lazy("speaks the language"),
    FitCode.LOAD: gettext_lazy("served little lately"),
    FitCode.TEAM: gettext_lazy("belongs to this team"),
}


@register.simple_tag
def gate_name(gate: str) -> str:
    return str(Gate(gate).label) if gate in Gate else gate


@register.simple_tag
def fit_reason(reason: Reason) -> str:
    """One reason, as the engine gave it."""
    if reason.code == FitCode.HOME:
        level = str(reason.facts.get("level", ""))
        return str(NEAR.get(level, NEAR["district"]))
    if reason.code == FitCode.RESTED:
        if "days" not in reason.facts:
            return gettext("was never asked")
        return gettext("not asked for %(days)s days") % reason.facts
    return str(FITS[FitCode(reason.code)])
