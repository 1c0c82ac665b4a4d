"""Posts of public benefit: the list, one post, the claim, the community's word, the end."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from organisations.domain.post_claim import (
    claim_post,
    confirm_post_claim,
    leave_post,
    refuse_post_claim,
)
from organisations.domain.service_post import close_post, set_up_post
from organisations.enums import UNFIT
from organisations.forms.service_post import (
    ClaimForm,
    ConfirmForm,
    EndPostForm,
    LeaveForm,
    PostForm,
    ReasonForm,
)
from organisations.models import PostClaim, ServicePost, Volunteer
from organisations.queries.service_post import unfit
from organisations.rules import (
    Verdict,
    can_answer_claim,
    can_keep_posts,
    can_leave_post,
)
from organisations.views.act import Act, allow

PER_PAGE = 25
NEWEST = ("-claimed_at", "-pk")


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Those that run first, the next to end on top, each with one's own claim."""
    own = PostClaim.objects.filter(volunteer__user=request.user).order_by(*NEWEST)
    mine = Prefetch("claims", own, to_attr="mine")
    seen = ServicePost.objects.visible_to(request.user).select_related("place")
    rows = seen.order_by(F("ended_at").desc(nulls_first=True), "until", "pk")
    shown = rows.prefetch_related(mine)
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "keeps": can_keep_posts(request.user).ok}
    return render(request, "organisations/posts.html", context)


@login_required
@require_safe
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is done, when, by how many; the claims for who answers them."""
    post = _visible(request, public_id)
    related = ("volunteer__person", "volunteer__home", "companion__person")
    claims = PostClaim.objects.filter(post=post).select_related(*related)
    newest = claims.order_by(*NEWEST)
    keeps = can_keep_posts(request.user, post.place).ok
    own = _own(request)
    bar = unfit(own, post) if own and post.is_running else ""
    context = {
        "post": post,
        "keeps": keeps,
        "claims": newest if keeps else [],
        "mine": newest.filter(volunteer=own).first(),
        "beside": claims.live().filter(companion=own) if own else [],
        "may_claim": bool(own) and post.is_running and not bar,
        "bar": UNFIT.get(bar, ""),
        "lacks_skill": bar == "skill",
    }
    return render(request, "organisations/post.html", context)


@login_required
@require_POST
def claim(request: HttpRequest, public_id: str) -> HttpResponse:
    """One tap."""
    post = _visible(request, public_id)
    own = _own(request)
    if own is None:
        return redirect("volunteering:volunteer")
    try:
        claim_post(post=post, volunteer=own, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request, gettext("Claimed. The community answers; you are told here.")
        )
    return redirect("organisations:post", public_id)


def _visible(request: HttpRequest, public_id: str) -> ServicePost:
    seen = ServicePost.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("place", "skill"), public_id=public_id)


def _own(request: HttpRequest) -> Volunteer | None:
    """The reader as a volunteer."""
    staying = Volunteer.objects.staying().select_related("person", "home")
    return staying.filter(user=request.user).first()


class SetUp(Act):
    form_class = PostForm
    title, submit = _("Set up a post"), _("Set it up")
    lead = _(
        "A duty that stands for weeks or months, near home. Volunteers and in-service "
        "members who live there see it and claim it; you say yes or no."
    )
    done = _("Set up. Whoever lives there as a volunteer sees it now.")

    def verdict(self) -> Verdict:
        return can_keep_posts(self.request.user)

    def arguments(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def act(self, form: Any) -> ServicePost:
        allow(can_keep_posts(self.request.user, form.cleaned_data["place"]))
        return set_up_post(by=self.request.user, **form.cleaned_data)

    def way_back(self) -> str:
        return reverse("organisations:posts")

    def way_on(self, made: Any) -> str:
        return reverse("organisations:post", args=[made.public_id])


class Close(Act):
    form_class: ClassVar[type[forms.Form]] = EndPostForm
    title, submit, look = _("End the post"), _("End it"), "danger"
    lead = _("Whoever holds or claims it is told.")
    done = _("Ended. Thank those who held it.")
    thing: ServicePost

    def load(self, public_id: str) -> ServicePost:
        return _visible(self.request, public_id)

    def verdict(self) -> Verdict:
        return can_keep_posts(self.request.user, self.thing.place)

    def act(self, form: Any) -> ServicePost:
        return close_post(post=self.thing, by=self.request.user)

    def way_back(self) -> str:
        return reverse("organisations:post", args=[self.thing.public_id])


class WriteDown(Close):
    """A claim for somebody who has no account."""

    form_class = ClaimForm
    title, submit, look = _("Write a claim down"), _("Write it down"), ""
    lead = _("Only for somebody who asked you for it. Then confirm it.")
    done = _("Written down. Confirm it, or do not accept it.")

    def arguments(self) -> dict[str, Any]:
        return {"post": self.thing}

    def act(self, form: Any) -> PostClaim:
        who, by = form.cleaned_data["volunteer"], self.request.user
        return claim_post(post=self.thing, volunteer=who, by=by)

    def way_on(self, made: Any) -> str:
        return self.way_back()


class ClaimAct(Act):
    """An act on one claim; by default the community's word on it."""

    form_class = ReasonForm
    thing: PostClaim

    def load(self, public_id: str) -> PostClaim:
        seen = PostClaim.objects.visible_to(self.request.user)
        rows = seen.select_related(
            "post__place", "volunteer__person", "volunteer__home"
        )
        return get_object_or_404(rows, public_id=public_id)

    def verdict(self) -> Verdict:
        return can_answer_claim(self.request.user, self.thing)

    def way_back(self) -> str:
        return reverse("organisations:post", args=[self.thing.post.public_id])


class Confirm(ClaimAct):
    form_class = ConfirmForm
    title, submit = _("Confirm the claim"), _("Confirm it")
    lead = _(
        "Agree with the person when and where to begin. Nobody under 18 is alone at a post."
    )
    done = _("Confirmed. The person was told.")

    def arguments(self) -> dict[str, Any]:
        return {"volunteer": self.thing.volunteer}

    def act(self, form: Any) -> PostClaim:
        by = self.request.user
        return confirm_post_claim(claim=self.thing, by=by, **form.cleaned_data)


class Refuse(ClaimAct):
    title, submit, look = (
        _("Do not accept the claim"),
        _("No, for this reason"),
        "danger",
    )
    lead = _("The person is told and reads your reason; the place is free again.")
    done = _("The person was told.")

    def act(self, form: Any) -> PostClaim:
        reason = form.cleaned_data["reason"]
        return refuse_post_claim(claim=self.thing, reason=reason, by=self.request.user)


class Leave(ClaimAct):
    """By the volunteer herself, without a reason if she likes; else with one."""

    title, submit, look = _("Give the post back"), _("Yes, give it back"), "danger"
    lead = _("Somebody else can have it then. Nobody thinks ill of it.")
    done = _("The place is free again. Thank you.")

    def verdict(self) -> Verdict:
        return can_leave_post(self.request.user, self.thing)

    def form(self, data: Any = None) -> Any:
        own = self.thing.volunteer.user_id == self.request.user.pk
        return (LeaveForm if own else ReasonForm)(data)

    def act(self, form: Any) -> PostClaim:
        reason = form.cleaned_data["reason"]
        return leave_post(claim=self.thing, reason=reason, by=self.request.user)
