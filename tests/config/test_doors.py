"""Which doors a process opens: all, the public half, the desk; and read-only mode."""

import re
from collections import deque

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from wagtail.models import Site

from cms.domain.site import build_site
from cms.enums import DESK_PATHS
from config.doors import is_open, lead_to_the_desk
from config.settings.environment import choice, folder, prefix
from matching.models import Need
from organisations.models import User
from tests.factories.cms import HomePageFactory
from tests.factories.organisations import PlaceFactory

pytestmark = pytest.mark.django_db
LINK = re.compile(r'(?:href|action)="(/[^"#]*)"')
PUBLIC_PAGES = (
    "/",
    "/en/",
    "/contact/",
    "/raise/",
    "/case/",
    "/evaluation/",
    "/search/",
    "/map/",
    "/services/",
    "/directory/",
    "/wishes/",
    "/events/",
    "/figures/",
)


@pytest.fixture
def home():
    page = HomePageFactory(slug="home-zh")
    Site.objects.update(root_page=page)
    Site.clear_site_root_paths_cache()


def crawl(client: Client, *starts: str, most: int = 45) -> tuple[dict, set]:
    """Status of each page reached from these, and every address they link to."""
    status: dict[str, int] = {}
    linked: set[str] = set()
    left = deque(starts)
    while left and len(status) < most:
        path = left.popleft()
        if path in status or path.startswith(("/static/", "/media/", "/documents/")):
            continue
        answer = client.get(path)
        status[path] = answer.status_code
        if answer.get("Content-Type", "").startswith("text/html"):
            found = set(LINK.findall(answer.content.decode()))
            linked |= found
            left.extend(sorted(found))
    return status, linked


def test_the_public_half_has_no_desk_and_no_link_to_it(client, settings):
    build_site()
    settings.SITE_ROLE = "public"
    status, linked = crawl(client, *PUBLIC_PAGES)

    assert {path for path in linked if path.startswith(DESK_PATHS)} == set()
    assert {p: s for p, s in status.items() if s not in (200, 302, 405)} == {}
    assert {path: status[path] for path in PUBLIC_PAGES} == dict.fromkeys(
        PUBLIC_PAGES, 200
    )


@pytest.mark.parametrize(
    "path", ["/desk/", "/admin/", "/admin/login/", "/accounts/login/", "/_util/login/"]
)
def test_forbidden_doors_of_the_public_half_are_not_there(client, settings, path):
    settings.SITE_ROLE = "public"

    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404


def test_the_desk_alone_serves_no_public_page(signed_in, home, settings):
    settings.SITE_ROLE = "desk"
    status, linked = crawl(signed_in, "/desk/", "/case/", most=25)

    assert {p: s for p, s in status.items() if s not in (200, 302, 405)} == {}
    assert {path for path in linked if not is_open(path, "desk")} == set()
    for path in ("/en/", "/contact/", "/raise/", "/evaluation/", "/about/"):
        assert signed_in.get(path).status_code == 404
    assert signed_in.get("/").url == "/desk/"


def test_the_foot_of_the_desk_leads_to_no_public_form(guest, settings):
    settings.SITE_ROLE = "desk"
    page = guest.get("/accounts/login/").content.decode()

    assert [p for p in LINK.findall(page) if not is_open(p, "desk")] == []


@pytest.mark.parametrize(
    ("path", "role", "answer"),
    [
        ("/desk/", "all", True),
        ("/about/", "all", True),
        ("/i/token/", "public", True),
        ("/verify/1/", "public", True),
        ("/desk/messages/", "public", False),
        ("/join/", "public", False),
        ("/i/token/", "desk", True),
        ("/reading/elder/", "desk", True),
        ("/join/", "desk", False),
        ("/", "desk", False),
    ],
)
def test_who_serves_what(path, role, answer):
    assert is_open(path, role) is answer


def test_who_joins_at_a_public_half_goes_on_at_the_desk(client, settings):
    settings.SITE_ROLE = "public"
    settings.DESK_URL = "https://desk.example"
    assert client.get("/join/").status_code == 200
    answer = client.get("/join/")
    answer["Location"] = "/desk/registration/"
    lead_to_the_desk(answer)
    assert answer["Location"] == "https://desk.example/desk/registration/"


def test_a_wrong_value_stops_the_start(monkeypatch, tmp_path):
    monkeypatch.setenv("SITE_ROLE", "publik")
    with pytest.raises(ImproperlyConfigured, match="SITE_ROLE is 'publik', expected"):
        choice("SITE_ROLE", ("all", "public", "desk"))
    monkeypatch.setenv("PATH_PREFIX", "https://a/b")
    with pytest.raises(ImproperlyConfigured, match="PATH_PREFIX"):
        prefix("PATH_PREFIX")
    monkeypatch.setenv("SITE_TEMPLATES", str(tmp_path / "none"))
    with pytest.raises(ImproperlyConfigured, match="SITE_TEMPLATES"):
        folder("SITE_TEMPLATES")
    monkeypatch.setenv("PATH_PREFIX", "social/")
    assert prefix("PATH_PREFIX") == "/social"


# --- read-only mode ----------------------------------------------------------------------


@pytest.fixture
def read_only(settings):
    settings.READ_ONLY = True
    settings.READ_ONLY_REASON = "数据迁移，20:00 恢复。"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["/raise/", "/desk/", "/accounts/login/", "/i/x/"])
def test_every_write_is_refused_with_the_reason(client, read_only, method, path):
    PlaceFactory(kind="station", phone="020-8888 0000")
    answer = getattr(client, method)(path)

    assert answer.status_code == 503
    assert answer["Retry-After"] == "900"
    assert "数据迁移，20:00 恢复。" in answer.content.decode()
    assert "020-8888 0000" in answer.content.decode()


def test_a_link_that_has_ended_says_whom_to_ring(client):
    PlaceFactory(kind="station", phone="020-8888 0000")

    assert "020-8888 0000" in client.get("/i/x/").content.decode()


def test_reading_goes_on(signed_in, home, read_only):
    before = User.objects.values_list("last_login", flat=True).get(username="worker")
    for path in ("/", "/desk/", "/raise/", "/desk/messages/"):
        assert signed_in.get(path).status_code == 200
    signed_in.post("/reading/elder/", {"elder": "on", "next": "/"})

    assert signed_in.cookies["elder"].value == "on"
    assert Need.objects.count() == 0
    assert User.objects.get(username="worker").last_login == before


def test_a_district_may_bring_its_own_foot(client, home, settings, tmp_path):
    (tmp_path / "components").mkdir()
    (tmp_path / "components" / "footer.html").write_text("<footer>越秀区</footer>")
    templates = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    settings.TEMPLATES = templates

    assert "<footer>越秀区</footer>" in client.get("/").content.decode()
