"""What the law orders to report: opened by a word of danger or a worker, then recorded."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from matching import rules
from matching.domain.safeguard import finish_casework, open_report, record_report
from matching.enums import NeedState
from matching.forms.report import OpenReportForm, RecordReportForm
from matching.models import MandatoryReport, Need, Pack
from matching.queries.danger import emergency_cards
from matching.views.act import NeedAct
from organisations.models import User


def report_of(need: Need) -> MandatoryReport | None:
    reports = MandatoryReport.objects.select_related("reported_by")
    return reports.filter(need=need).first()


class OpenReport(NeedAct):
    name, label, rank = "open_report", _("This must be reported"), 2
    rule = rules.can_report
    states = tuple(NeedState)
    form_class = OpenReportForm
    title, submit, look = _("This must be reported"), _("Open the report"), "danger"
    lead = _(
        "Harm to a minor and violence at home are reported to the police at once. From "
        "now on only the social work station sees this need."
    )
    done = _("Opened. Ring the police, then record the receipt number here.")

    @classmethod
    def fits(cls, need: Need, pack: Pack | None, user: User) -> bool:
        return not need.danger or report_of(need) is None

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """Opened before: there is only one, and it is recorded on its own page."""
        self.open(public_id)
        if report_of(self.thing) is not None:
            return redirect("matching:report", public_id)
        return super().get(request, public_id)

    def act(self, form: Any) -> HttpResponse:
        open_report(need=self.thing, by=self.request.user, **form.cleaned_data)
        return redirect("matching:report", self.thing.public_id)


class RecordReport(NeedAct):
    """The next step of the station as long as it is open, whatever the state."""

    name, label, rank = "report", _("Record the report to the police"), 0
    rule = rules.can_report
    states = tuple(NeedState)
    form_class = RecordReportForm
    template_name = "matching/report.html"
    title, submit = _("Report to the police"), _("It was reported")
    done = _("Recorded.")
    hint = _(
        "This must be reported to the police at once. Do not ring the household and do "
        "not speak with neighbours."
    )

    @classmethod
    def fits(cls, need: Need, pack: Pack | None, user: User) -> bool:
        report = report_of(need) if need.danger else None
        return report is not None and report.reported_at is None

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        self.open(public_id)
        if report_of(self.thing) is None:
            return redirect("matching:open_report", public_id)
        return super().get(request, public_id)

    def check_seen(self) -> None:
        """What else happened to the need meanwhile does not matter."""

    def context(self, form: Any) -> dict[str, Any]:
        report = report_of(self.thing)
        codes = [report.family] if report else []
        return {
            "need": self.thing,
            "report": report,
            "cards": emergency_cards(codes),
        }

    def act(self, form: Any) -> None:
        values = {**form.cleaned_data}
        values.pop("version")
        record_report(need=self.thing, by=self.request.user, **values)


class FinishCasework(NeedAct):
    name, label, rank, one_tap = "finish_casework", _("The casework is done"), 0, True
    rule = rules.can_run
    case_states = (NeedState.IN_DELIVERY,)
    title, submit = _("Finish the casework"), _("It is done")
    lead = _("For what the station did itself. The station manager closes it next.")
    hint = _(
        "The station's own social workers do this themselves: no pack, no team, no call "
        "to the household. Say so when it is done."
    )
    done = _("Done. The station manager closes it next.")

    def act(self, form: Any) -> None:
        version = form.cleaned_data["version"]
        finish_casework(need=self.thing, version=version, by=self.request.user)
