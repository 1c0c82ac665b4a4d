"""Joining as a volunteer; one's own skills and times; those who live where one works."""

from __future__ import annotations

from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from organisations.domain import volunteer as verbs
from organisations.enums import JoinConsent
from organisations.forms.fields import add_errors
from organisations.forms.volunteer import (
    ChangeForm,
    ClearForm,
    JoinForm,
    OnBehalfForm,
    SignUpForm,
)
from organisations.models import Territory, Volunteer
from organisations.rules import Verdict, can_confirm_days, can_join_for
from records.typed import overtaken

PER_PAGE = 25
BACKEND = settings.AUTHENTICATION_BACKENDS[0]


def _allow(verdict: Verdict) -> None:
    if not verdict.ok:
        raise PermissionDenied(verdict.reason)


def _places() -> Any:
    found = Territory.objects.within(settings.DISTRICT_CODE).exclude(level="grid")
    return found.order_by("code")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """For anybody, alone or through a team; who is signed in keeps her account."""
    form_class = JoinForm if request.user.is_authenticated else SignUpForm
    form = form_class(request.POST or None, places=_places())
    if request.method != "POST":
        return _join_page(request, form)
    used = ratelimit.consume(
        request,
        app="organisations",
        action="join",
        config=settings.VOLUNTEER_RATE_LIMITS,
    )
    if used is None:
        reason = gettext("Very much was sent from here. Ring the social work station.")
        return render(request, "429.html", {"reason": reason}, status=429)
    if form.is_valid() and _joined(request, form):
        return redirect("organisations:volunteer_change")
    used.rollback()  # only what was saved counts
    return _join_page(request, form, 422)


def _join_page(request: HttpRequest, form: Any, status: int = 200) -> HttpResponse:
    name = "organisations/join_volunteer.html"
    return render(request, name, {"form": form}, status=status)


def _joined(request: HttpRequest, form: Any) -> bool:
    said = {**form.values(), "consent": JoinConsent.FORM}
    try:
        if request.user.is_authenticated:
            user = request.user
            verbs.join_as_volunteer(user=user, by=user, **said)
        else:
            account = {n: form.cleaned_data[n] for n in ("username", "password")}
            login(request, verbs.sign_up(**account, **said).user, BACKEND)
    except ValidationError as error:
        add_errors(form, error)
        return False
    messages.success(
        request,
        gettext("Welcome! Now say what you can help with, and when you are free."),
    )
    return True


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join_for(request: HttpRequest) -> HttpResponse:
    """The station or the secretary writes down who said yes to them."""
    _allow(can_join_for(request.user))
    form = OnBehalfForm(request.POST or None, places=_places())
    if request.method == "POST" and form.is_valid():
        _allow(can_join_for(request.user, form.cleaned_data["home"]))
        try:
            verbs.join_as_volunteer(
                **form.values(), consent=form.cleaned_data["consent"], by=request.user
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, gettext("Written down. Thank the person."))
            return redirect("organisations:volunteers")
    status = 422 if request.method == "POST" else 200
    title = gettext("Write a volunteer down")
    return _form(request, form, title, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """One's own skills, times, languages, teams, unit."""
    own = Volunteer.objects.staying().filter(user=request.user)
    volunteer = get_object_or_404(own.select_related("person", "unit", "home"))
    form = ChangeForm(request.POST or None, volunteer=volunteer)
    if request.method != "POST":
        return _form(request, form, gettext("My skills and times"))
    status = 422
    if form.is_valid():
        try:
            verbs.change_volunteer(
                volunteer=volunteer, by=request.user, **form.values()
            )
        except ValidationError as error:
            if getattr(error, "code", "") == "stale":
                now = ChangeForm(volunteer=own.get(pk=volunteer.pk))
                return overtaken(request, error, typed=form, now=now)
            add_errors(form, error)
        else:
            messages.success(request, gettext("Saved. You are asked for what fits."))
            return redirect("desk")
    return _form(request, form, gettext("My skills and times"), status=status)


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Those who live where one works, or who are in one's team; names masked."""
    seen = Volunteer.objects.visible_to(request.user).staying()
    rows = seen.select_related("person", "home", "unit").prefetch_related(
        "skills", "teams"
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    may_join = can_join_for(request.user).ok
    context = {"page": page, "may_join": may_join}
    return render(request, "organisations/volunteers.html", context)


@login_required
@require_safe
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    volunteer = _visible(request, public_id)
    context = {
        "volunteer": volunteer,
        "may_confirm": can_confirm_days(request.user, volunteer).ok,
        "may_clear": can_join_for(request.user, volunteer.home).ok,
    }
    return render(request, "organisations/volunteer.html", context)


@login_required
@require_POST
def confirm_days(request: HttpRequest, public_id: str) -> HttpResponse:
    volunteer = _visible(request, public_id)
    _allow(can_confirm_days(request.user, volunteer))
    try:
        verbs.confirm_activity_days(volunteer=volunteer, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("organisations:volunteer", public_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def clear(request: HttpRequest, public_id: str) -> HttpResponse:
    """A paper was seen: what it opens, until when."""
    volunteer = _visible(request, public_id)
    _allow(can_join_for(request.user, volunteer.home))
    form = ClearForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.clear_volunteer(
                volunteer=volunteer, by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("organisations:volunteer", public_id)
    status = 422 if request.method == "POST" else 200
    return _form(request, form, gettext("A paper was seen"), status=status)


def _visible(request: HttpRequest, public_id: str) -> Volunteer:
    seen = Volunteer.objects.visible_to(request.user).staying()
    rows = seen.select_related("person", "home", "unit", "days_confirmed_by")
    return get_object_or_404(rows, public_id=public_id)


def _form(
    request: HttpRequest, form: Any, title: str, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "title": title}
    name = "organisations/volunteer_form.html"
    return render(request, name, context, status=status)
