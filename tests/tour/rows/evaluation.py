"""Rounds, cases, scores, committees, grades, sheets, supervision."""

from functools import partial

from tests.tour.rows.row import absent, at, page, posted

OFFICE, REVIEWER, EXPERT = "evaluation_office", "bureau_reviewer", "expert"
ADMIN, MEMBER = "provider_admin", "committee_member"
round_ = partial(at, "evaluation.Round")
case = partial(at, "evaluation.Assessment")
sheet = partial(at, "evaluation.Sheet")
meeting = partial(at, "evaluation.Meeting")
item = partial(at, "evaluation.MeetingItem")
ID = "public_id"
SEAT = {ID: "committee__public_id", "pk": "pk"}
LEAF = {ID: ID, "code": "scores__indicator__code"}

EVALUATION = {
    "evaluation:rounds": page(OFFICE, key=True),
    "evaluation:round_new": page(OFFICE),
    "evaluation:round": [round_(OFFICE, key=True), round_(ADMIN)],
    "evaluation:panels": round_(OFFICE),
    "evaluation:statistics": round_(OFFICE),
    "evaluation:equity": round_(OFFICE),
    "evaluation:rules": page(OFFICE),
    "evaluation:rule_set": at("evaluation.RuleSet", OFFICE),
    "evaluation:refresh_records": case(OFFICE, state="self_scored"),
    "evaluation:progress_file": round_(OFFICE),
    "evaluation:grades_file": round_(OFFICE, status=404),
    "evaluation:severity_file": round_(
        OFFICE, args={ID: ID, "sheet": "sheets__public_id"}, status=404
    ),
    "evaluation:hanging_file": round_(OFFICE),
    "evaluation:gaps_file": round_(OFFICE, fixed={"kind": "age"}, status=404),
    "evaluation:heads_file": case(OFFICE, state="self_scored", status=404),
    "evaluation:announce": posted(OFFICE),
    "evaluation:close": posted(OFFICE),
    "evaluation:apply": posted(ADMIN),
    "evaluation:case": [case(ADMIN, state="draft", key=True), case(OFFICE)],
    "evaluation:level": case(ADMIN, state="draft"),
    "evaluation:leaf": case(ADMIN, args=LEAF, state="draft", scores__column="self"),
    "evaluation:add_evidence": case(
        ADMIN, args=LEAF, state="draft", scores__column="self"
    ),
    "evaluation:hand_in": case(ADMIN, state="draft"),
    "evaluation:withdraw": case(ADMIN, state="draft"),
    "evaluation:admission": case(OFFICE, state="self_scored"),
    "evaluation:send_back": case(OFFICE, state="self_scored"),
    "evaluation:panel": case(OFFICE, state="site_visited"),
    "evaluation:leave_panel": case(OFFICE, state="site_visited"),
    "evaluation:visit": case(OFFICE, state="site_visited", status=409),
    "evaluation:desk_review": case(OFFICE, state="site_visited", status=409),
    "evaluation:extend": case(OFFICE, state="site_visited"),
    "evaluation:score_sheet": case(ADMIN, state="draft"),
    "evaluation:score_list": case(EXPERT, key=True),
    "evaluation:score": case(EXPERT, args=LEAF, scores__column="self", key=True),
    "evaluation:submit": case(EXPERT),
    "evaluation:opinion": case(EXPERT),
    "evaluation:open_poll": case(OFFICE, state="site_visited"),
    "evaluation:invite_more": case(OFFICE, status=404),
    "evaluation:close_poll": case(OFFICE, state="site_visited", status=409),
    "evaluation:feedback": case(OFFICE, state="site_visited", status=409),
    "evaluation:report": case(OFFICE, state="site_visited", status=409),
    "evaluation:findings": case(ADMIN, state="public_notice"),
    "evaluation:evidence": at("evaluation.Evidence", "added_by__username"),
    "evaluation:drop_evidence": posted(ADMIN),
    "evaluation:replace_evidence": posted(ADMIN),
    "evaluation:ties": page(OFFICE),
    "evaluation:declare_tie": page(EXPERT),
    "evaluation:lift_tie": at("evaluation.Tie", OFFICE),
    "evaluation:rule_on_challenge": at("evaluation.Challenge", OFFICE),
    "evaluation:facts": at("evaluation.Report", OFFICE),
    "evaluation:take_up_facts": at("evaluation.Report", OFFICE, state="received"),
    "evaluation:rule_on_facts": at("evaluation.Report", OFFICE, status=409),
    "evaluation:committees": page(REVIEWER),
    "evaluation:committee_new": page(REVIEWER),
    "evaluation:committee": at("evaluation.Committee", REVIEWER, key=True),
    "evaluation:take_seat": at("evaluation.Committee", REVIEWER),
    "evaluation:leave_seat": at("evaluation.CommitteeSeat", REVIEWER, args=SEAT),
    "evaluation:call_meeting": at("evaluation.Committee", MEMBER),
    "evaluation:meeting": [meeting(OFFICE), meeting(MEMBER, state="open", key=True)],
    "evaluation:open_meeting": meeting(MEMBER, status=409),
    "evaluation:arrival": meeting(MEMBER, state="open"),
    "evaluation:close_meeting": meeting(MEMBER, state="open"),
    "evaluation:item": [
        item(OFFICE, state="carried"),
        item(MEMBER, state="voting", key=True),
    ],
    "evaluation:correct_points": item(MEMBER, status=409),
    "evaluation:look": item(MEMBER, status=409),
    "evaluation:open_vote": item(MEMBER, status=409),
    "evaluation:cast_ballot": item(MEMBER, state="voting"),
    "evaluation:close_vote": item(MEMBER, state="voting"),
    "evaluation:decision": [
        case(ADMIN),
        case(REVIEWER, state="public_notice", key=True),
    ],
    "evaluation:challenge": case(ADMIN),
    "evaluation:publish_notice": case(REVIEWER, status=409),
    "evaluation:ask_review": case(ADMIN, state="public_notice"),
    "evaluation:review_panel": case(OFFICE, state="site_visited", status=409),
    "evaluation:score_again": case(EXPERT, status=403),
    "evaluation:finish_look": case(EXPERT, status=403),
    "evaluation:serve_decision": case(REVIEWER, status=409),
    "evaluation:confirm_result": case(REVIEWER, state="public_notice"),
    "evaluation:awards": page(REVIEWER),
    "evaluation:draw_tracking": page(REVIEWER),
    "evaluation:award": absent(REVIEWER),
    "evaluation:verify_award": absent(OFFICE),
    "evaluation:plaque": absent(OFFICE, public_id="NONE", deed="give"),
    "evaluation:close_follow_up": absent(OFFICE),
    "evaluation:ask_round_file": posted(OFFICE),
    "evaluation:round_file": round_(OFFICE, status=404),
    "evaluation:round_table": round_(OFFICE),
    "evaluation:round_paper": round_(OFFICE),
    "evaluation:sheets": page(OFFICE),
    "evaluation:sheet_page": sheet(OFFICE, key=True),
    "evaluation:sheet_edit": sheet(OFFICE, status=302),
    "evaluation:sheet_copy": sheet(OFFICE),
    "evaluation:supervision": page(REVIEWER),
    "evaluation:credit_file": at(
        "organisations.Provider", REVIEWER, kind="social_organisation"
    ),
    "evaluation:file_act": at(
        "organisations.Provider",
        REVIEWER,
        fixed={"name": "file"},
        kind="social_organisation",
    ),
    "evaluation:inspections": page(REVIEWER),
    "evaluation:announce_draw": page(REVIEWER),
    "evaluation:draw": at("evaluation.InspectionDraw", REVIEWER, drawn_at__isnull=True),
    "evaluation:inspectors": at("evaluation.Inspection", REVIEWER),
    "evaluation:inspection_result": at("evaluation.Inspection", REVIEWER),
    "evaluation:self_checks": page(ADMIN),
    "evaluation:self_check": at(
        "organisations.Provider", ADMIN, kind="social_organisation"
    ),
}
