"""Reading a contact in clear text: one field, with a reason, on the record."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _

from matching.forms.need import RevealForm
from matching.views.act import NeedAct
from organisations.domain.person import reveal
from organisations.models import User
from organisations.rules import Verdict, can_reveal


def may_reveal(user: User, need: Any) -> Verdict:
    if need.person is None:
        raise Http404
    return can_reveal(user, need.person, need.community)


class Reveal(NeedAct):
    """The clear text is on this one answer only; nothing keeps it."""

    rule = may_reveal
    form_class = RevealForm
    template_name = "matching/reveal.html"
    title, submit = _("Look at the contact"), _("Show it")
    lead = _("Only what you need, for this case. It is recorded who looked and why.")

    def check_state(self) -> None:
        """In every state: somebody may have to ring after the end, too."""

    def check_seen(self) -> None:
        """Nor does it matter what else happened to the need meanwhile."""

    def act(self, form: Any) -> HttpResponse:
        clear = reveal(
            self.thing.person,
            form.cleaned_data["field"],
            form.cleaned_data["reason"],
            self.request.user,
        )
        label = dict(RevealForm.FIELDS)[form.cleaned_data["field"]]
        context = {"clear": clear, "label": label, "back": self.way_back()}
        context["dial"] = form.cleaned_data["field"] == "phone"
        context["unsafe"] = not self.thing.safe_contact
        response = render(self.request, "matching/revealed.html", context)
        add_never_cache_headers(response)
        return response
