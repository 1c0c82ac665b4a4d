"""帮办代填: filling in for somebody, the yes beside it, the papers for the table."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from matching import rules
from matching.domain.consent import (
    issue_follow_link,
    raise_on_behalf,
    record_consent,
)
from matching.domain.feedback import issue_confirmation_link, issue_feedback_link
from matching.enums import ConfirmerKind, NeedState, PackState, Track
from matching.enums.consent import CONSENT_TEXTS, CONSENT_VERSION
from matching.forms.consent import BehalfForm, ConsentForm
from matching.models import GivenConsent, Need, Pack
from matching.queries import station_phone
from matching.rules.consent import can_raise_on_behalf, can_record_consent
from matching.views.act import NeedAct, allow, visible_need
from matching.views.case import told
from matching.views.pack import ready
from matching.views.presence import picture
from matching.views.raising import Raise
from organisations.models import User
from organisations.queries import current_roles
from records.attachments import download
from records.models import Link

RATED = (NeedState.COMPLETED, NeedState.CLOSED)


class OnBehalf(Raise):
    """The same need as always, and a yes without which nothing is kept."""

    template_name = "matching/behalf.html"
    form_class = BehalfForm

    def check(self) -> None:
        allow(can_raise_on_behalf(self.request.user))

    def form(self, data: Any = None) -> BehalfForm:
        user = self.request.user
        return self.form_class(
            data,
            None if data is None else self.request.FILES,
            communities=rules.communities_to_raise_in(user),
            roles=current_roles(user),
        )

    def act(self, form: BehalfForm) -> Need:
        fixed = ("origin", "origin_no", "for_whom", "urgency")
        return self.raise_it(
            form.cleaned_data,
            raises=raise_on_behalf,
            by=self.request.user,
            consent=form.given(),
            **{name: form.cleaned_data[name] for name in fixed},
        )

    def done(self, need: Need) -> HttpResponse:
        return redirect("matching:received", need.public_id)


class RecordConsent(NeedAct):
    """For a need that somebody else raised, or a yes in another way."""

    name, label = "consent", _("Note the person's consent")
    rule = can_record_consent
    states = tuple(NeedState)
    form_class = ConsentForm
    template_name = "matching/consent.html"
    title, submit = _("How the person agreed"), _("Keep it")
    done = _("The consent is noted.")

    @classmethod
    def fits(cls, need: Need, pack: Pack | None, user: User) -> bool:
        return not need.consent

    def act(self, form: ConsentForm) -> None:
        record_consent(
            need=self.thing,
            version=form.cleaned_data["version"],
            consent=form.given(),
            by=self.request.user,
        )


@login_required
@require_safe
def photo(request: HttpRequest, public_id: str, pk: int) -> FileResponse:
    """The signed paper, for whoever runs the case."""
    need = visible_need(request.user, public_id)
    allow(can_record_consent(request.user, need))
    found = GivenConsent.objects.filter(need=need).select_related("photo")
    given = get_object_or_404(found, pk=pk)
    if given.photo is None:
        raise Http404
    return download(given.photo)


@login_required
@require_safe
def blank_form(request: HttpRequest) -> HttpResponse:
    """The paper for the table: both languages, the code of the public form."""
    allow(can_raise_on_behalf(request.user))
    return _paper(request, None)


@login_required
@require_safe
def filled_form(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same paper with what was written down, for the person to sign."""
    need = visible_need(request.user, public_id)
    allow(can_record_consent(request.user, need))
    return _paper(request, need)


def _paper(request: HttpRequest, need: Need | None) -> HttpResponse:
    address = request.build_absolute_uri(reverse("ask:ask"))
    context = {
        "need": need,
        "address": address,
        "picture": picture(address),
        "sentences": CONSENT_TEXTS[CONSENT_VERSION],
        "version": CONSENT_VERSION,
        "languages": [code for code, _name in settings.LANGUAGES],
    }
    return render(request, "matching/intake_form.html", context)


class Sheet(NeedAct):
    """What the person takes home: number, code, and a link that follows the case."""

    name, label, one_tap = "person_sheet", _("Print a sheet for the person"), True
    rule = can_record_consent
    states = tuple(NeedState)
    template_name = "matching/act.html"
    title, submit = _("A sheet for the person"), _("Make the sheet")
    lead = _(
        "In large type: number, code, and a picture that opens the case on a phone, "
        "without an account. It is shown once; a new one may be made at any time."
    )

    @classmethod
    def fits(cls, need: Need, pack: Pack | None, user: User) -> bool:
        return need.track != Track.CONFIDENTIAL

    def act(self, form: Any) -> HttpResponse:
        need = self.thing
        token = issue_follow_link(need=need, by=self.request.user)
        address = self.request.build_absolute_uri(f"/i/{token}/")
        context = {
            "need": need,
            "address": address,
            "picture": picture(address),
            "phone": station_phone(need.community),
            "back": self.way_back(),
        }
        response = render(self.request, "matching/person_sheet.html", context)
        add_never_cache_headers(response)
        return response


def follow(request: HttpRequest, link: Link) -> HttpResponse:
    """How the case stands, and what the person may do now: each act has a link of its
    own, made when it is asked for. Looking uses nothing up."""
    needs = Need.objects.exclude(track=Track.CONFIDENTIAL)
    found = needs.select_related("community", "person", "team")
    need = get_object_or_404(found, pk=link.payload["need"])
    asks = _asked_for(need)
    if request.method == "POST" and asks:
        token = _own_link(need, asks)
        return redirect("link", token)
    context = {**told(need), "asks": asks, "code": need.code}
    return render(request, "matching/link_follow.html", context)


def _asked_for(need: Need) -> str:
    """confirm, rate, or nothing, as it stands now."""
    if need.track == Track.INDIVIDUAL and need.person_id and _pack_of(need):
        return "confirm"
    return "rate" if need.state in RATED and not need.feedback.exists() else ""


def _own_link(need: Need, asks: str) -> str:
    if asks == "rate":
        return issue_feedback_link(need=need, by=None)
    pack = _pack_of(need)
    return issue_confirmation_link(pack=pack, kind=ConfirmerKind.PERSON, by=None)


def _pack_of(need: Need) -> Pack | None:
    """The pack that waits for the person's yes."""
    packs = need.packs.filter(state=PackState.PROPOSED).select_related("need__person")
    open_ones = packs.exclude(confirmations__kind=ConfirmerKind.PERSON)
    pack = open_ones.order_by("-version").first()
    return pack if ready(pack) else None


ACTS: tuple[type[NeedAct], ...] = (RecordConsent, Sheet)
