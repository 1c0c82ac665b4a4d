"""The addresses of this floor, below `/desk/evaluation/`."""

from django.urls import path

from evaluation.views import (
    archive,
    award,
    case,
    committee,
    decision,
    inspection,
    meeting,
    office,
    pictures,
    round,
    rule_set,
    ruling,
    score,
    seats,
    self_assessment,
    sheet,
    statistics,
    supervision,
)

app_name = "evaluation"
ROUND, CASE = "rounds/<str:public_id>/", "cases/<str:public_id>/"
LEAF, FILE = f"{CASE}leaf/<str:code>/", "evidence/<str:public_id>/"

urlpatterns = [
    path("rounds/", round.round_list, name="rounds"),
    path("rounds/new/", round.Open.as_view(), name="round_new"),
    path(ROUND, round.round_page, name="round"),
    path(f"{ROUND}progress.svg", pictures.progress_file, name="progress_file"),
    path(f"{ROUND}grades.svg", pictures.grades_file, name="grades_file"),
    path(f"{ROUND}announce/", round.announce, name="announce"),
    path(f"{ROUND}close/", round.close, name="close"),
    path(f"{ROUND}panels/", round.Panels.as_view(), name="panels"),
    path(f"{ROUND}statistics/", statistics.statistics, name="statistics"),
    path(f"{ROUND}equity/", statistics.equity, name="equity"),
    path(f"{ROUND}apply/", self_assessment.apply, name="apply"),
    path(CASE, case.case_page, name="case"),
    path(f"{CASE}heads.svg", pictures.heads_file, name="heads_file"),
    path(f"{CASE}level/", self_assessment.Level.as_view(), name="level"),
    path(LEAF, self_assessment.Leaf.as_view(), name="leaf"),
    path(
        f"{LEAF}evidence/",
        self_assessment.AddEvidence.as_view(),
        name="add_evidence",
    ),
    path(f"{CASE}hand-in/", self_assessment.HandIn.as_view(), name="hand_in"),
    path(f"{CASE}withdraw/", self_assessment.Withdraw.as_view(), name="withdraw"),
    path(f"{CASE}admission/", office.Admission.as_view(), name="admission"),
    path(f"{CASE}send-back/", office.SendBack.as_view(), name="send_back"),
    path(f"{CASE}panel/", office.FormPanel.as_view(), name="panel"),
    path(f"{CASE}visit/", office.Visit.as_view(), name="visit"),
    path(f"{CASE}desk-review/", office.DeskReview.as_view(), name="desk_review"),
    path(f"{CASE}records/", office.RefreshRecords.as_view(), name="refresh_records"),
    path(f"{CASE}extend/", office.Extend.as_view(), name="extend"),
    path(f"{CASE}sheet/", score.sheet, name="score_sheet"),
    path(f"{CASE}score/", score.score_list, name="score_list"),
    path(f"{CASE}score/<str:code>/", score.ScoreLeaf.as_view(), name="score"),
    path(f"{CASE}submit/", score.Submit.as_view(), name="submit"),
    path(f"{CASE}opinion/", score.Opinion.as_view(), name="opinion"),
    path(f"{CASE}poll/open/", office.OpenPoll.as_view(), name="open_poll"),
    path(f"{CASE}poll/more/", office.InviteMore.as_view(), name="invite_more"),
    path(f"{CASE}poll/close/", office.ClosePoll.as_view(), name="close_poll"),
    path(f"{CASE}feedback/", office.Feedback.as_view(), name="feedback"),
    path(f"{CASE}report/", office.Report.as_view(), name="report"),
    path(f"{CASE}findings/", case.findings, name="findings"),
    path(FILE, self_assessment.evidence_file, name="evidence"),
    path(f"{FILE}withdraw/", self_assessment.drop_evidence, name="drop_evidence"),
    path(
        f"{FILE}replace/",
        self_assessment.replace_evidence,
        name="replace_evidence",
    ),
]
TIE, ITEM = "ties/<str:public_id>/", "items/<str:public_id>/"
MEETING, AWARD = "meetings/<str:public_id>/", "grades/<str:public_id>/"
COMMITTEE, FACTS = "committees/<str:public_id>/", "facts/<str:public_id>/"

