"""A site with a home page in each language."""

import pytest
from wagtail.models import Site

from cms.models import HomePage
from tests.factories.cms import HomePageFactory, LocaleFactory


@pytest.fixture
def home(db: None) -> HomePage:
    """The Chinese home page, at which the site starts."""
    page = HomePageFactory(slug="home-zh")
    Site.objects.update(root_page=page)
    Site.clear_site_root_paths_cache()
    return page


@pytest.fixture
def english_home(home: HomePage) -> HomePage:
    """Its English twin."""
    return HomePageFactory(
        slug="home-en",
        title="Need help? Tell your community.",
        help_label="I need help",
        locale=LocaleFactory(),
        translation_key=home.translation_key,
    )
