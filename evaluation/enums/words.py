"""What the ledger calls the acts of this floor, and what the inbox says."""

from django.utils.translation import gettext_lazy as _

# One line each, so that several hands can add theirs.
ACTIONS = {
    "evaluation.open_round": _("Round prepared"),
    "evaluation.announce_round": _("Round announced"),
    "evaluation.close_round": _("Round closed"),
    "evaluation.export_round": _("The file of the round was taken out"),
    "evaluation.apply": _("Evaluation begun"),
    "evaluation.ask_for_grade": _("Grade asked for"),
    "evaluation.put_forward": _("Evidence put forward"),
    "evaluation.replace_evidence": _("Evidence replaced"),
    "evaluation.withdraw_evidence": _("Evidence withdrawn"),
    "evaluation.take_in_records": _("Delivery records taken in"),
    "evaluation.score_leaf": _("Leaf scored"),
    "evaluation.hand_in": _("Self-assessment handed in"),
    "evaluation.withdraw": _("Withdrawn"),
    "evaluation.admit": _("Admitted"),
    "evaluation.refuse": _("Not admitted"),
    "evaluation.send_back": _("Sent back"),
    "evaluation.form_panel": _("Panel formed"),
    "evaluation.draw_panels": _("All panels formed as drawn"),
    "evaluation.leave_panel": _("An expert left the panel"),
    "evaluation.begin_review": _("Review by the experts begun"),
    "evaluation.submit_scores": _("Scores submitted"),
    "evaluation.reopen_scores": _("Counts changed: to be scored and signed again"),
    "evaluation.sign_opinion": _("Expert opinion signed"),
    "evaluation.open_poll": _("Social evaluation opened"),
    "evaluation.invite_more": _("More people asked"),
    "evaluation.answer_poll": _("An answer came in"),
    "evaluation.close_poll": _("Social evaluation closed"),
    "evaluation.send_feedback": _("Findings sent"),
    "evaluation.file_report": _("Report filed"),
    "evaluation.extend_clock": _("More time given"),
    "evaluation.remind": _("Reminder sent"),
    "evaluation.escalate": _("Time ran out: the office was told"),
}
MESSAGES = {
    "evaluation.round_announced": _(
        "“%(round)s” is announced: you may apply from %(since)s to %(until)s."
    ),
    "evaluation.handed_in": _("%(name)s handed in the self-assessment."),
    "evaluation.withdrawn": _("%(name)s withdrew from the round."),
    "evaluation.admitted": _("You are admitted to “%(round)s”."),
    "evaluation.refused": _(
        "You are not admitted to “%(round)s”: the reasons stand here."
    ),
    "evaluation.sent_back": _("Your self-assessment came back: %(note)s"),
    "evaluation.invited": _("You are asked to score %(name)s."),
    "evaluation.counts_changed": _(
        "Delivery records of %(name)s changed: score %(codes)s again and sign."
    ),
    "evaluation.reminder": _("%(name)s: a time limit ends on %(until)s."),
    "evaluation.overdue": _("%(name)s: the time limit ended on %(until)s."),
    "evaluation.opinion_filed": _("The experts filed their opinion on %(name)s."),
    "evaluation.feedback": _(
        "The findings of the experts on your organisation are here."
    ),
}
