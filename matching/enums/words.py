"""What the ledger calls the acts of this floor, and what the inbox says."""

from django.utils.translation import gettext_lazy as _

# What the ledger calls the acts of this floor, and what a timeline says of them.
ACTIONS = {
    "matching.release_figures": _("Figures released to the public"),
    "matching.raise_need": _("Raised"),
    "matching.take_back_need": _("Taken back with the file it came by"),
    "matching.accept_draft": _("Taken over from a public form"),
    "matching.receive_need": _("Received: somebody took it on"),
    "matching.assess_need": _("Assessed and split into items"),
    "matching.return_need": _("Asked back"),
    "matching.answer_return": _("Answered"),
    "matching.refer_need": _("Referred to the responsible body"),
    "matching.refuse_need": _("Not accepted"),
    "matching.merge_need": _("Merged with another need"),
    "matching.withdraw_need": _("Withdrawn"),
    "matching.pause_need": _("Paused"),
    "matching.resume_need": _("Resumed"),
    "matching.record_proposal": _("Pack proposed"),
    "matching.replace_proposal": _("Pack proposed anew, with all needs together"),
    "matching.swap_line": _("A provider was exchanged"),
    "matching.take_as_last_time": _("The providers of last time were taken"),
    "matching.confirm_own_agency": _("Own agency approved by the station manager"),
    "matching.confirm_pack": _("Confirmed by one seat"),
    "matching.close_pack": _("Pack confirmed"),
    "matching.leave_unmet": _("Put on the gap list"),
    "matching.invite": _("Provider invited"),
    "matching.accept_engagement": _("Provider accepted"),
    "matching.take_back_answer": _("Provider took its answer back"),
    "matching.hold_decline": _("Provider is about to decline"),
    "matching.decline_engagement": _("Provider declined"),
    "matching.expire_engagement": _("No answer in time"),
    "matching.cancel_engagement": _("Called off"),
    "matching.schedule_session": _("Session planned"),
    "matching.confirm_coming": _("The provider said that it will come"),
    "matching.add_slot": _("Volunteers are looked for"),
    "matching.offer_slots": _("Volunteers asked"),
    "matching.answer_offer": _("A volunteer answered"),
    "matching.drop_offer": _("A volunteer dropped out"),
    "matching.lapse_offer": _("A volunteer did not answer in time"),
    "matching.confirm_offer": _("A volunteer confirmed to come"),
    "matching.record_delivery": _("Delivered (first key)"),
    "matching.turn_second_key": _("Delivery confirmed (second key)"),
    "matching.report_no_show": _("Nobody came"),
    "matching.flag_hours": _("The hours of a delivery look unusual and are checked"),
    "matching.settle_flag": _("Hours were looked at: they are as recorded"),
    "matching.correct_hours": _("Minutes of a person corrected"),
    "matching.say_here": _("A volunteer said on the spot that she is there"),
    "matching.release_need": _("Words for the public site released"),
    "matching.end_release": _("Taken off the public site"),
    "matching.give_calendar": _("A volunteer took the address of her calendar"),
    "matching.ask_about_hours": _("A volunteer asked about her hours"),
    "matching.answer_about_hours": _("The volunteer's question was answered"),
    "matching.reverse_attendance": _("Hours taken back"),
    "matching.show_certificate": _("Certificate of service shown inside"),
    "matching.withdraw_certificate": _("Certificate of service withdrawn"),
    "matching.replace_engagement": _("Another provider took over the rest"),
    "matching.dispute_delivery": _("Delivery disputed"),
    "matching.answer_dispute": _("The other side said what happened"),
    "matching.settle_dispute": _("Dispute settled"),
    "matching.issue_link": _("Personal link made"),
    "matching.record_consent": _("The person's consent was noted"),
    "matching.give_feedback": _("Rated"),
    "matching.call_back": _("Called back"),
    "matching.chase_call_back": _("Reminded to call back"),
    "matching.close_need": _("Closed"),
    "matching.reopen_need": _("Taken up again"),
    "matching.adopt_team": _("Standing team set up"),
    "matching.take_seat": _("Seat taken"),
    "matching.leave_seat": _("Seat left"),
    "matching.load_stage_limits": _("Time limits loaded"),
    "matching.load_response": _("Matters, words of danger and receiving bodies loaded"),
    "matching.remind": _("Reminded: three quarters of the time are gone"),
    "matching.run_out": _("Time is up: who works on it was told"),
    "matching.escalate": _("The next level was told"),
    "matching.extend_clock": _("The street extended the time"),
    "matching.hand_over_need": _("Handed over to another worker"),
    "matching.plan_absence": _("Leave planned, with cover"),
    "matching.end_absence": _("Leave ended"),
    "matching.open_report": _("Report to the police opened"),
    "matching.record_report": _("Reported to the police"),
    "matching.finish_casework": _("The station's own casework was finished"),
    "matching.release_wish": _("Micro-wish released"),
    "matching.claim_wish": _("Micro-wish claimed"),
    "matching.drop_wish": _("Claim given back"),
    "matching.fulfil_wish": _("Micro-wish fulfilled"),
    "matching.lapse_wish": _("Nobody claimed the micro-wish in time"),
    "matching.call_unit": _("Unit called"),
    "matching.answer_call": _("Unit answered"),
    "matching.score_call": _("Answer scored"),
    "matching.withdraw_call": _("Call withdrawn"),
    "matching.check_body": _("Number of a receiving body checked"),
    "matching.gather_topic": _("Put on the purchase list"),
    "matching.rewrite_entries": _("Words for the purchase list written"),
    "matching.take_topic": _("Purchase topic taken up"),
    "matching.end_topic": _("Purchase topic ended"),
    "matching.load_purchase_rules": _("Rules of purchases loaded"),
    "matching.begin_purchase": _("Purchase begun"),
    "matching.change_budget": _("Budget changed"),
    "matching.record_contract": _("Contract recorded"),
    "matching.tie_engagements": _("What a milestone rests on was written"),
    "matching.report_milestone": _("Milestone reported by the supplier"),
    "matching.settle_milestone": _("Milestone accepted, or not"),
    "matching.pause_purchase": _("Purchase paused"),
    "matching.resume_purchase": _("Purchase resumed"),
    "matching.terminate_purchase": _("Contract ended early"),
    "matching.drop_purchase": _("Purchase given up"),
    "matching.judge_purchase": _("Performance judged"),
    "matching.tell_first": _("Told first that somebody can do it now"),
    "matching.note_offer": _("Taken as an offer, not a need"),
    "matching.record_matcher": _("A learned matcher was recorded"),
    "matching.activate_matcher": _("A learned matcher took over"),
    "matching.set_aside_matcher": _("A learned matcher was set aside"),
}
# What the inbox says; %(number)s is the case number, never the words of a need.
MESSAGES = {
    "matching.need_raised": _("New need %(number)s in your street: please assess it."),
    "matching.need_assessed": _("Need %(number)s was taken up; a pack is being made."),
    "matching.need_returned": _("Need %(number)s: a question for you."),
    "matching.need_referred": _(
        "Need %(number)s is for another body: passed to %(body)s, number %(no)s."
    ),
    "matching.need_refused": _("Need %(number)s could not be accepted; see why."),
    "matching.need_merged": _("Need %(number)s goes on together with %(into)s."),
    "matching.need_withdrawn": _("Need %(number)s was withdrawn."),
    "matching.need_unmet": _("Need %(number)s: nobody can do it now; it is kept."),
    "matching.need_closed": _("Need %(number)s is closed; see what became of it."),
    "matching.pack_proposed": _("Need %(number)s: a pack is proposed."),
    "matching.urgent_confirmed": _("Urgent need %(number)s was acted on; please look."),
    "matching.invited": _("Invitation for need %(number)s: please answer in time."),
    "matching.accepted": _("Need %(number)s: %(provider)s accepted."),
    "matching.answer_taken_back": _(
        "Need %(number)s: %(provider)s took its answer back and answers again."
    ),
    "matching.lost": _("Need %(number)s: %(provider)s does not take part any more."),
    "matching.cancelled": _("Need %(number)s: your part was called off."),
    "matching.coming": _("Need %(number)s: a time is near. Please say that you come."),
    "matching.not_sure": _(
        "Need %(number)s: %(provider)s has not said yet that it comes."
    ),
    "matching.hours_reversed": _("Need %(number)s: hours were taken back; see why."),
    "matching.hours_asked": _("Need %(number)s: a volunteer asks about her hours."),
    "matching.hours_answered": _(
        "Need %(number)s: your question about hours was answered."
    ),
    "matching.disputed": _("Need %(number)s: a delivery is disputed."),
    "matching.dispute_settled": _("Need %(number)s: the dispute is settled."),
    "matching.slot_offered": _(
        "Can you help on %(when)s, %(where)s? Please answer by %(until)s."
    ),
    "matching.slot_place": _("You have a place on %(when)s, %(where)s. Thank you."),
    "matching.slot_wait": _(
        "%(when)s, %(where)s: you are on the waiting list now and need not come."
    ),
    "matching.slot_released": _(
        "%(when)s, %(where)s: enough have said yes, you are not needed any more."
    ),
    "matching.slot_off": _("%(when)s, %(where)s does not take place."),
    "matching.slot_confirm": _(
        "Are you coming on %(when)s, %(where)s? Please confirm by one tap."
    ),
    "matching.slot_gap": _(
        "Need %(number)s: a volunteer is missing on %(when)s. See who could step in."
    ),
    "matching.slot_unsure": _(
        "Need %(number)s: a volunteer for %(when)s has not confirmed yet. Please ring."
    ),
    "matching.reminder": _("Need %(number)s: three quarters of the time are gone."),
    "matching.overdue": _("Need %(number)s: the time is up (%(stage)s)."),
    "matching.escalated": _(
        "Need %(number)s waits at %(level)s too long: now with you."
    ),
    "matching.handed_over": _("Need %(number)s was handed over to you."),
    "matching.cases_handed_over": _(
        "%(count)s needs were handed over to you; see your task list."
    ),
    "matching.absence_planned": _("You stand in for %(name)s, %(since)s to %(until)s."),
    "matching.absence_ended": _("%(name)s is back: you no longer stand in."),
    "matching.hand_over_told": _("Need %(number)s has another social worker now."),
    "matching.danger": _("Need %(number)s: danger to somebody. Look at once."),
    "matching.wish_open": _("Micro-wish %(number)s can be claimed."),
    "matching.wish_claimed": _("Micro-wish %(number)s was claimed."),
    "matching.wish_fulfilled": _("Micro-wish %(number)s was fulfilled."),
    "matching.called": _("Call %(number)s: please answer by %(until)s."),
    "matching.call_answered": _("Call %(number)s was answered; please score it."),
    "matching.call_scored": _("Call %(number)s: your answer was scored."),
    "matching.call_withdrawn": _("Call %(number)s was withdrawn; nothing to do."),
    "matching.can_now": _(
        "Need %(number)s: somebody can do “%(service)s” now. You hear it first."
    ),
    "matching.contract_recorded": _(
        "Contract %(number)s was recorded: see its milestones."
    ),
    "matching.milestone_reported": _(
        "Contract %(number)s: a milestone was reported; please accept it or not."
    ),
    "matching.milestone_settled": _("Contract %(number)s: a milestone was decided on."),
    "matching.purchase_moved": _(
        "Contract %(number)s was paused, resumed or ended early; see why."
    ),
    "matching.purchase_judged": _("Contract %(number)s: see how it was judged."),
    "matching.danger_said": _(
        "Need %(number)s: what was said after it tells of danger. Look at once."
    ),
    "matching.bad_grade": _("Need %(number)s was rated badly: please call back."),
    "matching.call_back_waits": _(
        "Need %(number)s was rated badly: the call-back still waits."
    ),
    "matching.call_back_late": _(
        "Need %(number)s was rated badly: the time to call back is up."
    ),
    "matching.sample_waits": _("Need %(number)s is closed: the call-back still waits."),
    "matching.sample_late": _(
        "Need %(number)s is closed: the time to call back is up."
    ),
    "matching.pause_over": _("Need %(number)s: the pause is over, its clock runs."),
    "matching.offer_noted": _(
        "Need %(number)s is an offer of help: please put it on the menu."
    ),
    "matching.matcher_refused": _(
        "The learned matcher %(label)s cannot be trusted any more and was set aside; "
        "the published rule matches until another one is activated."
    ),
    "matching.imported": _(
        "%(count)s new needs came by a file in your street: please assess them."
    ),
}
