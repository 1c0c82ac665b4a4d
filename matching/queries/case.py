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
# What the trail tells whoever raised it or follows it, in plain words; all else is the
# business of those who work on it.
TOLD = {
    "matching.raise_need": gettext_lazy("Received"),
    "matching.assess_need": gettext_lazy("Taken up"),
    "matching.return_need": gettext_lazy("A question was asked"),
    "matching.answer_return": gettext_lazy("The question was answered"),
    "matching.refer_need": gettext_lazy("Passed on to another body"),
    "matching.refuse_need": gettext_lazy("Not accepted"),
    "matching.note_offer": gettext_lazy("Taken as an offer of help"),
    "matching.merge_need": gettext_lazy("Joined with an earlier case"),
    "matching.withdraw_need": gettext_lazy("Withdrawn"),
    "matching.pause_need": gettext_lazy("Put at rest for a while"),
    "matching.resume_need": gettext_lazy("Goes on"),
    "matching.extend_clock": gettext_lazy("More time was given"),
    "matching.hand_over_need": gettext_lazy("Another social worker took it over"),
    "matching.record_proposal": gettext_lazy("Proposed who could do it"),
    "matching.close_pack": gettext_lazy("Decided who is asked to do it"),
    "matching.leave_unmet": gettext_lazy("Nobody found yet"),
    "matching.accept_engagement": gettext_lazy("Somebody agreed to do it"),
    "matching.schedule_session": gettext_lazy("A time was fixed"),
    "matching.record_delivery": gettext_lazy("Reported as done; to be confirmed"),
    "matching.report_no_show": gettext_lazy("Nobody came; we follow it up"),
    "matching.turn_second_key": gettext_lazy("Done and confirmed"),
    "matching.release_wish": gettext_lazy("The wish was released"),
    "matching.claim_wish": gettext_lazy("Somebody claimed the wish"),
    "matching.fulfil_wish": gettext_lazy("The wish was fulfilled"),
    "matching.lapse_wish": gettext_lazy("Nobody claimed the wish in time"),
    "matching.give_feedback": gettext_lazy("It was rated"),
    "matching.call_back": gettext_lazy("We rang back"),
    "matching.close_need": gettext_lazy("Closed"),
    "matching.reopen_need": gettext_lazy("Taken up again"),
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
        action, day = entry.action, timezone.localdate(entry.at)
        if action in TOLD:
            step = {"title": TOLD[action], "state": "done", "when": day}
            steps.setdefault((action, day), step)
    return list(steps.values())
