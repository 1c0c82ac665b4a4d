"""What somebody without an account learns of a case, by its number and code.

States, labels and days only: never the words, the contact, the team or a provider's
name. A confidential case answers like one that does not exist.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy

from matching.enums import Track
from matching.models import Need
from records.queries import trail

NO_CODE = "------"
# What the trail tells outside the house, in plain words; all else is our own business.
TOLD = {
    "raise_need": gettext_lazy("Received"),
    "assess_need": gettext_lazy("Taken up"),
    "return_need": gettext_lazy("A question was asked"),
    "answer_return": gettext_lazy("The question was answered"),
    "refer_need": gettext_lazy("Passed on to another body"),
    "refuse_need": gettext_lazy("Not accepted"),
    "note_offer": gettext_lazy("Taken as an offer of help"),
    "merge_need": gettext_lazy("Joined with an earlier case"),
    "withdraw_need": gettext_lazy("Withdrawn"),
    "pause_need": gettext_lazy("Put at rest for a while"),
    "resume_need": gettext_lazy("Goes on"),
    "extend_clock": gettext_lazy("More time was given"),
    "hand_over_need": gettext_lazy("Another social worker took it over"),
    "close_pack": gettext_lazy("Decided who is asked to do it"),
    "leave_unmet": gettext_lazy("Nobody found yet"),
    "accept_engagement": gettext_lazy("Somebody agreed to do it"),
    "turn_second_key": gettext_lazy("Done and confirmed"),
    "release_wish": gettext_lazy("The wish was released"),
    "claim_wish": gettext_lazy("Somebody claimed the wish"),
    "fulfil_wish": gettext_lazy("The wish was fulfilled"),
    "lapse_wish": gettext_lazy("Nobody claimed the wish in time"),
    "close_need": gettext_lazy("Closed"),
    "reopen_need": gettext_lazy("Taken up again"),
}


def find_case(number: str, code: str) -> Need | None:
    """The need with this number, if the code is its own. Reads one row and compares in
    constant time whether or not there is such a number."""
    needs = Need.objects.exclude(track=Track.CONFIDENTIAL)
    row = needs.filter(number=number).values_list("pk", "code").first()
    pk, right = row or (0, NO_CODE)
    if not constant_time_compare(right, code) or not pk:
        return None
    return needs.select_related("community").filter(pk=pk).first()


def public_steps(need: Need) -> list[dict[str, Any]]:
    """The trail for outside: plain labels and days, each told once a day."""
    steps: dict[tuple[str, date], dict[str, Any]] = {}
    for entry in trail(need.subject):
        verb, day = entry.action.partition(".")[2], timezone.localdate(entry.at)
        if verb in TOLD:
            step = {"title": TOLD[verb], "state": "done", "when": day}
            steps.setdefault((verb, day), step)
    return list(steps.values())
