"""The whole service below a path of a portal: /social/."""

import re

import pytest
from django.test import Client
from django.urls import set_script_prefix
from wagtail.models import Site

from config.wsgi import below
from records.domain.message import send
from tests.config.conftest import PASSWORD
from tests.factories.cms import HomePageFactory, NoticeIndexPageFactory

PAGES = ("/", "/en/", "/raise/", "/contact/", "/case/", "/accounts/login/", "/no/")
LINK = re.compile(r'(?:href|src|action)="(/[^"]*)"')


@pytest.fixture
def portal(settings):
    settings.PATH_PREFIX = settings.FORCE_SCRIPT_NAME = "/social"
    settings.STATIC_URL, settings.MEDIA_URL = "/social/static/", "/social/media/"
    settings.SESSION_COOKIE_PATH = settings.CSRF_COOKIE_PATH = "/social/"
    settings.LANGUAGE_COOKIE_PATH = "/social/"
    set_script_prefix("/social/")
    yield
    set_script_prefix("/")


@pytest.mark.django_db
def test_every_link_of_every_page_keeps_to_the_prefix(portal):
    home = HomePageFactory(slug="home-zh")
    Site.objects.update(root_page=home)
    Site.clear_site_root_paths_cache()
    NoticeIndexPageFactory(parent=home, slug="notices", show_in_menus=True)
    for path in PAGES:
        links = LINK.findall(Client().get(path).content.decode())
        assert len(links) > 5
        assert [link for link in links if not link.startswith("/social/")] == []


@pytest.mark.django_db
def test_the_other_language_of_a_page(portal):
    for here, there in (
        ("/contact/?a=1", "/social/en/contact/?a=1"),
        ("/en/contact/", "/social/contact/"),
    ):
        assert Client().get(here).context["alternate_url"] == there


@pytest.mark.django_db
def test_redirects_and_cookies_keep_to_the_prefix(portal, guest, worker):
    form = {"login": "worker", "password": PASSWORD}
    answer = guest.post("/accounts/login/", form)

    assert answer.url == "/social/desk/"
    assert answer.cookies["sessionid"]["path"] == "/social/"
    assert guest.post("/reading/elder/", {"elder": "on"}).url == "/social/"
    assert guest.cookies["elder"]["path"] == "/social/"
    assert guest.post("/accounts/logout/").url == "/social/en/"


@pytest.mark.django_db
def test_a_message_leads_below_the_prefix(portal, signed_in, worker):
    params = {"number": "LX-2026-00001", "day": "2026-12-01"}
    message = send(
        recipient=worker,
        kind="organisations.inquiry_received",
        params=params,
        url="/desk/inquiries/x/",
    )

    answer = signed_in.post(f"/desk/messages/{message.pk}/")
    assert answer.url == "/social/desk/inquiries/x/"


@pytest.mark.parametrize(
    ("path", "within"),
    [
        ("/social/desk/", "/desk/"),
        ("/social", "/"),
        ("/desk/", "/desk/"),
        ("/socialist/", "/socialist/"),
    ],
)
def test_a_proxy_may_pass_the_whole_path_or_the_rest(path, within):
    application = below("/social", lambda environ, start: environ["PATH_INFO"])

    assert application({"PATH_INFO": path}, None) == within
