"""The addresses of this floor, below `/desk/evaluation/`."""

from django.urls import path

from evaluation.views import round

app_name = "evaluation"

urlpatterns = [
    path("rounds/", round.round_list, name="rounds"),
]
