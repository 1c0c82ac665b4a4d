"""Words for the public site: on the page of a 3+N project, for the station."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from matching import rules
from matching.domain.release import end_release, release_need
from matching.enums import SEEKING_STATES, Track
from matching.forms.release import ReleaseNeedForm
from matching.models import Need, NeedRelease, Pack
from matching.views.act import NeedAct
from organisations.models import User


class ReleaseNeed(NeedAct):
    """Written, changed or taken off on one small page."""

    name, label, rank = "release_need", _("Look for partners in public"), 2
    rule = rules.can_release_need
    states = tuple(SEEKING_STATES)
    form_class = ReleaseNeedForm
    title, submit = _("Look for partners in public"), _("Save it")
    lead = _(
        "Everybody reads these words with the street and the services: no name, no "
        "community, no age, no illness. They leave the site once somebody is found."
    )
    done = _("Saved.")

    @classmethod
    def fits(cls, need: Need, pack: Pack | None, user: User) -> bool:
        return need.track == Track.PROJECT and not need.danger

    def form_arguments(self) -> dict[str, Any]:
        row = NeedRelease.objects.filter(need=self.thing, ended_at=None).first()
        words = {"summary": row.summary, "summary_en": row.summary_en} if row else {}
        return {"initial": words, "shown": row is not None}

    def act(self, form: Any) -> None:
        if form.cleaned_data.get("off"):
            end_release(need=self.thing, by=self.request.user)
            return
        names = ("version", "summary", "summary_en")
        words = {name: form.cleaned_data[name] for name in names}
        release_need(need=self.thing, by=self.request.user, **words)
