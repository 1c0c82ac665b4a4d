"""Addresses of the public site beside its pages; `/search/` and `/en/search/`."""

from django.urls import path

from cms.views import evaluation, figures
from cms.views.search import search

app_name = "cms"
NOTICE = "evaluation/<str:public_id>/"
urlpatterns = [
    path("search/", search, name="search"),
    path("figures/", figures.figures, name="figures"),
    path("figures/<str:name>.svg", figures.figure_file, name="figure_file"),
    path("evaluation/", evaluation.notice_list, name="evaluation"),
    path("evaluation/check/", evaluation.how_to_check, name="evaluation_check"),
    path("evaluation/facts/", evaluation.report_state, name="evaluation_facts"),
    path(
        "evaluation/rules/<str:public_id>/", evaluation.rules, name="evaluation_rules"
    ),
    path(NOTICE, evaluation.notice_page, name="evaluation_notice"),
    path(f"{NOTICE}content/", evaluation.content, name="evaluation_content"),
    path(f"{NOTICE}report/", evaluation.report, name="evaluation_report"),
]
