"""Addresses of the public site beside its pages; `/search/` and `/en/search/`."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path

from cms.views import (
    contact,
    directory,
    evaluation,
    events,
    feeds,
    figures,
    map,
    services,
    site_check,
    wishes,
)
from cms.views.search import search
from cms.views.sitemap import SECTIONS, robots

app_name = "cms"
NOTICE = "evaluation/<str:public_id>/"
urlpatterns = [
    path("contact/", contact.contact, name="contact"),
    path("contact/answer/", contact.answer, name="contact_answer"),
    path("search/", search, name="search"),
    path("map/", map.site_map, name="map"),
    path("services/", services.services, name="services"),
    path("services/<str:public_id>/", services.service, name="service"),
    path("directory/", directory.directory, name="directory"),
    path("directory/<str:public_id>/", directory.provider, name="provider"),
    path("wishes/", wishes.wishes, name="wishes"),
    path("wishes/<str:public_id>/", wishes.wish, name="wish"),
    path("projects/", wishes.projects, name="projects"),
    path("projects/<str:public_id>/", wishes.project, name="project"),
    path("events/", events.events, name="events"),
    path("events/calendar.ics", events.feed, name="event_feed"),
    path("events/<str:public_id>.ics", events.event_file, name="event_file"),
    path("events/<str:public_id>/", events.event, name="event"),
    path("feeds/notices/", feeds.Notices(), name="notice_feed"),
    path("feeds/public-notices/", feeds.PublicNotices(), name="result_feed"),
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
# In the workspace: `/desk/site-check/`.
desk = [path("site-check/", site_check.site_check, name="check")]
# Once for both languages, where programs look for them.
outside = [
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SECTIONS}, name="sitemap"),
]
