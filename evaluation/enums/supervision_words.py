"""What ledger and inbox say of supervision."""

from django.utils.translation import gettext_lazy as _

SUPERVISION_ACTIONS = {
    "evaluation.keep_credit_file": _("Credit file kept"),
    "evaluation.open_report_year": _("Annual reports asked for"),
    "evaluation.record_report": _("Annual report recorded"),
    "evaluation.mark_overdue": _("Annual report overdue"),
    "evaluation.list_provider": _("Entered on a list"),
    "evaluation.delist_provider": _("Taken off a list"),
    "evaluation.record_penalty": _("Penalty recorded"),
    "evaluation.execute_penalty": _("Penalty carried out"),
    "evaluation.open_case": _("Case of supervision opened"),
    "evaluation.close_case": _("Case of supervision closed"),
    "evaluation.announce_draw": _("Draw of inspections announced"),
    "evaluation.draw_inspections": _("Inspections drawn"),
    "evaluation.assign_inspectors": _("Inspectors assigned"),
    "evaluation.record_inspection": _("Inspection recorded"),
    "evaluation.file_self_check": _("Yearly self-check filed"),
}
SUPERVISION_MESSAGES = {
    "evaluation.report_overdue": _("The annual report %(year)s is overdue."),
    "evaluation.listed": _("You were entered on the %(list)s."),
    "evaluation.inspection_drawn": _("You were drawn for a random inspection."),
    "evaluation.case_opened": _("%(name)s: a case of supervision was opened."),
}
