"""One act on one thing: a small page with its form on GET, one verb on POST.

Every act gets its object through `visible_to` (else 404), asks its rule (else 403 with
the reason) and looks at the state (else 409), on GET and on POST alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views import View

from matching.domain.faults import is_conflict, stale, wrong_state
from matching.forms.versioned import Versioned
from matching.models import Need, Pack
from matching.queries import Step, timeline
from matching.queries.call_back import rated
from matching.queries.case import TOLD
from matching.rules import can_read_trail
from organisations.models import Draft, User
from organisations.queries.draft import kept_draft
from organisations.rules import Verdict
from records.typed import as_typed, overtaken


def allow(verdict: Verdict) -> None:
    """Go on, or stop with 403 and the reason of the rule."""
    if not verdict:
        raise PermissionDenied(verdict.reason)


def visible_need(user: User, public_id: str, **counted: Any) -> Need:
    """The need with what every page of it shows and with what is `counted` for this
    one, or 404."""
    needs = Need.objects.visible_to(user).select_related(
        *("community", "worker", "team", "person", "raised_by", "merged_into"),
        *("call_back", "claim__by", "claim__provider"),
    )
    found = rated(needs).annotate(**counted)
    return get_object_or_404(found, public_id=public_id)


def conflict(
    request: HttpRequest, error: ValidationError, **context: Any
) -> HttpResponse:
    """409: what changed meanwhile, and the way back."""
    context["reason"] = " ".join(error.messages)
    return render(request, "matching/conflict.html", context, status=409)


def told_to(user: User, need: Need, steps: list[Step]) -> list[Step]:
    """What this reader is told of a trail: all of it, or what concerns whoever raised
    the need, in plain words."""
    if can_read_trail(user, need):
        return steps
    known = [step for step in steps if step.action in TOLD]
    return [replace(step, label=TOLD[step.action]) for step in known]


def need_conflict(
    request: HttpRequest, error: ValidationError, need: Need, typed: Any
) -> HttpResponse:
    """409 with what was done since the version that the reader saw."""
    now = Need.objects.only("version", "state", "public_id").get(pk=need.pk)
    seen = request.POST.get("version", "")
    newer = max(now.version - int(seen), 0) if seen.isdigit() else 0
    acts = timeline(need)[-newer:] if newer else []
    steps = told_to(request.user, need, acts)
    url = reverse("matching:need", args=[need.public_id])
    context = {"url": url, "steps": steps, "typed": typed}
    return conflict(request, error, state=now.get_state_display(), **context)


@dataclass(frozen=True, slots=True)
class Offer:
    """An act as the page of its need offers it."""

    label: str
    url: str
    one_tap: bool
    rank: int
    """0 may be the next step, 1 stands beside it, 2 waits under "more"."""
    hint: str = ""
    """What to do, where the state alone does not say it."""


@method_decorator(login_required, name="dispatch")
class Act(View):
    """What all acts share; a subclass knows its object, its rule and its verb."""

    form_class: ClassVar[type[forms.Form]] = Versioned
    template_name = "matching/act.html"
    rule: ClassVar[Callable[..., Verdict]]
    title: Any = ""
    lead: Any = ""
    submit: Any = ""
    done: Any = ""
    look = ""
    edits: ClassVar[bool] = False
    """Whether it changes words that its form shows: then both are shown side by side."""
    drafts: ClassVar[Any] = ""
    """Of a long form, which is saved while it is typed: how the task list calls it."""
    draft: Draft | None = None
    sent: Any = None
    states: ClassVar[tuple[str, ...]] = ()
    thing: Any

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        self.open(public_id)
        try:
            self.check_state()
        except ValidationError as error:
            return self.conflict(error)
        self.draft = kept_draft(request, long=bool(self.drafts))
        if self.draft:
            return self.page(as_typed(self.form(self.draft.data)))
        return self.page(self.form())

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        self.open(public_id)
        try:
            self.check_state()
            self.check_seen()
        except ValidationError as error:
            return self.faster(error)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            answer = self.act(form)
        except ValidationError as error:
            return self.refused(form, error)
        if answer is not None:
            return answer
        messages.success(request, self.done)
        return redirect(self.way_back())

    def open(self, public_id: str) -> None:
        self.thing = self.load(public_id)
        allow(type(self).rule(self.request.user, self.thing))

    def check_state(self) -> None:
        if self.thing.state not in self.states:
            raise wrong_state(self.thing.get_state_display())

    def check_seen(self) -> None:
        """Whoever acts has seen the thing as it is now; the verb checks it again."""
        seen, now = self.request.POST.get("version", ""), str(self.version())
        if seen != now and seen.isdigit() == now.isdigit() and seen:
            raise stale()

    def typed(self) -> list[tuple[Any, str]]:
        """What was written into the form: shown again where it cannot be saved."""
        fields = self.form_class.base_fields.items()
        return [
            (field.label, self.request.POST[name])
            for name, field in fields
            if self.request.POST.get(name)
            and (
                isinstance(field.widget, forms.Textarea)
                or getattr(field.widget, "input_type", "") == "text"
            )
        ]

    def form(self, data: Any = None) -> Any:
        self.sent = data
        more = self.form_arguments()
        more.setdefault("initial", {}).setdefault("version", self.version())
        files = None if data is None else self.request.FILES
        return self.form_class(data, files, **more)

    def refused(self, form: Any, error: ValidationError) -> HttpResponse:
        if is_conflict(error):
            return self.faster(error)
        form.add_refusal(error)
        return self.page(form, status=422)

    def faster(self, error: ValidationError) -> HttpResponse:
        """Somebody else was: both texts of an edit, else what was done meanwhile."""
        if not self.edits or getattr(error, "code", "") != "stale":
            return self.conflict(error)
        self.thing.refresh_from_db()
        typed = self.form(self.request.POST)
        return overtaken(self.request, error, typed=typed, now=self.form())

    def page(self, form: Any, *, status: int = 200) -> HttpResponse:
        context = {"form": form, "act": self, "back": self.way_back()}
        context["draft"] = self.draft
        context |= self.context(form)
        return render(self.request, self.template_name, context, status=status)

    # --- what a subclass says ---------------------------------------------------------

    def load(self, public_id: str) -> Any:
        raise NotImplementedError

    def act(self, form: Any) -> HttpResponse | None:
        raise NotImplementedError

    def version(self) -> Any:
        return self.thing.version

    def way_back(self) -> str:
        return reverse("matching:need", args=[self.thing.public_id])

    def whence(self) -> Any:
        """The words of the way back, which stand above the title."""
        return gettext("Back")

    def conflict(self, error: ValidationError) -> HttpResponse:
        return need_conflict(self.request, error, self.thing, self.typed())

    def form_arguments(self) -> dict[str, Any]:
        return {}

    def context(self, form: Any) -> dict[str, Any]:
        return {"need": self.thing}


class NeedAct(Act):
    """An act on a need. As a class it also knows when its page offers it."""

    name: ClassVar[str] = ""
    label: ClassVar[Any] = ""
    one_tap: ClassVar[bool] = False
    rank: ClassVar[int] = 2
    hint: ClassVar[Any] = ""
    case_states: ClassVar[tuple[str, ...]] = ()
    """Where it is made besides, of casework of the station alone."""
    thing: Need

    def load(self, public_id: str) -> Need:
        return visible_need(self.request.user, public_id)

    def whence(self) -> str:
        return self.thing.heading

    def check_state(self) -> None:
        if not self.starts_from(self.thing):
            raise wrong_state(self.thing.get_state_display())

    @classmethod
    def starts_from(cls, need: Need) -> bool:
        own = cls.case_states if need.is_casework else ()
        return need.state in cls.states or need.state in own

    @classmethod
    def fits(cls, need: Need, pack: Pack | None, user: User) -> bool:
        """More than state and rule: whether it makes sense now."""
        return True

    @classmethod
    def label_for(cls, need: Need, user: User) -> str:
        return str(cls.label)

    @classmethod
    def offer(cls, need: Need, pack: Pack | None, user: User) -> Offer | None:
        if not cls.starts_from(need) or not cls.rule(user, need):
            return None
        if not cls.fits(need, pack, user):
            return None
        url = reverse(f"matching:{cls.name}", args=[need.public_id])
        label = cls.label_for(need, user)
        return Offer(label, url, cls.one_tap, cls.rank, str(cls.hint))