urlpatterns += [
    path("ties/", ruling.tie_list, name="ties"),
    path("ties/declare/", ruling.DeclareTie.as_view(), name="declare_tie"),
    path(f"{TIE}lift/", ruling.LiftTie.as_view(), name="lift_tie"),
    path(
        "challenges/<str:public_id>/rule/",
        ruling.RuleOnChallenge.as_view(),
        name="rule_on_challenge",
    ),
    path(FACTS, ruling.report_page, name="facts"),
    path(f"{FACTS}verify/", ruling.TakeUpReport.as_view(), name="take_up_facts"),
    path(f"{FACTS}rule/", ruling.RuleOnReport.as_view(), name="rule_on_facts"),
    path("committees/", committee.committee_list, name="committees"),
    path("committees/new/", seats.FormCommittee.as_view(), name="committee_new"),
    path(COMMITTEE, committee.committee_page, name="committee"),
    path(f"{COMMITTEE}seats/", seats.TakeSeat.as_view(), name="take_seat"),
    path(
        f"{COMMITTEE}seats/<int:pk>/leave/",
        seats.LeaveSeat.as_view(),
        name="leave_seat",
    ),
    path(f"{COMMITTEE}call/", committee.CallMeeting.as_view(), name="call_meeting"),
    path(MEETING, meeting.meeting_page, name="meeting"),
    path(f"{MEETING}open/", meeting.OpenMeeting.as_view(), name="open_meeting"),
    path(f"{MEETING}arrival/", meeting.Arrival.as_view(), name="arrival"),
    path(f"{MEETING}close/", meeting.CloseMeeting.as_view(), name="close_meeting"),
    path(ITEM, meeting.item_page, name="item"),
    path(f"{ITEM}points/", meeting.CorrectPoints.as_view(), name="correct_points"),
    path(f"{ITEM}look/", meeting.Look.as_view(), name="look"),
    path(f"{ITEM}open/", meeting.OpenVote.as_view(), name="open_vote"),
    path(f"{ITEM}ballot/", meeting.CastBallot.as_view(), name="cast_ballot"),
    path(f"{ITEM}count/", meeting.CloseVote.as_view(), name="close_vote"),
    path(f"{CASE}decision/", decision.decision_page, name="decision"),
    path(f"{CASE}challenge/", decision.Challenge.as_view(), name="challenge"),
    path(f"{CASE}publish/", decision.Publish.as_view(), name="publish_notice"),
    path(f"{CASE}review/", decision.AskReview.as_view(), name="ask_review"),
    path(
        f"{CASE}review/panel/",
        decision.FormReviewPanel.as_view(),
        name="review_panel",
    ),
    path(f"{CASE}review/score/", decision.ScoreAgain.as_view(), name="score_again"),
    path(f"{CASE}review/sign/", decision.FinishLook.as_view(), name="finish_look"),
    path(f"{CASE}review/serve/", decision.Serve.as_view(), name="serve_decision"),
    path(f"{CASE}confirm/", decision.Confirm.as_view(), name="confirm_result"),
    path("grades/", award.award_list, name="awards"),
    path("grades/draw/", award.Draw.as_view(), name="draw_tracking"),
    path(AWARD, award.award_page, name="award"),
    path(f"{AWARD}verify/", award.Verify.as_view(), name="verify_award"),
    path(f"{AWARD}plaque/<str:deed>/", award.Plaque.as_view(), name="plaque"),
    path(
        "follow-ups/<str:public_id>/close/",
        award.CloseFollowUp.as_view(),
        name="close_follow_up",
    ),
]
OUT, SHEET = f"{ROUND}out/", "sheets/<str:public_id>/"
CREDIT, SITE = "supervision/<str:public_id>/", "inspections/<str:public_id>/"

urlpatterns += [
    path(f"{OUT}round.json", archive.round_file, name="round_file"),
    path(f"{OUT}round.xlsx", archive.round_table, name="round_table"),
    path(f"{OUT}paper/", archive.round_paper, name="round_paper"),
    path("rules/", rule_set.rule_list, name="rules"),
    path("rules/<str:public_id>/", rule_set.rule_page, name="rule_set"),
    path("sheets/", sheet.sheet_list, name="sheets"),
    path(SHEET, sheet.sheet_page, name="sheet_page"),
    path(f"{SHEET}edit/", sheet.SheetEditor.as_view(), name="sheet_edit"),
    path(f"{SHEET}copy/", sheet.sheet_copy, name="sheet_copy"),
    path("supervision/", supervision.case_list, name="supervision"),
    path(CREDIT, supervision.credit_file, name="credit_file"),
    path(f"{CREDIT}<str:name>/", supervision.file_act, name="file_act"),
    path("inspections/", inspection.draw_list, name="inspections"),
    path("inspections/announce/", inspection.announce, name="announce_draw"),
    path(f"{SITE}draw/", inspection.draw, name="draw"),
    path(f"{SITE}inspectors/", inspection.assign, name="inspectors"),
    path(f"{SITE}result/", inspection.result, name="inspection_result"),
    path("self-check/", inspection.check_list, name="self_checks"),
    path("self-check/<str:public_id>/", inspection.self_check, name="self_check"),
]
# For everybody, below `/credit/`.
credit = [path("<str:public_id>/", supervision.credit_page, name="page")]
