"""The addresses of this floor, below `/desk/evaluation/`."""

from django.urls import path

from evaluation.views import archive, inspection, round, sheet, supervision

app_name = "evaluation"
OUT = "rounds/<str:public_id>/out/"
SHEET = "sheets/<str:public_id>/"
FILE, SITE = "supervision/<str:public_id>/", "inspections/<str:public_id>/"

urlpatterns = [
    path("rounds/", round.round_list, name="rounds"),
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
