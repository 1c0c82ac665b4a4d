"""One act on one thing: a small page with its form on GET, one verb on POST."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View

from organisations.forms import VersionForm, add_errors
from organisations.models import Draft
from organisations.queries.draft import kept_draft
from organisations.rules import Verdict
from organisations.views.section import is_stale
from records.typed import as_typed, overtaken


def allow(verdict: Verdict) -> None:
    """Go on, or stop with 403 and the reason of the rule."""
    if not verdict:
        raise PermissionDenied(verdict.reason)


@method_decorator(login_required, name="dispatch")
class Act(View):
    """What such acts share; a subclass finds its thing, asks its rule, calls its verb."""

    form_class: ClassVar[type[forms.Form]] = VersionForm
    title: ClassVar[Any] = ""
    lead: ClassVar[Any] = ""
    submit: ClassVar[Any] = ""
    done: ClassVar[Any] = ""
    look: ClassVar[str] = ""
    edits: ClassVar[bool] = False
    """Whether it changes a text that its form shows: then both are shown side by side."""
    draft: Draft | None = None
    thing: Any = None

    def get(self, request: HttpRequest, **names: Any) -> HttpResponse:
        self.open(**names)
        self.draft = kept_draft(request, long=False)
        if self.draft:
            return self.page(as_typed(self.form(self.draft.data)))
        return self.page(self.form())

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:
        self.open(**names)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            made = self.act(form)
        except ValidationError as error:
            return self.refused(form, error)
        messages.success(request, self.done)
        return redirect(self.way_on(made))

    def open(self, **names: Any) -> None:
        self.thing = self.load(**names)
        allow(self.verdict())

    def form(self, data: Any = None) -> Any:
        return self.form_class(data, initial=self.initial(), **self.arguments())

    def page(self, form: Any, *, status: int = 200) -> HttpResponse:
        context = {"form": form, "act": self, "back": self.way_back()}
        context["draft"] = self.draft
        return render(self.request, "organisations/act.html", context, status=status)

    def refused(self, form: Any, error: ValidationError) -> HttpResponse:
        if self.edits and getattr(error, "code", "") == "stale":
            self.thing.refresh_from_db()
            return overtaken(self.request, error, typed=form, now=self.form())
        if is_stale(error):
            context = {"reason": " ".join(error.messages), "url": self.way_back()}
            return render(self.request, "409.html", context, status=409)
        add_errors(form, error)
        return self.page(form, status=422)

    # --- what a subclass says ---------------------------------------------------------

    def load(self, **names: Any) -> Any:
        return None

    def verdict(self) -> Verdict:
        raise NotImplementedError

    def act(self, form: Any) -> Any:
        raise NotImplementedError

    def way_back(self) -> str:
        raise NotImplementedError

    def way_on(self, made: Any) -> str:
        """Where the act leads; `made` is what its verb gave back."""
        return self.way_back()

    def initial(self) -> dict[str, Any]:
        return {"version": getattr(self.thing, "version", None)}

    def arguments(self) -> dict[str, Any]:
        return {}
