"""The foot of every page: who runs the site, and its filing numbers."""

import pytest
from django.core.cache import caches
from wagtail.models import Site

from cms.models import Foot, SiteIdentity, site_foot
from cms.models.identity import KEY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unread():
    caches["local"].delete(KEY)
    yield
    caches["local"].set(KEY, Foot(), None)


def test_nothing_entered_is_nothing_shown(client, home):
    assert site_foot() == Foot()
    assert "ICP" not in client.get("/").content.decode()


def test_what_the_editors_enter_stands_on_every_page(client, home):
    site_foot()
    SiteIdentity.objects.create(
        site=Site.objects.get(is_default_site=True),
        name="越秀区社会组织指导中心",
        organiser="越秀区委社会工作部",
        organiser_en="Social Work Department of Yuexiu",
        site_code="4401040001",
        icp_number="粤ICP备00000000号",
        police_number="粤公网安备 44010400000000号",
    )
    page = client.get("/").content.decode()

    for words in (
        "越秀区社会组织指导中心",
        "越秀区委社会工作部",
        "4401040001",
        "粤ICP备00000000号",
        "粤公网安备 44010400000000号",
    ):
        assert words in page
    assert "Social Work Department" in client.get("/en/no/").content.decode()


def test_it_is_read_once(home, django_assert_num_queries):
    site_foot()
    with django_assert_num_queries(0):
        site_foot()
