"""The figures that the centre gave to the public: small numbers are not in them."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.queries import public_pictures, public_table
from matching.queries.figures import last_release
from records.pictures.picture import picture_file


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The newest release: needs by street and service, what became of them, ratings."""
    release = last_release(settings.DISTRICT_CODE)
    context = {
        "release": release,
        "asked": release and public_table(release),
        "pictures": public_pictures(release) if release else {},
    }
    return render(request, "cms/figures.html", context)


@require_safe
def figure_file(request: HttpRequest, name: str) -> HttpResponse:
    """The file of one picture."""
    release = last_release(settings.DISTRICT_CODE)
    pictures = public_pictures(release) if release else {}
    if name not in pictures:
        raise Http404
    return picture_file(request, pictures[name], public=True)
