"""Rule sets: the list, and one with its facts, sources, gaps and what is assumed."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from evaluation.models import RuleSet
from evaluation.queries.rule_words import in_words
from evaluation.rules.sheet import can_read_rules
from evaluation.views.act import allow


@login_required
@require_safe
def rule_list(request: HttpRequest) -> HttpResponse:
    allow(can_read_rules(request.user))
    context = {"rule_sets": RuleSet.objects.all()}
    return render(request, "evaluation/rule_list.html", context)


@login_required
@require_safe
def rule_page(request: HttpRequest, public_id: str) -> HttpResponse:
    allow(can_read_rules(request.user))
    rule_set = get_object_or_404(RuleSet.objects.all(), public_id=public_id)
    context = {"rule_set": rule_set, "groups": in_words(rule_set)}
    return render(request, "evaluation/rule_page.html", context)
