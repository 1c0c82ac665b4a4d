"""The addresses of this floor, below `/desk/evaluation/`."""

from django.urls import path

from evaluation.views import round, sheet

app_name = "evaluation"
SHEET = "sheets/<str:public_id>/"

urlpatterns = [
    path("rounds/", round.round_list, name="rounds"),
    path("sheets/", sheet.sheet_list, name="sheets"),
    path(SHEET, sheet.sheet_page, name="sheet"),
    path(f"{SHEET}edit/", sheet.SheetEditor.as_view(), name="sheet_edit"),
    path(f"{SHEET}copy/", sheet.sheet_copy, name="sheet_copy"),
]
