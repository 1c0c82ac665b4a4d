"""The purchase list: topics by service and street, one topic, the words of an item."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from matching import rules
from matching.domain.faults import refuse
from matching.domain.topic import end_topic, rewrite_entries, take_topic, take_up_again
from matching.enums import RUNNING_PURCHASES, ItemState, TopicState
from matching.forms import topic as forms
from matching.models import Need, Pack, PurchaseProject, PurchaseTopic, TopicItem
from matching.queries.topic import (
    TAKEN_UP_IN,
    TopicRow,
    can_now,
    entries_of,
    listed_items,
    listed_topics,
    topic_rows,
    topic_streets,
)
from matching.rules.purchase import can_begin_purchase
from matching.templatetags.matching_words import rules_counted
from matching.views.act import Act, NeedAct, allow, conflict
from matching.views.export import csv_file
from organisations.models import User

PAGE = 25


def _asked(request: HttpRequest) -> tuple[forms.TopicFilter, QuerySet[PurchaseTopic]]:
    """The filter, and the topics of this user that it lets through."""
    allow(rules.can_see_topics(request.user))
    seen = PurchaseTopic.objects.visible_to(request.user)
    form = forms.TopicFilter(request.GET, streets=topic_streets(seen))
    asked = form.cleaned_data if form.is_valid() else {}
    states = forms.TopicFilter.GROUPS[asked.get("group", "")][1]
    found = listed_topics(seen.filter(state__in=states))
    if street := asked.get("street"):
        found = found.filter(street__code=street)
    return form, found


@login_required
@require_safe
def topic_list(request: HttpRequest) -> HttpResponse:
    """By street and service, with numbers; never in an order of who needs most."""
    form, found = _asked(request)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "rows": topic_rows(page),
        "form": form,
        "groups": forms.TopicFilter.GROUPS,
        "query": request.GET.urlencode(),
    }
    return render(request, "matching/topic_list.html", context)


HEADINGS = (
    _("Street"),
    _("Code"),
    _("Service type"),
    _("Where it stands"),
    _("Taken up by"),
    _("Needs"),
    _("Units"),
    _("Unit"),
    _("Waiting since"),
    _("Why nobody can"),
    _("In rewritten words"),
)


@login_required
@require_safe
def topic_export(request: HttpRequest) -> HttpResponse:
    """The same table, whole, for a spreadsheet."""
    _form, found = _asked(request)
    day = timezone.localdate()
    return csv_file(
        f"purchase-topics-{day:%Y-%m-%d}", HEADINGS, map(_cells, topic_rows(found))
    )


def _cells(row: TopicRow) -> list[Any]:
    topic = row.topic
    return [
        topic.street,
        topic.service_type.code,
        topic.service_type,
        topic.get_state_display(),
        topic.get_taken_by_display(),
        row.needs,
        row.units,
        topic.service_type.unit_name,
        f"{timezone.localtime(row.since):%Y-%m-%d}" if row.since else "",
        rules_counted(row.rules),
        str(_("; ")).join(row.words),
    ]


def _visible_topic(user: User, public_id: str) -> PurchaseTopic:
    topics = PurchaseTopic.objects.visible_to(user).select_related(
        "street", "service_type"
    )
    return get_object_or_404(topics, public_id=public_id)


@login_required
@require_safe
def topic_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Its numbers and each entry: rewritten words, or service and quantity alone."""
    topic = _visible_topic(request.user, public_id)
    entries = Paginator(entries_of(topic), PAGE).get_page(request.GET.get("page"))
    (row,) = topic_rows([topic])
    purchases = list(topic.purchases.all())
    context = {
        "topic": topic,
        "row": row,
        "page_obj": entries,
        "may_keep": rules.can_keep_topic(request.user, topic).ok,
        "purchases": purchases,
        "may_buy": _may_buy(request.user, topic, purchases),
    }
    return render(request, "matching/topic.html", context)


def _may_buy(
    user: User, topic: PurchaseTopic, purchases: list[PurchaseProject]
) -> bool:
    """Whether this reader may begin a purchase now: one runs at a time."""
    runs = any(each.state in RUNNING_PURCHASES for each in purchases)
    free = topic.state != TopicState.ENDED and not runs
    return free and can_begin_purchase(user, topic).ok


class TopicAct(Act):
    """An act on a purchase topic, by the centre."""

    rule = rules.can_keep_topic
    thing: PurchaseTopic

    def load(self, public_id: str) -> PurchaseTopic:
        return _visible_topic(self.request.user, public_id)

    def way_back(self) -> str:
        return reverse("matching:topic", args=[self.thing.public_id])

    def whence(self) -> str:
        return f"{self.thing.service_type} · {self.thing.street}"

    def conflict(self, error: ValidationError) -> HttpResponse:
        state = self.thing.get_state_display()
        return conflict(self.request, error, url=self.way_back(), state=state)

    def context(self, form: Any) -> dict[str, Any]:
        return {"topic": self.thing}


class Take(TopicAct):
    states = (TopicState.OPEN,)
    form_class = forms.TakeForm
    title, submit = _("Take up this topic"), _("Take it up")
    lead = _("It stays on the list until the purchase or the grant is decided.")
    done = _("Taken up.")

    def act(self, form: Any) -> None:
        take_topic(topic=self.thing, by=self.request.user, **form.cleaned_data)


class End(TopicAct):
    states = (TopicState.OPEN, TopicState.TAKEN)
    title, submit = _("End this topic"), _("End it")
    lead = _(
        "What is still unmet is looked at each day as before; what comes new opens a "
        "new topic."
    )
    done = _("Ended.")

    def act(self, form: Any) -> None:
        end_topic(topic=self.thing, by=self.request.user, **form.cleaned_data)


class TakeUpAgain(NeedAct):
    name, rank, one_tap = "take_up_again", 0, True
    label = _("Make a pack for what can be done now")
    rule = rules.can_run
    states = TAKEN_UP_IN
    hint = _(
        "Somebody can do it now. Ring the person first; then have a pack made for it."
    )
    title, submit = label, label
    done = _("Taken up again: a pack is being made.")

    @classmethod
    def fits(cls, need: Need, pack: Pack | None, user: User) -> bool:
        return can_now(need)

    def act(self, form: Any) -> None:
        version = form.cleaned_data["version"]
        take_up_again(need=self.thing, version=version, by=self.request.user)


class Rewrite(NeedAct):
    name, label, rank = "rewrite", _("Words for the purchase list"), 1
    rule = rules.can_run
    states = TAKEN_UP_IN
    form_class = forms.WordsForm
    title, submit = _("Words for the purchase list"), _("Keep these words")
    lead = _(
        "The street and the centre read this beside the number and the street. Until "
        "you write it they see service and quantity only."
    )
    done = _("Kept.")

    @classmethod
    def fits(cls, need: Need, pack: Pack | None, user: User) -> bool:
        unmet = any(item.state == ItemState.UNMET for item in need.items.all())
        return unmet and any(listed_items(need))

    def check_state(self) -> None:
        super().check_state()
        if not self.fits(self.thing, None, self.request.user):
            raise refuse(
                "wrong_state",
                str(_("Nothing of this need is on the purchase list now.")),
            )

    def form_arguments(self) -> dict[str, Any]:
        entries = TopicItem.objects.filter(item__need=self.thing)
        return {"entries": entries.select_related("item__service_type")}

    def act(self, form: Any) -> None:
        rewrite_entries(
            need=self.thing,
            version=form.cleaned_data["version"],
            words=form.words(),
            by=self.request.user,
        )


ACTS: tuple[type[NeedAct], ...] = (TakeUpAgain, Rewrite)
