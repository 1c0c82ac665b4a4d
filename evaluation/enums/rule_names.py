"""The rules of a rule set by name, and the words their values may hold."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evaluation.enums.grounds import GROUNDS

_BARS = {
    f"bar_{ground}": format_lazy(_("Kept out: {ground}"), ground=words)
    for ground, words in GROUNDS.items()
    if ground != "graded"
}
_CLOCKS = {
    "clock_admission": _("Time to admit or refuse"),
    "clock_opinion": _("Time of the experts for their opinion"),
    "clock_report": _("Time for the report"),
    "clock_committee": _("Time of the committee to decide"),
    "clock_notice": _("Length of the public notice"),
    "clock_review_decision": _("Time to serve the decision on a review"),
    "clock_report_ruling": _("Time to rule on a report of facts"),
    "clock_plaque_return": _("Time to give an old plaque back"),
    "clock_challenge_ruling": _("Time to rule on a request for recusal"),
    "clock_confirmation": _("Time to confirm after a review"),
    "clock_listing_entry": _("Time to enter credit information"),
}
# By part of the procedure, as the page of a rule set shows them.
RULES = {
    _("Who may take part"): {
        "registered_years": _("Full years since registration"),
        "reapply": _("When an organisation with a grade may apply again"),
        **_BARS,
    },
    _("Points and grades"): {
        "bands": _("Grades by points"),
        "rounding": _("How points are rounded"),
        "bonus_cap": _("Most points of the bonus"),
        "vetoes": _("What takes all points away"),
        "no_party_branch_at_most": _("Best grade without a Party branch"),
        "survey_answers_least": _("Fewest answers of the social evaluation"),
    },
    _("Procedure"): {
        "routes": _("Who is looked at on documents, who on site"),
        "site_step_simplified_years": _(
            "Years in which the visit of a further application may be simpler"
        ),
        "recusal_grounds": _("Who stays away"),
        "recusal_left_years": _("Years for which a relation that ended still counts"),
        **_CLOCKS,
    },
    _("Committee and review"): {
        "committee_seats": _("Seats of the committee"),
        "quorum": _("Members who must be there"),
        "majority": _("More of all members than this must be in favour"),
        "recused_count_in_all": _("Members who stay away count as members"),
        "review_body": _("Who decides on a review"),
        "review_may_lower": _("A review one asked for may lower the grade"),
        "publicity": _("What is made public"),
    },
    _("After the grade"): {
        "validity": _("How long a grade is in force"),
        "certificate_from": _("Certificate and plaque from"),
        "tracking_from": _("Tracking by lot from"),
        "verification_triggers": _("What leads to a verification"),
        "lowering_events": _("What lowers a grade"),
    },
    _("Supervision"): {
        "inspection_shares": _("Share that is inspected by lot each year"),
        "inspectors_least": _("Fewest inspectors of a visit"),
        "abnormal_years_to_serious": _(
            "Years on the list of abnormal activity before the list of serious "
            "violations"
        ),
        "annual_report_due": _("Last day of the annual report"),
    },
}
RULE_NAMES = {name: words for group in RULES.values() for name, words in group.items()}
RULE_VALUES = {
    "review_committee": _("review committee"),
    "committee": _("evaluation committee"),
    "grade": _("the grade"),
    "heads": _("the grade and the points of each head"),
    "full": _("every indicator with its points and reasons"),
    "desk": _("on documents"),
    "site": _("on site"),
    "none": _("no grade"),
    "passed": _("passed"),
    "help": _("needs help"),
    "half_up": _("halves go up"),
    "down": _("parts that were not reached do not count"),
    "up": _("begun parts count"),
    "county": _("county"),
    "city": pgettext_lazy("level", "city"),
    "province": _("province"),
    "ministry": _("ministry"),
    "director": _("sits on its council"),
    "employer": _("is employed there"),
    "served_there": _("served there"),
    "kin": _("is kin of its people"),
    "contract": _("bought from it or sold to it"),
    "joint_project": _("worked with it"),
    "other_relation": _("any other relation that may touch fairness"),
    "inspection_failed": _("an annual inspection that was failed"),
    "inspection_basic_twice": _("two annual inspections running passed barely"),
    "penalty": _("a penalty"),
    "report_proven": _("a report of facts that was proven"),
    "listing": _("an entry in a list"),
    "annual_report_overdue": _("an annual report that is overdue"),
    "event_touching_grade": _("an event that may touch the grade"),
    "dishonest_enforcee": _("named by a court as a dishonest debtor"),
}
# What may be wrong with a fact: `scoring.rule_faults.FAULTS`, for the catalogue.
RULE_FAULTS = {
    "no rule has this name": _("no rule has this name"),
    "status must be fact, assumed or gap": _("status must be fact, assumed or gap"),
    "a gap has no value": _("a gap has no value"),
    "the source is missing": _("the source is missing"),
    "what is assumed says why": _("what is assumed says why"),
    "a whole number is wanted": _("a whole number is wanted"),
    "true or false is wanted": _("true or false is wanted"),
    'a share such as "2/3" is wanted': _('a share such as "2/3" is wanted'),
    "one of %(given)s is wanted": _("one of %(given)s is wanted"),
    "a list of texts is wanted": _("a list of texts is wanted"),
    "an object with names is wanted": _("an object with names is wanted"),
    "exactly these are wanted: %(given)s": _("exactly these are wanted: %(given)s"),
    "this cannot be read: %(given)s": _("this cannot be read: %(given)s"),
}
