"""Addresses of the public site beside its pages; `/search/` and `/en/search/`."""

from django.urls import path

from cms.views.search import search

app_name = "cms"
urlpatterns = [path("search/", search, name="search")]
