"""The pack: saying yes, for oneself or as somebody's word, and the own agency."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matching import rules
from matching.domain.faults import wrong_state
from matching.domain.feedback import issue_confirmation_link
from matching.domain.pack import confirm_own_agency, confirm_pack, leave_unmet
from matching.enums import ConfirmerKind, NeedState, PackState, SeatKind, Track
from matching.forms import pack as forms
from matching.models import Need, Pack, PackLine
from matching.queries import confirming_kinds
from matching.queries.need import seats_of
from matching.queries.page import shown_lines
from matching.views.act import Act, NeedAct
from matching.views.made import link_made
from organisations.models import User


def capacity(need: Need, user: User) -> str:
    """In which capacity this user says yes; "" for none."""
    return min(confirming_kinds(need, user=user), default="")


def ready(pack: Pack | None) -> bool:
    """Whether there is something to say yes to, and nothing waits for the manager."""
    if pack is None or pack.state != PackState.PROPOSED:
        return False
    lines = list(pack.lines.all())
    return bool(lines) and not any(
        each.own_agency and not each.own_agency_by_id for each in lines
    )


class PackAct(NeedAct):
    """An act on the proposed pack of a need."""

    states = (NeedState.PROPOSED,)
    template_name = "matching/pack_act.html"

    def context(self, form: Any) -> dict[str, Any]:
        return super().context(form) | {"pack": self.pack()}

    def pack(self) -> Pack:
        found = (
            self.thing.packs.filter(state=PackState.PROPOSED)
            .prefetch_related(
                "lines__item__service_type", "lines__capability__provider"
            )
            .first()
        )
        if found is None:
            raise wrong_state(self.thing.get_state_display())
        return found


class Confirm(PackAct):
    name, rank, one_tap = "confirm", 0, True
    rule = rules.can_confirm
    title, submit = _("Confirm the pack"), _("Confirm the pack")
    lead = _("When everybody who is asked has confirmed, the providers are invited.")
    done = _("Your confirmation is recorded.")

    @classmethod
    def fits(cls, need: Need, pack: Pack | None, user: User) -> bool:
        if not ready(pack) or pack is None:
            return False
        return all(yes.user_id != user.pk for yes in pack.confirmations.all())

    @classmethod
    def label_for(cls, need: Need, user: User) -> str:
        kind = ConfirmerKind(capacity(need, user)).label
        return gettext("Confirm the pack as: %(kind)s") % {"kind": kind}

    def act(self, form: Any) -> None:
        confirm_pack(
            pack=self.pack(),
            need_version=form.cleaned_data["version"],
            kind=capacity(self.thing, self.request.user),
            by=self.request.user,
        )


class PersonWord(PackAct):
    name, label, rank = "person_word", _("The person has agreed"), 0
    rule = rules.can_run
    form_class = forms.WordForm
    title, submit = _("Record the person's word"), _("Record it")
    lead = _("You have told the person who comes, when, and what it costs.")
    done = _("The person's word is recorded.")

    @classmethod
    def fits(cls, need: Need, pack: Pack | None, user: User) -> bool:
        if need.track == Track.PROJECT or need.person_id is None or pack is None:
            return False
        given = {yes.kind for yes in pack.confirmations.all()}
        return ready(pack) and ConfirmerKind.PERSON not in given

    def act(self, form: Any) -> None:
        confirm_pack(
            pack=self.pack(),
            need_version=form.cleaned_data["version"],
            kind=ConfirmerKind.PERSON,
            by=self.request.user,
            person=self.thing.person,
            how=form.cleaned_data["how"],
        )


class ConfirmationLink(PackAct):
    name, label, rank, one_tap = "confirmation_link", _("Ask by personal link"), 1, True
    rule = rules.can_run
    title, submit = _("Ask by personal link"), _("Make the link")
    lead = _("With this link the person sees the pack and can say yes.")

    @classmethod
    def fits(cls, need: Need, pack: Pack | None, user: User) -> bool:
        """For the person concerned, or a resident's seat held without an account."""
        if not ready(pack) or pack is None:
            return False
        given = {yes.person_id for yes in pack.confirmations.all()}
        if need.track != Track.PROJECT or need.team is None:
            return need.person_id is not None and need.person_id not in given
        return any(
            seat.kind == SeatKind.RESIDENT and seat.person_id not in {None, *given}
            for seat in seats_of(need, user)
        )

    def act(self, form: Any) -> HttpResponse:
        together = self.thing.track == Track.PROJECT
        kind = ConfirmerKind.RESIDENT if together else ConfirmerKind.PERSON
        by = self.request.user
        token = issue_confirmation_link(pack=self.pack(), kind=kind, by=by)
        return link_made(self.request, token, lead=self.lead, back=self.way_back())


class LeaveUnmet(PackAct):
    name, label, rank, one_tap = "unmet", _("Put it on the gap list"), 0, True
    rule = rules.can_run
    title, submit = _("Put it on the gap list"), _("Put it on the gap list")
    lead = _("Nobody can do it now. Whoever raised it is told; it is kept.")
    done = _("On the gap list. When somebody can, this need comes first.")

    @classmethod
    def fits(cls, need: Need, pack: Pack | None, user: User) -> bool:
        proposed = pack is not None and pack.state == PackState.PROPOSED
        return proposed and pack is not None and not pack.lines.all()

    def act(self, form: Any) -> None:
        version = form.cleaned_data["version"]
        leave_unmet(pack=self.pack(), need_version=version, by=self.request.user)


class LineAct(Act):
    """An act on one line of the proposed pack; its need is the thing that is ruled."""

    states = (NeedState.PROPOSED,)
    thing: Need
    line: PackLine

    def load(self, public_id: str) -> Need:
        seen = Need.objects.visible_to(self.request.user)
        lines = shown_lines().select_related("pack").filter(pack__need__in=seen)
        self.line = get_object_or_404(lines, public_id=public_id)
        needs = Need.objects.select_related("community", "worker", "team", "person")
        return needs.get(pk=self.line.pack.need_id)

    def check_state(self) -> None:
        super().check_state()
        if self.line.pack.state != PackState.PROPOSED:
            raise wrong_state(self.line.pack.get_state_display())

    def context(self, form: Any) -> dict[str, Any]:
        return {"need": self.thing, "line": self.line}

    def whence(self) -> str:
        return self.thing.heading


class OwnAgency(LineAct):
    rule = rules.can_confirm_own_agency
    form_class = forms.OwnAgencyForm
    template_name = "matching/own_agency.html"
    title, submit = _("Own agency: your decision"), _("I approve it")
    done = _("Approved, with your reason.")

    def act(self, form: Any) -> None:
        confirm_own_agency(
            line=self.line,
            need_version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            by=self.request.user,
        )


ACTS: tuple[type[NeedAct], ...] = (Confirm, LeaveUnmet, PersonWord, ConfirmationLink)
