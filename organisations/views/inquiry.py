"""Letters to the centre: those that wait, those that were answered, and answering."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from organisations import rules
from organisations.domain.inquiry import answer_inquiry
from organisations.forms.inquiry import AnswerForm
from organisations.models import Inquiry
from organisations.queries.inquiry import reply_speed
from organisations.rules import Verdict
from organisations.views.act import Act, allow

PER_PAGE = 25


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Those that wait, the first due first; `?show=answered`: the others."""
    allow(rules.can_answer_inquiries(request.user))
    seen = Inquiry.objects.visible_to(request.user)
    answered = request.GET.get("show") == "answered"
    newest = seen.answered().order_by("-answered_at", "-pk")
    rows = newest if answered else seen.open().order_by("reply_by", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    speed = reply_speed(timezone.now())
    context = {"page": page, "answered": answered, "speed": speed}
    return render(request, "organisations/inquiries.html", context)


class Answer(Act):
    """One letter: what was written, and the answer."""

    form_class = AnswerForm
    done = _("Your answer is kept. The writer reads it with number and code.")

    def load(self, **names: Any) -> Inquiry:
        rows = Inquiry.objects.visible_to(self.request.user)
        return get_object_or_404(rows.select_related("answered_by"), **names)

    def verdict(self) -> Verdict:
        return rules.can_answer_inquiries(self.request.user)

    def page(self, form: AnswerForm, *, status: int = 200) -> HttpResponse:
        context = {"form": form, "inquiry": self.thing}
        template = "organisations/inquiry.html"
        return render(self.request, template, context, status=status)

    def act(self, form: AnswerForm) -> None:
        answer_inquiry(
            inquiry=self.thing,
            answer=form.cleaned_data["answer"],
            by=self.request.user,
        )

    def way_back(self) -> str:
        return reverse("organisations:inquiry", args=[self.thing.public_id])

    def way_on(self, made: Any) -> str:
        return reverse("organisations:inquiries")
