"""One act on a thing that is no assessment: the form on GET, one verb on POST.

The thing comes through `visible_to` (else 404), the rule is asked (else 403 with the
reason), the state looked at (else 409), on GET and on POST alike.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View

from evaluation.forms.versioned import ActForm
from evaluation.views.act import allow, conflict, conflicts
from matching.domain.faults import wrong_state


@method_decorator(login_required, name="dispatch")
class Deed(View):
    """What all deeds share; a subclass knows its thing, rule, form and verb."""

    form_class: ClassVar[type[forms.Form]] = ActForm
    template_name = "evaluation/decide.html"
    states: ClassVar[tuple[str, ...]] = ()
    title: Any = ""
    lead: Any = ""
    submit: Any = ""
    done: Any = ""
    look = ""
    thing: Any

    def get(self, request: HttpRequest, **named: str) -> HttpResponse:
        self.open(**named)
        try:
            self.check_state()
        except ValidationError as error:
            return conflict(request, error, self.way_back())
        return self.page(self.form())

    def post(self, request: HttpRequest, **named: str) -> HttpResponse:
        self.open(**named)
        form = self.form(request.POST)
        try:
            self.check_state()
            if not form.is_valid():
                return self.page(form, status=422)
            self.act(form)
        except ValidationError as error:
            if conflicts(error):
                return conflict(request, error, self.way_back())
            form.add_refusal(error)
            return self.page(form, status=422)
        if self.done:
            messages.success(request, self.done)
        return redirect(self.way_back())

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
        context |= self.context()
        return render(self.request, self.template_name, context, status=status)

    # --- what a subclass says ---------------------------------------------------------

    def load(self, **named: str) -> Any:
        raise NotImplementedError

    def allow(self) -> Any:
        raise NotImplementedError

    def act(self, form: Any) -> None:
        raise NotImplementedError

    def way_back(self) -> str:
        raise NotImplementedError

    def form_arguments(self) -> dict[str, Any]:
        return {}

    def context(self) -> dict[str, Any]:
        return {}
