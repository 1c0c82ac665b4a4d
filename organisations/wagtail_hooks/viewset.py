"""How a register is shown and saved: Wagtail's views, our verbs."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from organisations.forms import add_errors
from organisations.models import Territory
from organisations.rules import Verdict, can_keep
from records.typed import overtaken

# Wagtail's log knows nothing of what a verb wrote; nothing is copied or deleted here.
UNUSED = {"delete", "history", "history_results", "usage", "copy"}
LINKS = ("delete", "history", "usage", "copy")


class VerbMixin:
    """Saves by a verb; what the verb refuses is said in the form, an edit that came
    second is shown beside what stands."""

    def act(self, values: dict[str, Any]) -> models.Model:
        raise NotImplementedError

    def place(self, row: Any) -> Territory:
        """The territory that a row belongs to."""
        raise NotImplementedError

    def verdict(self) -> Verdict:
        """What our rules say of this user and this object."""
        return can_keep(self.request.user, self.place(self.object))

    def demand(self, verdict: Verdict, field: str | None = None) -> None:
        """A refusal that is known only when the form is filled in."""
        if not verdict.ok:
            error = ValidationError(verdict.reason, code="rule")
            raise ValidationError({field: error}) if field else error

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "pk" in kwargs and self.user_has_permission(self.permission_required):
            self.object = self.get_object()
            verdict = self.verdict()
            if not verdict.ok:
                raise PermissionDenied(verdict.reason)
        return super().dispatch(request, *args, **kwargs)

    def save_instance(self) -> models.Model:
        return self.act(self.form.cleaned_data)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ValidationError as error:
            if getattr(error, "code", "") == "stale" and "version" in form.fields:
                row = type(self.object).objects.get(pk=self.object.pk)
                now = type(form)(instance=row)
                return overtaken(self.request, error, typed=form, now=now)
            add_errors(form, error)
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)


class AddView(VerbMixin, generic.CreateView):
    """A new row by a verb."""


class ChangeView(VerbMixin, generic.EditView):
    """A changed row by a verb."""


class StepView(ChangeView):
    """One act on one row, on a page of its own with what it needs."""

    success_message = None

    def get_page_subtitle(self) -> str:
        return f"{self.page_title} · {self.object}"

    def get_success_buttons(self) -> list[Any]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form is sent to this page, not to that of all changes."""
        return super().get_context_data(**kwargs) | {"action_url": self.request.path}


class RegisterViewSet(ModelViewSet):
    """List, look, add, change; the add and change views bring their own form."""

    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    list_per_page = 30
    form_fields: tuple[str, ...] = ()

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_common_view_kwargs(**kwargs)
        for link in LINKS:
            found.pop(f"{link}_url_name", None)
        return found

    def get_form_class(self, for_update: bool = False) -> Any:
        view = self.edit_view_class if for_update else self.add_view_class
        return view.form_class or super().get_form_class(for_update)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [each for each in super().get_urlpatterns() if each.name not in UNUSED]


class ReadViewSet(RegisterViewSet):
    """Reference data: looked at, changed only by loading a new version."""

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            each
            for each in super().get_urlpatterns()
            if each.name not in {"add", "edit"}
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_common_view_kwargs(**kwargs)
        return {
            k: v for k, v in found.items() if k not in {"add_url_name", "edit_url_name"}
        }
