"""The figures of a district or a street: pictures, tables, one sentence each."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from matching.domain.figures import release_figures
from matching.queries.figure_pictures import (
    asked_table,
    became_picture,
    free_table,
    gaps_picture,
    mix_picture,
    ratings_picture,
)
from matching.queries.figures import (
    Gap,
    Scope,
    asked_for,
    free_hours,
    gaps,
    last_release,
    pack_mix,
    ratings,
    scopes_of,
    standing_of,
    without_small,
)
from matching.rules.figures import can_release_figures, can_see_figures
from matching.views.act import allow
from organisations.enums import Role
from organisations.models import ServiceCategory, Territory, User
from records.pictures.heat import Head, Heat, with_sums
from records.pictures.picture import Picture, picture_file


@login_required
@require_safe
def figures(request: HttpRequest, code: str = "") -> HttpResponse:
    """The first place of the reader, or the one asked for."""
    scopes = _scopes(request.user)
    scope = _scope(scopes, code)
    standing = standing_of(scope.code)
    # With the services of a category, whose sums are its own cells, a reader from
    # outside could reckon what the table of categories hides.
    category = request.GET.get("category", "") if scope.whole else ""
    context = {
        "scope": scope,
        "scopes": scopes,
        "waiting": standing.waiting if scope.whole else _large(standing.waiting),
        "asked": _asked(scope, scopes, category),
        "category": category,
        "pictures": _placed(scope, standing.became),
        "free": _free(scope),
    }
    if scope.role == Role.CENTRE_OPERATOR and scope.is_district:
        context |= {"may_release": True, "release": last_release(scope.code)}
    return render(request, "matching/figures.html", context)


@login_required
@require_safe
def figure_file(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """The file of one picture."""
    scope = _scope(_scopes(request.user), code)
    if name not in PICTURES:
        raise Http404
    return picture_file(request, PICTURES[name](scope))


@login_required
@require_POST
def release(request: HttpRequest, code: str) -> HttpResponse:
    """Give the figures of a district to the public."""
    scope = _scope(_scopes(request.user), code)
    if not scope.is_district:
        raise Http404
    allow(can_release_figures(request.user, scope.place))
    try:
        release_figures(district=scope.place, by=request.user)
    except ValidationError as error:
        context = {
            "reason": " ".join(error.messages),
            "url": reverse("matching:figures"),
        }
        return render(request, "422.html", context, status=422)
    messages.success(request, _("The figures are on the public page now."))
    return redirect("matching:figures")


def _scopes(user: User) -> list[Scope]:
    scopes = scopes_of(user)
    if not scopes:
        allow(can_see_figures(user))
    return scopes


def _scope(scopes: list[Scope], code: str) -> Scope:
    """The place asked for, or the first; 404 for one that is not the reader's."""
    found = [each for each in scopes if not code or each.code == code]
    if not found:
        raise Http404
    return found[0]


def _large(count: int) -> int | None:
    return without_small([count])[0]


# --- pictures --------------------------------------------------------------------------


def _became(scope: Scope, counts: dict[str, int] | None = None) -> Picture:
    counts = standing_of(scope.code).became if counts is None else counts
    shown = scope.shown(list(counts.values()))
    return became_picture(dict(zip(counts, shown, strict=True)), timezone.localdate())


def _ratings(scope: Scope) -> Picture:
    counts = ratings(scope.code)
    shown = scope.shown(list(counts.values()))
    return ratings_picture(dict(zip(counts, shown, strict=True)), timezone.localdate())


def _gaps(scope: Scope) -> Picture:
    found = gaps(scope.code)
    shown = scope.shown([gap.needs for gap in found])
    urls = [_list(scope, gap) for gap in found]
    return gaps_picture(found, shown, urls, timezone.localdate())


def _list(scope: Scope, gap: Gap) -> str:
    """The needs behind a bar for the street; for the centre what is to be bought."""
    if scope.role == Role.STREET_OFFICER:
        asked = {"street": scope.code, "service": gap.code}
        return f"{reverse('matching:need_list')}?{urlencode(asked)}"
    if scope.role == Role.CENTRE_OPERATOR:
        return reverse("matching:topics")
    return ""


def _mix(scope: Scope) -> Picture:
    mix = pack_mix(scope.code)
    shown = scope.shown(list(mix.by_kind.values()))
    return mix_picture(mix, shown, timezone.localdate())


PICTURES: dict[str, Callable[[Scope], Picture]] = {
    "became": _became,
    "missing": _gaps,
    "packs": _mix,
    "ratings": _ratings,
}


def _placed(scope: Scope, became: dict[str, int]) -> list[tuple[Picture, str]]:
    """Each picture with the address of its file."""
    drawn = {"became": _became(scope, became)}
    return [
        (
            drawn.get(name) or draw(scope),
            reverse("matching:figure_file", args=[scope.code, name]),
        )
        for name, draw in PICTURES.items()
    ]


# --- tables ----------------------------------------------------------------------------


def _asked(scope: Scope, scopes: list[Scope], category: str) -> Heat | None:
    places = _parts(scope, scopes)
    asked = asked_for(scope.code, places, category)
    if not asked.counts or not asked.services:
        return None
    own = {each.code for each in scopes}
    rows = [
        Head(str(place), _page(place.code) if place.code in own else "")
        for place in asked.places
    ]
    columns = [
        Head(
            str(each),
            f"?category={each.pk}"
            if scope.whole and isinstance(each, ServiceCategory)
            else "",
        )
        for each in asked.services
    ]
    numbers = with_sums(asked.counts, whole=scope.whole)
    of = "" if scope.is_district else _("Community")
    return asked_table(rows, columns, numbers, timezone.localdate(), of=of)


def _parts(scope: Scope, scopes: list[Scope]) -> list[Territory]:
    """The streets of a district, the communities of a street."""
    if scope.is_district and scope.whole:
        here = (each.place for each in scopes if each.code.startswith(scope.code))
        return [place for place in here if place.pk != scope.place.pk]
    below = Territory.objects.within(scope.code)
    return list(below.streets() if scope.is_district else below.communities())


def _page(code: str) -> str:
    return reverse("matching:figures_of", args=[code])


def _free(scope: Scope) -> Heat | None:
    """For those who plan with volunteers: nothing for a reader from outside."""
    if not scope.whole:
        return None
    free = free_hours(scope.code)
    return free_table(free, free.hours)
