"""One section of a registration: typed, saved quietly, gone on with later."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views import View

from organisations.domain.answer import save_entry
from organisations.enums import Section, sections_of
from organisations.forms import (
    MembershipForm,
    PastWorkForm,
    SectionForm,
    ServiceForm,
    WhoForm,
    add_errors,
    typed_before,
)
from organisations.models import Registration, User
from records.typed import overtaken

FORMS: dict[str, Any] = {
    Section.WHO: WhoForm,
    Section.MEMBERSHIP: MembershipForm,
    Section.SERVICES: ServiceForm,
    Section.PROJECTS: PastWorkForm,
}
LINED = (Section.SERVICES, Section.PROJECTS)


def open_registration(user: User, section: str = "") -> Registration:
    """The one that this user is filling in, or 404; and the section is one of its."""
    found = Registration.objects.of(user).open().select_related("street", "claimed")
    row = found.first()
    if row is None:
        raise Http404
    asked = sections_of(row.joining, claiming=row.claimed_id is not None)
    if section and section not in asked:
        raise Http404
    return row


def is_stale(error: ValidationError) -> bool:
    return getattr(error, "code", "") in ("stale", "state")


class SectionPage(View):
    """A section, or one line of it. A quiet save is answered with the time only."""

    template_name: ClassVar[str] = "organisations/registration_section.html"
    registration: Registration
    section: Section
    line: int | None

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """A quiet save of somebody whose session has ended is not led to a page."""
        if request.user.is_authenticated:
            return super().dispatch(request, *args, **kwargs)
        if request.htmx:
            said = "components/signed_out.html"
            return render(request, said, status=401)
        return redirect_to_login(request.get_full_path())

    def get(
        self, request: HttpRequest, section: str, line: int | None = None
    ) -> HttpResponse:
        self.open(section, line)
        entry = self.before()
        if not entry:
            return self.page(self.form())
        return self.page(self.form(typed_before(entry)).resume())

    def post(
        self, request: HttpRequest, section: str, line: int | None = None
    ) -> HttpResponse:
        self.open(section, line)
        form = self.form(request.POST)
        if request.htmx and self.unchanged(form):
            return HttpResponse(status=204)
        try:
            row = self.keep(form)
        except ValidationError as error:
            return self.refused(form, error)
        if request.htmx:
            return render(request, "components/saved.html", {"at": row.saved_at})
        if "later" not in request.POST and not form.is_valid():
            return self.page(self.again(row, form), status=422)
        at = f"{timezone.localtime(row.saved_at):%H:%M}"
        messages.success(request, gettext("Saved %(time)s") % {"time": at})
        return redirect(self.next())

    def open(self, section: str, line: int | None) -> None:
        self.registration = open_registration(self.request.user, section)
        self.section, self.line = Section(section), line
        if section not in FORMS or (section in LINED) == (line is None):
            raise Http404
        if line is not None and line > len(self.registration.lines(section)):
            raise Http404

    def form(self, data: Any = None) -> SectionForm:
        more = {} if self.line is None else {"line": self.line}
        return FORMS[self.section](data, registration=self.registration, **more)

    def before(self) -> dict[str, Any]:
        if self.line is None:
            return self.registration.entry(self.section)
        lines = self.registration.lines(self.section)
        return lines[self.line] if self.line < len(lines) else {}

    def unchanged(self, form: SectionForm) -> bool:
        """A quiet save of nothing new takes no lock."""
        before = self.before()
        return form.raw == before["raw"] if before else form.is_blank

    def keep(self, form: SectionForm) -> Registration:
        return save_entry(
            registration=self.registration,
            section=self.section,
            entry=form.entry,
            seen=form.seen,
            line=self.line,
            by=self.request.user,
        )

    def again(self, row: Registration, form: SectionForm) -> SectionForm:
        """The same page with what is wrong, on top of the version just saved."""
        self.registration = row
        form.data = form.data.copy()
        form.data["version"] = str(self.before()["version"])
        return form

    def next(self) -> str:
        if self.line is None:
            return reverse("organisations:registration")
        return reverse("organisations:section", args=[self.section])

    def refused(self, form: SectionForm, error: ValidationError) -> HttpResponse:
        if not is_stale(error):
            add_errors(form, error)
            return self.page(form, status=422)
        if self.request.htmx:
            said = "organisations/parts/not_saved.html"
            return render(self.request, said, status=409)
        self.registration.refresh_from_db()
        entry = self.before()
        other = self.form(typed_before(entry)) if entry else self.form()
        return overtaken(self.request, error, typed=form, now=other)

    def page(self, form: SectionForm, *, status: int = 200) -> HttpResponse:
        alone = self.line is None
        context = {
            "form": form,
            "registration": self.registration,
            "section": self.section,
            "missing": self.registration.missing.get(self.section, ""),
            "back": self.next(),
            "back_label": gettext("Registration") if alone else self.section.label,
        }
        return render(self.request, self.template_name, context, status=status)
