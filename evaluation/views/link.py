"""The page behind a personal link of a social evaluation: no account, one answer."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.crypto import salted_hmac

from evaluation.domain.poll import answer_poll as keep_answer
from evaluation.enums import PollGroup
from evaluation.forms.poll import AnswerForm
from evaluation.models import Poll
from records.links import LinkGone
from records.models import Link


def answer_poll(request: HttpRequest, link: Link) -> HttpResponse:
    """How content one is with an organisation, once; a GET changes nothing."""
    polls = Poll.objects.select_related("assessment__provider")
    poll = get_object_or_404(polls, pk=link.payload["poll"])
    form = AnswerForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                keep_answer(
                    link=link, origin=_origin(request, poll), **form.cleaned_data
                )
                return render(request, "evaluation/link_thanks.html")
            except LinkGone:
                raise
            except ValidationError as error:
                form.add_error(None, ValidationError(list(error.messages)))
        status = 422
    context = {
        "form": form,
        "provider": poll.assessment.provider,
        "group": PollGroup(link.payload["group"]).label,
        "closed": poll.closed_at is not None,
    }
    return render(request, "evaluation/link_poll.html", context, status=status)


def _origin(request: HttpRequest, poll: Poll) -> str:
    """A keyed digest of the address, for this poll alone: equal ones are noticed."""
    address = request.META.get("REMOTE_ADDR", "")
    return salted_hmac(f"poll:{poll.pk}", address, settings.SECRET_KEY).hexdigest()
