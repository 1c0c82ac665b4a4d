"""The addresses of this floor, below `/desk/evaluation/`."""

from django.urls import path

from evaluation.views import (
    archive,
    case,
    inspection,
    office,
    round,
    score,
    self_assessment,
    sheet,
    supervision,
)

app_name = "evaluation"
ROUND, CASE = "rounds/<str:public_id>/", "cases/<str:public_id>/"
LEAF, PAPER = f"{CASE}leaf/<str:code>/", "evidence/<str:public_id>/"
OUT = "rounds/<str:public_id>/out/"
SHEET = "sheets/<str:public_id>/"
FILE, SITE = "supervision/<str:public_id>/", "inspections/<str:public_id>/"

urlpatterns = [
    path("rounds/", round.round_list, name="rounds"),
    path("rounds/new/", round.Open.as_view(), name="round_new"),
    path(ROUND, round.round_page, name="round"),
    path(f"{ROUND}announce/", round.announce, name="announce"),
    path(f"{ROUND}close/", round.close, name="close"),
    path(f"{ROUND}apply/", self_assessment.apply, name="apply"),
    path(CASE, case.case_page, name="case"),
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
    path(PAPER, self_assessment.evidence_file, name="evidence"),
    path(f"{PAPER}withdraw/", self_assessment.drop_evidence, name="drop_evidence"),
    path(
        f"{PAPER}replace/",
        self_assessment.replace_evidence,
        name="replace_evidence",
    ),
    path(f"{OUT}round.json", archive.round_file, name="round_file"),
    path(f"{OUT}round.xlsx", archive.round_table, name="round_table"),
    path(f"{OUT}paper/", archive.round_paper, name="round_paper"),
    path("sheets/", sheet.sheet_list, name="sheets"),
    path(SHEET, sheet.sheet_page, name="sheet"),
    path(f"{SHEET}edit/", sheet.SheetEditor.as_view(), name="sheet_edit"),
    path(f"{SHEET}copy/", sheet.sheet_copy, name="sheet_copy"),
    path("supervision/", supervision.case_list, name="supervision"),
    path(FILE, supervision.credit_file, name="credit_file"),
    path(f"{FILE}<str:name>/", supervision.file_act, name="file_act"),
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
