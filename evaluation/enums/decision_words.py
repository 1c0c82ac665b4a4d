"""What ledger and inbox say of recusal, committee, notice, review and what follows."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "evaluation.declare_tie": _("Relation declared"),
    "evaluation.lift_tie": _("Recusal lifted"),
    "evaluation.challenge": _("Recusal asked for by the organisation"),
    "evaluation.rule_on_challenge": _("Ruled on the request for recusal"),
    "evaluation.form_committee": _("Committee formed"),
    "evaluation.take_committee_seat": _("Seat in the committee taken"),
    "evaluation.leave_committee_seat": _("Seat in the committee left"),
    "evaluation.call_meeting": _("Meeting called"),
    "evaluation.open_meeting": _("Meeting opened"),
    "evaluation.note_arrival": _("A member came later"),
    "evaluation.close_meeting": _("Meeting closed with its minutes"),
    "evaluation.correct_points": _("Points of the committee"),
    "evaluation.record_look": _("Further look before the vote"),
    "evaluation.open_vote": _("Vote opened"),
    "evaluation.cast_ballot": _("Ballot cast"),
    "evaluation.close_vote": _("Votes counted"),
    "evaluation.publish_notice": _("Public notice published"),
    "evaluation.request_review": _("Review asked for"),
    "evaluation.form_review_panel": _("Experts of the review named"),
    "evaluation.score_again": _("Contested indicator looked at again"),
    "evaluation.finish_look": _("Second look signed"),
    "evaluation.serve_decision": _("Decision on the review served"),
    "evaluation.report_facts": _("Facts reported"),
    "evaluation.verify_report": _("Report being verified"),
    "evaluation.rule_on_report": _("Report ruled on"),
    "evaluation.confirm": _("Confirmed and announced"),
    "evaluation.bring_into_force": _("In force"),
    "evaluation.expire": _("Grade expired"),
    "evaluation.lower": _("Grade lowered"),
    "evaluation.cancel": _("Grade cancelled"),
    "evaluation.give_plaque": _("Plaque handed over"),
    "evaluation.take_plaque_back": _("Plaque returned"),
    "evaluation.void_plaque": _("Plaque declared void"),
    "evaluation.draw_tracking": _("Tracking drawn by lot"),
    "evaluation.open_verification": _("Verification opened"),
    "evaluation.close_follow_up": _("Follow-up closed"),
}
MESSAGES = {
    "evaluation.serving_near": _(
        "Serve the decision on the review of %(name)s by %(until)s."
    ),
    "evaluation.serving_late": _(
        "The decision on the review of %(name)s was to be served by %(until)s."
    ),
    "evaluation.ruling_near": _("Rule on the report about %(name)s by %(until)s."),
    "evaluation.ruling_late": _(
        "The report about %(name)s was to be ruled on by %(until)s."
    ),
    "evaluation.recusal_near": _(
        "Rule on the request for recusal of %(name)s by %(until)s."
    ),
    "evaluation.recusal_late": _(
        "The request for recusal of %(name)s was to be ruled on by %(until)s."
    ),
    "evaluation.plaque_near": _("Give the old plaque of %(name)s back by %(until)s."),
    "evaluation.plaque_late": _(
        "The plaque of %(name)s was due back on %(until)s and may be declared void."
    ),
    "evaluation.yearly_near": _("The yearly report of %(name)s is due on %(until)s."),
    "evaluation.challenged": _("%(name)s asks that somebody stay away from its case."),
    "evaluation.challenge_ruled": _("Your request for recusal was ruled on."),
    "evaluation.meeting_called": _("The evaluation committee meets on %(day)s."),
    "evaluation.public_notice": _(
        "Your result is under public notice. You may ask for a review until %(until)s."
    ),
    "evaluation.review_asked": _("%(name)s asks for a review."),
    "evaluation.review_look": _(
        "You are asked to look again at contested indicators of %(name)s."
    ),
    "evaluation.review_decided": _("The decision on your review is here."),
    "evaluation.reported": _("Somebody reported facts about %(name)s."),
    "evaluation.report_ruled": _("A report of facts about you was ruled on."),
    "evaluation.confirmed": _("Your grade is confirmed and announced: %(grade)s."),
    "evaluation.expired": _("Your grade has expired."),
    "evaluation.lowered": _("Your grade was lowered to %(grade)s."),
    "evaluation.cancelled": _("Your grade was cancelled."),
}
