"""`/desk/messages/preferences/`: what is told, by which way, when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from records.domain.reach import (
    confirm_address,
    drop_address,
    give_address,
    personal_channels,
    set_quiet_hours,
    set_wishes,
)
from records.forms import AddressForm, CodeForm, QuietForm, WishesForm
from records.models import Address
from records.queries import quiet_hours_of, wishes_of


@login_required
@require_safe
def preferences(request: HttpRequest) -> HttpResponse:
    return _page(request)


@login_required
@require_POST
def keep_wishes(request: HttpRequest) -> HttpResponse:
    form = WishesForm(request.POST, ways=personal_channels())
    if not form.is_valid():
        return _page(request, status=422, wishes=form)
    set_wishes(user=request.user, wishes=form.wishes())
    return _kept(request)


@login_required
@require_POST
def keep_quiet(request: HttpRequest) -> HttpResponse:
    form = QuietForm(request.POST)
    return _kept_by(
        request, form, lambda v: set_quiet_hours(user=request.user, **v), quiet=form
    )


@login_required
@require_POST
def address(request: HttpRequest, channel: str) -> HttpResponse:
    """A new address: a code goes there."""
    _known(channel)
    form = AddressForm(request.POST)
    return _kept_by(
        request,
        form,
        lambda v: give_address(user=request.user, channel=channel, **v),
        said=_("A code was sent there. Enter it below."),
        address=(channel, form),
    )


@login_required
@require_POST
def code(request: HttpRequest, channel: str) -> HttpResponse:
    """The code that was sent there."""
    _known(channel)
    form = CodeForm(request.POST)
    return _kept_by(
        request,
        form,
        lambda v: confirm_address(user=request.user, channel=channel, **v),
        said=_("Confirmed: messages may go there now."),
        code=(channel, form),
    )


@login_required
@require_POST
def drop(request: HttpRequest, channel: str) -> HttpResponse:
    _known(channel)
    drop_address(user=request.user, channel=channel)
    return _kept(request)


def _known(channel: str) -> None:
    if channel not in personal_channels():
        raise Http404


def _kept_by(
    request: HttpRequest,
    form: Any,
    does: Callable[[dict[str, Any]], Any],
    said: str = "",
    **shown: Any,
) -> HttpResponse:
    """The verb, then the page; what it refuses stands at the form's field."""
    if form.is_valid():
        try:
            does(form.cleaned_data)
            return _kept(request, said)
        except ValidationError as error:
            form.add_error(next(iter(form.fields)), ValidationError(error.messages))
    return _page(request, status=422, **shown)


def _kept(request: HttpRequest, said: str = "") -> HttpResponse:
    messages.success(request, said or _("Kept."))
    return redirect("preferences")


def _page(
    request: HttpRequest,
    *,
    status: int = 200,
    wishes: Any = None,
    quiet: Any = None,
    address: tuple[str, Any] = ("", None),
    code: tuple[str, Any] = ("", None),
) -> HttpResponse:
    """The page, with the form that was refused in its place."""
    ways = personal_channels()
    given = {each.channel: each for each in Address.objects.filter(user=request.user)}
    hours = quiet_hours_of(request.user)
    context = {
        "ways": [
            {
                "name": name,
                "title": way.title,
                "given": given.get(name),
                "form": _form_of(name, address, AddressForm),
                "code": _form_of(name, code, CodeForm),
            }
            for name, way in ways.items()
        ],
        "wishes": wishes or WishesForm(ways=ways, kept=wishes_of(request.user)),
        "quiet": quiet or QuietForm(initial=model_to_dict(hours)),
        "rings": any(way.rings for way in ways.values()),
    }
    return render(request, "records/preferences.html", context, status=status)


def _form_of(channel: str, refused: tuple[str, Any], form: type[Any]) -> Any:
    """Several of a kind stand on the page: each has identifiers of its own."""
    if refused[0] == channel:
        return refused[1]
    return form(auto_id=f"{channel}_%s")
