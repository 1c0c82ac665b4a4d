"""A provider's own page: who it is, its menu, what it did; and changing the menu."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from organisations.domain.capability import change_capability
from organisations.domain.provider import confirm_provider, edit_provider
from organisations.forms import MenuForm, PublicContactForm, add_errors
from organisations.models import Capability, Grade, Provider
from organisations.queries import menu_of
from organisations.rules import can_import_providers, can_manage_provider
from records.typed import overtaken

PER_PAGE = 30


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The providers this user sees; her only one at once."""
    words = request.GET.get("q", "").strip()
    seen = Provider.objects.visible_to(request.user)
    if not words and request.user.is_authenticated:
        own = list(Provider.objects.run_by(request.user)[:2])
        if len(own) == 1 and not seen.exclude(pk=own[0].pk).exists():
            return redirect("organisations:provider", own[0].public_id)
    found = seen.named(words).select_related("street")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    may = can_import_providers(request.user)
    context = {"page": page, "q": words, "may_import": may.ok}
    return render(request, "organisations/providers.html", context)


@login_required
@require_safe
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """Data, menu with what is left this week and next, past projects."""
    seen = Provider.objects.visible_to(request.user).select_related("street")
    provider = get_object_or_404(seen, public_id=public_id)
    context = {
        "provider": provider,
        "menu": menu_of(provider),
        "projects": provider.past_projects.all(),
        "bodies": list(provider.associations.all()),
        "grade": Grade.objects.in_force().filter(provider=provider).first(),
        "verdict": can_manage_provider(request.user, provider),
    }
    return render(request, "organisations/provider.html", context)


def _managed(request: HttpRequest, public_id: str) -> Provider:
    """One that this user sees and runs."""
    seen = Provider.objects.visible_to(request.user).select_related("street")
    provider = get_object_or_404(seen, public_id=public_id)
    verdict = can_manage_provider(request.user, provider)
    if not verdict.ok:
        raise PermissionDenied(verdict.reason)
    return provider


@login_required
@require_POST
def confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is shown here is still right."""
    provider = _managed(request, public_id)
    try:
        confirm_provider(provider=provider, by=request.user)
        messages.success(request, gettext("Confirmed as of today."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("organisations:provider", public_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Capacity, times and conditions of one line of the menu."""
    seen = Capability.objects.visible_to(request.user)
    capability = get_object_or_404(
        seen.select_related("provider__street", "service_type"), public_id=public_id
    )
    verdict = can_manage_provider(request.user, capability.provider)
    if not verdict.ok:
        raise PermissionDenied(verdict.reason)
    form = MenuForm(request.POST or None, instance=capability)
    if request.method != "POST":
        return _form(request, form, capability, 200)
    if not form.is_valid():
        return _form(request, form, capability, 422)
    return _change(request, form, capability)


def _change(
    request: HttpRequest, form: MenuForm, capability: Capability
) -> HttpResponse:
    try:
        change_capability(capability=capability, **form.cleaned_data, by=request.user)
    except ValidationError as error:
        if getattr(error, "code", "") == "stale":
            now = MenuForm(instance=Capability.objects.get(pk=capability.pk))
            return overtaken(request, error, typed=form, now=now)
        add_errors(form, error)
        return _form(request, form, capability, 422)
    messages.success(request, gettext("Saved. Matching uses the new state at once."))
    return redirect("organisations:provider", capability.provider.public_id)


def _form(
    request: HttpRequest, form: MenuForm, capability: Capability, status: int
) -> HttpResponse:
    context = {"form": form, "capability": capability}
    return render(request, "organisations/capability.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, public_id: str) -> HttpResponse:
    """The telephone and the address that it lets everybody read."""
    provider = _managed(request, public_id)
    form = PublicContactForm(request.POST or None, instance=provider)
    if request.method != "POST":
        return _contact_form(request, form, 200)
    if not form.is_valid():
        return _contact_form(request, form, 422)
    return _contact(request, form, public_id)


def _contact(
    request: HttpRequest, form: PublicContactForm, public_id: str
) -> HttpResponse:
    try:
        edit_provider(provider=form.instance, **form.cleaned_data, by=request.user)
    except ValidationError as error:
        if getattr(error, "code", "") == "stale":
            now = Provider.objects.get(pk=form.instance.pk)
            return overtaken(
                request, error, typed=form, now=PublicContactForm(instance=now)
            )
        add_errors(form, error)
        return _contact_form(request, form, 422)
    messages.success(request, gettext("Saved. Everybody reads it on the public page."))
    return redirect("organisations:provider", public_id)


def _contact_form(
    request: HttpRequest, form: PublicContactForm, status: int
) -> HttpResponse:
    context = {"form": form, "public_id": form.instance.public_id}
    return render(request, "organisations/contact.html", context, status=status)
