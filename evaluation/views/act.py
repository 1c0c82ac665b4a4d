"""One act on one thing: a small page with its form on GET, one verb on POST.

Every act gets its object through `visible_to` (else 404), asks its rule (else 403 with
the reason) and looks at the state (else 409), on GET and on POST alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View

from evaluation.forms.versioned import ActForm, Versioned
from evaluation.models import Assessment
from matching.domain.faults import is_conflict, wrong_state
from organisations.models import Draft, User
from organisations.queries.draft import kept_draft
from organisations.rules import Verdict
from records.typed import as_typed, overtaken

STALE = ("stale_evidence", "submitted")


def allow(verdict: Verdict) -> None:
    """Go on, or stop with 403 and the reason of the rule."""
    if not verdict:
        raise PermissionDenied(verdict.reason)


def visible_case(user: User, public_id: str) -> Assessment:
    """The assessment with what every page of it shows, or 404."""
    cases = Assessment.objects.visible_to(user).select_related(
        *("round__district", "round__agency", "provider__street"),
        *("rule_set", "sheet"),
    )
    return get_object_or_404(cases, public_id=public_id)


def conflicts(error: ValidationError) -> bool:
    return is_conflict(error) or getattr(error, "code", "") in STALE


def conflict(request: HttpRequest, error: ValidationError, url: str) -> HttpResponse:
    """409: what changed meanwhile, and the way back."""
    context = {"reason": " ".join(error.messages), "url": url}
    return render(request, "409.html", context, status=409)


@dataclass(frozen=True, slots=True)
class Offer:
    """An act as the page of its case offers it."""

    label: str
    url: str
    first: bool


@method_decorator(login_required, name="dispatch")
class Deed(View):
    """What all acts share; a subclass knows its thing, rule, form and verb."""

    form_class: ClassVar[type[forms.Form]] = ActForm
    template_name = "evaluation/decide.html"
    states: ClassVar[tuple[str, ...]] = ()
    title: Any = ""
    lead: Any = ""
    submit: Any = ""
    done: Any = ""
    look = ""
    edits: ClassVar[str] = ""
    """The hidden field with the state that was read, where a text is edited."""
    drafts: ClassVar[Any] = ""
    """Of a long form, which is saved while it is typed: how the task list calls it."""
    draft: Draft | None = None
    thing: Any

    def get(self, request: HttpRequest, **named: str) -> HttpResponse:
        self.open(**named)
        try:
            self.check_state()
        except ValidationError as error:
            return conflict(request, error, self.way_back())
        self.draft = kept_draft(request, long=bool(self.drafts))
        if self.draft:
            return self.page(as_typed(self.form(self.draft.data)))
        return self.page(self.form())

    def post(self, request: HttpRequest, **named: str) -> HttpResponse:
        self.open(**named)
        form = self.form(request.POST)
        try:
            self.check_state()
            if not form.is_valid():
                return self.page(form, status=422)
            answer = self.act(form)
        except ValidationError as error:
            if conflicts(error):
                return self.faster(form, error)
            form.add_refusal(error)
            return self.page(form, status=422)
        if answer is not None:
            return answer
        if self.done:
            messages.success(request, self.done)
        return redirect(self.onward())

    def faster(self, form: Any, error: ValidationError) -> HttpResponse:
        """Somebody else was: both texts of an edit, else the way to the new state."""
        if not self.edits or getattr(error, "code", "") != "stale":
            return conflict(self.request, error, self.way_back())
        now = self.form()
        return overtaken(self.request, error, typed=form, now=now, lock=self.edits)

    def open(self, **named: str) -> None:
        self.thing = self.load(**named)
        allow(self.allow())

    def check_state(self) -> None:
        if self.states and self.thing.state not in self.states:
            raise wrong_state(self.thing.get_state_display())

    def form(self, data: Any = None) -> Any:
        return self.form_class(data, **self.form_arguments())

    def page(self, form: Any, *, status: int = 200) -> HttpResponse:
        context = {"form": form, "act": self, "back": self.way_back()}
        context["draft"] = self.draft
        context |= {**self.shared(), **self.context(form)}
        return render(self.request, self.template_name, context, status=status)

    # --- what a subclass says ---------------------------------------------------------

    def load(self, **named: str) -> Any:
        raise NotImplementedError

    def allow(self) -> Verdict:
        raise NotImplementedError

    def act(self, form: Any) -> HttpResponse | None:
        raise NotImplementedError

    def way_back(self) -> str:
        raise NotImplementedError

    def onward(self) -> str:
        return self.way_back()

    def form_arguments(self) -> dict[str, Any]:
        return {}

    def shared(self) -> dict[str, Any]:
        return {}

    def context(self, form: Any) -> dict[str, Any]:
        return {}


class CaseAct(Deed):
    """An act on one assessment, as the page of its case offers it."""

    form_class: ClassVar[type[forms.Form]] = Versioned
    template_name = "evaluation/act.html"
    rule: ClassVar[Callable[..., Verdict]]
    name: ClassVar[str] = ""
    label: Any = ""
    first: ClassVar[bool] = False
    """Whether it is the one next step of whoever may do it."""
    case: Assessment

    def load(self, public_id: str, **_more: str) -> Assessment:
        self.case = visible_case(self.request.user, public_id)
        return self.case

    def allow(self) -> Verdict:
        return type(self).rule(self.request.user, self.case)

    def check_state(self) -> None:
        if self.case.state not in self.states:
            raise wrong_state(self.case.get_state_display())

    def form(self, data: Any = None) -> Any:
        more = self.form_arguments()
        more.setdefault("initial", {}).setdefault("version", self.case.version)
        if data is not None and self.request.FILES:
            more["files"] = self.request.FILES
        return self.form_class(data, **more)

    def way_back(self) -> str:
        return reverse("evaluation:case", args=[self.case.public_id])

    def shared(self) -> dict[str, Any]:
        return {"case": self.case}

    @classmethod
    def fits(cls, case: Assessment) -> bool:
        """More than state and rule: whether it makes sense now."""
        return True

    @classmethod
    def offer(cls, case: Assessment, user: User) -> Offer | None:
        if case.state not in cls.states or not cls.fits(case):
            return None
        if not cls.rule(user, case):
            return None
        url = reverse(f"evaluation:{cls.name}", args=[case.public_id])
        return Offer(str(cls.label or cls.title), url, cls.first)
