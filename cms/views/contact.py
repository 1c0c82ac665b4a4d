"""`/contact/`: anybody writes to the centre, and reads the answer."""

from __future__ import annotations

from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cms.forms import ContactForm, ContactStateForm
from matching.queries.danger import emergency_cards, families_in
from organisations.domain.inquiry import reply_workdays, write_to_centre
from organisations.models import Inquiry, Territory
from organisations.queries.inquiry import find_inquiry, reply_speed

READ = ("GET", "HEAD", "POST")


@never_cache
@require_http_methods(READ)
def contact(request: HttpRequest) -> HttpResponse:
    """Words of danger bring the form back with whom to ring first; number and code are
    on this one answer only."""
    form = ContactForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _page(request, form)
    cards = _danger(request, str(form["text"].value() or ""))
    used = _consume(request, "contact")
    if used is None:
        return _too_much(request)
    if cards or not form.is_valid():
        used.rollback()  # only what was saved counts
        return _page(request, form, 422, **cards)
    try:
        letter = _written(form)
    except ValidationError as error:
        used.rollback()
        form.add_error(None, ValidationError(list(error.messages)))
        return _page(request, form, 422)
    return render(request, "cms/contact_sent.html", {"letter": letter})


def _written(form: ContactForm) -> Inquiry:
    districts = Territory.objects.filter(code=settings.DISTRICT_CODE)
    said = {name: form.cleaned_data[name] for name in ("text", "name", "phone")}
    return write_to_centre(district=get_object_or_404(districts), **said)


def _danger(request: HttpRequest, text: str) -> dict[str, Any]:
    """The cards of families that this reader has not seen and answered."""
    found = [str(family) for family in families_in(text)]
    seen = request.POST.get("acknowledged", "").split(",")
    if set(found) <= set(seen):
        return {}
    return {"cards": emergency_cards(found), "families": ",".join(found)}


def _page(
    request: HttpRequest, form: ContactForm, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "form": form,
        "speed": reply_speed(timezone.now()),
        "workdays": reply_workdays(),
        **more,
    }
    return render(request, "cms/contact.html", context, status=status)


@never_cache
@require_http_methods(READ)
def answer(request: HttpRequest) -> HttpResponse:
    """The answer, for whoever holds number and code: by POST, so that neither stands in
    an address or a log."""
    form = ContactStateForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return render(request, "cms/contact_answer.html", {"form": form})
    if not form.is_valid():
        return render(request, "cms/contact_answer.html", {"form": form}, status=422)
    number, code = form.cleaned_data["number"], form.cleaned_data["code"]
    tried = _consume(request, "look_up_failed", number)
    if tried is None:
        return _too_much(request)
    letter = find_inquiry(number, code)
    if letter is None:
        form.add_error(None, _("There is no letter with this number and this code."))
        return render(request, "cms/contact_answer.html", {"form": form}, status=404)
    tried.rollback()
    return render(request, "cms/contact_answer.html", {"form": form, "letter": letter})


def _consume(request: HttpRequest, action: str, key: str = "") -> Any:
    limits = settings.CONTACT_RATE_LIMITS
    more = {"key": key} if key else {}
    return ratelimit.consume(request, app="cms", action=action, config=limits, **more)


def _too_much(request: HttpRequest) -> HttpResponse:
    reason = _("Very much was sent from here. Ring the guidance centre.")
    return render(request, "429.html", {"reason": reason}, status=429)
