"""Raising a need: words of danger before anything is saved, then a number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from matching import rules, snapshot
from matching.domain.course import take_back_need
from matching.domain.need import ContactInput, raise_need
from matching.enums import Consent, Danger, Origin
from matching.forms.need import RaiseForm
from matching.forms.raising import QuickForm
from matching.models import Need
from matching.queries.danger import emergency_cards, families_in
from matching.queries.entered import entered_by, phrase_of, services_with_phrases
from matching.rules.consent import can_raise_on_behalf
from matching.views.act import allow
from organisations.enums import Role
from organisations.queries import current_roles
from organisations.queries.draft import kept_draft
from records.typed import as_typed


def danger_of(error: ValidationError) -> list[str]:
    """The families for which a verb was refused until somebody rang."""
    if getattr(error, "code", None) != "danger":
        return []
    return list((error.params or {}).get("families", []))


def acknowledged(request: HttpRequest) -> list[str]:
    """The families whose card this reader has seen and answered."""
    sent = request.POST.get("acknowledged", "")
    return [code for code in sent.split(",") if code in Danger]


def cards_for(families: Sequence[str]) -> dict[str, Any]:
    """What a page shows on top when words of danger were found."""
    return {
        "cards": emergency_cards(families),
        "families": ",".join(families),
        "ask_safe": Danger.VIOLENCE in families,
    }


QUICK_ROLES = frozenset(
    {
        Role.GRID_LEADER,
        Role.SOCIAL_WORKER,
        Role.STATION_MANAGER,
        Role.STREET_OFFICER,
        Role.DUTY_DESK,
    }
)


class Raising(View):
    """A form, one verb; words of danger bring the form back with the card on top."""

    template_name: ClassVar[str]

    def get(self, request: HttpRequest) -> HttpResponse:
        self.check()
        return self.page(self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        self.check()
        form = self.form(request.POST)
        if not form.is_valid():  # danger is said at once, whatever else is missing
            found = families_in(str(form["text"].value() or ""))
            return self.page(form, status=422, **cards_for(found))
        try:
            return self.done(self.act(form))
        except ValidationError as error:
            families = danger_of(error)
            if not families:
                form.add_error(None, ValidationError(list(error.messages)))
            return self.page(form, status=422, **cards_for(families))

    def page(self, form: forms.Form, *, status: int = 200, **more: Any) -> HttpResponse:
        context = {"form": form, **self.context(form), **more}
        return render(self.request, self.template_name, context, status=status)

    def raise_it(
        self, values: dict[str, Any], *, raises: Any = raise_need, **more: Any
    ) -> Need:
        """The contact and the need are kept together or not at all, and once.

        What is suggested is computed here, before the verb opens its transaction.
        """
        name, phone = values.get("contact_name"), values.get("contact_phone", "")
        return raises(
            community=values["community"],
            text=values["text"],
            ticket=values["ticket"],
            contact=ContactInput(name, phone) if name else None,
            acknowledged=acknowledged(self.request),
            safe_contact=values.get("safe_contact", False),
            suggested=snapshot.suggestion(values["text"]),
            **more,
        )

    # --- what a subclass says ---------------------------------------------------------

    def check(self) -> None:
        """Stop whoever may not."""

    def form(self, data: Any = None) -> Any:
        raise NotImplementedError

    def act(self, form: Any) -> Need:
        raise NotImplementedError

    def context(self, form: Any) -> dict[str, Any]:
        return {}

    def done(self, need: Need) -> HttpResponse:
        return redirect("matching:received", need.public_id)


@method_decorator(login_required, name="dispatch")
class Raise(Raising):
    """The shortest form: one textarea, everything else preset or optional."""

    template_name = "matching/raise.html"
    form_class: ClassVar[type[RaiseForm]] = RaiseForm
    drafts: ClassVar[Any] = _("Raise a need")

    def get(self, request: HttpRequest) -> HttpResponse:
        self.check()
        draft = kept_draft(request, long=bool(self.drafts))
        form = as_typed(self.form(draft.data)) if draft else self.form()
        return self.page(form, draft=draft)

    def check(self) -> None:
        allow(rules.can_raise_need(self.request.user))

    def form(self, data: Any = None) -> RaiseForm:
        communities = rules.communities_to_raise_in(self.request.user)
        roles = current_roles(self.request.user)
        return self.form_class(data, communities=communities, roles=roles)

    def context(self, form: RaiseForm) -> dict[str, Any]:
        user = self.request.user
        return {
            "community": form["community"].initial,
            "quick": bool(QUICK_ROLES & current_roles(user)),
            "behalf": can_raise_on_behalf(user).ok,
        }

    def act(self, form: RaiseForm) -> Need:
        values = form.cleaned_data
        fixed = ("origin", "origin_no", "for_whom", "urgency")
        return self.raise_it(
            values,
            by=self.request.user,
            consent=values["consent"] or Consent.NONE,
            **{name: values[name] for name in fixed},
        )


class Quick(Raise):
    """Ten seconds for one need, and the next one: what repeats is kept, what was just
    entered stands below and can be undone."""

    template_name = "matching/quick.html"
    form_class = QuickForm
    drafts = ""
    KEPT = ("community", "origin")

    def form(self, data: Any = None) -> RaiseForm:
        asked = self.request.GET
        first = {name: asked[name] for name in self.KEPT if asked.get(name)}
        first["text"] = phrase_of(asked.get("use", ""))
        communities = rules.communities_to_raise_in(self.request.user)
        return self.form_class(
            data,
            communities=communities,
            roles=current_roles(self.request.user),
            initial=first,
        )

    def context(self, form: RaiseForm) -> dict[str, Any]:
        kept = {name: self.request.GET.get(name, "") for name in self.KEPT}
        return {
            **super().context(form),
            "kept": urlencode(kept),
            "services": services_with_phrases(),
            "entered": entered_by(self.request.user),
        }

    def act(self, form: RaiseForm) -> Need:
        user, values = self.request.user, form.cleaned_data
        held = user.appointments.current().select_related("territory")
        grid = held.filter(role=Role.GRID_LEADER).first()
        return self.raise_it(
            values,
            by=user,
            origin=values.get("origin") or Origin.GRID,
            consent=values.get("consent") or Consent.NONE,
            for_whom=str(grid.territory)[:60] if grid else "",
        )

    def done(self, need: Need) -> HttpResponse:
        said = _("Kept: number %(number)s, code %(code)s.")
        names = {"number": need.number, "code": need.code}
        messages.success(self.request, said % names)
        kept = {"community": need.community_id, "origin": need.origin}
        return redirect(f"{reverse('matching:quick')}?{urlencode(kept)}")


@login_required
@require_POST
def undo_entry(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take back what was entered a moment ago."""
    mine = Need.objects.visible_to(request.user).filter(raised_by=request.user)
    need = get_object_or_404(mine, public_id=public_id)
    try:
        take_back_need(need=need, version=need.version, by=request.user)
        messages.success(request, _("Taken back."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("matching:quick")


@login_required
@require_safe
def received(request: HttpRequest, public_id: str) -> HttpResponse:
    """Number, code, and the latest day on which somebody gets in touch.

    Whoever raised what became confidential reads the number here, and no more of it.
    """
    mine = Need.objects.filter(raised_by=request.user).select_related("community")
    need = get_object_or_404(mine, public_id=public_id)
    seen = Need.objects.visible_to(request.user).filter(pk=need.pk).exists()
    quick = Role.GRID_LEADER in current_roles(request.user)
    context = {"need": need, "seen": seen, "quick": quick}
    return render(request, "matching/received.html", context)
