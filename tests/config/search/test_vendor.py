"""Fails when modelsearch has moved what our backend stands on: look there first."""

from importlib import import_module
from inspect import getsource

import modelsearch
import pytest
from django.apps import apps
from django.db import connection
from modelsearch.apps import ModelSearchAppConfig
from modelsearch.backends import get_search_backend
from modelsearch.conf import get_app_config
from wagtail.models import Page

from config.search.han import HanIndexer, HanSearch
from tests.factories.cms import StandardPageFactory

VENDORS = {
    "sqlite": ("modelsearch.backends.database.sqlite.sqlite", "SQLiteIndex"),
    "postgresql": ("modelsearch.backends.database.postgres.postgres", "PostgresIndex"),
}


def test_version_is_the_one_that_was_read() -> None:
    assert modelsearch.__version__.startswith("1.3.")


def test_one_search_app_is_installed() -> None:
    """With a second one, indexing fails inside its task and only a log line says so."""
    found = [a for a in apps.get_app_configs() if isinstance(a, ModelSearchAppConfig)]
    assert [app.name for app in found] == ["wagtail.search"]


def test_our_backend_is_in_use() -> None:
    assert isinstance(get_search_backend(), HanSearch)


def test_the_vendor_makes_its_index_with_our_indexer() -> None:
    get_search_backend()
    module, index = VENDORS[connection.vendor]
    vendor = import_module(module)
    assert issubclass(vendor.ObjectIndexer, HanIndexer)
    assert "[ObjectIndexer(obj" in getsource(getattr(vendor, index).add_items)


@pytest.mark.django_db
def test_mirrors_for_fuzzy_search_stay_raw() -> None:
    """Only PostgreSQL keeps them filled."""
    page = StandardPageFactory(title="居家养老")
    entry = (
        get_app_config().get_model("IndexEntry").objects.filter(object_id=str(page.pk))
    )
    raw = [row.title_text for row in entry if connection.vendor == "postgresql"]
    assert raw == (["居家养老"] if connection.vendor == "postgresql" else [])


@pytest.mark.django_db
def test_columns_of_the_sqlite_index_are_in_the_order_that_the_weights_take() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE sql LIKE '%fts5%'")
            assert "fts5(autocomplete, body, title)" in cursor.fetchone()[0]


@pytest.mark.django_db
def test_a_page_has_one_entry() -> None:
    page = Page.objects.get(pk=StandardPageFactory().pk)
    entries = get_app_config().get_model("IndexEntry").objects
    assert entries.filter(object_id=str(page.pk)).count() == 1
