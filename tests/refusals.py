"""What a refused act tells a reader of either language; it has left nothing behind."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import translation

Act = Callable[[], object]


def refused(table: dict[str, tuple[Act, str, str]]) -> None:
    """Each act, by its name, is refused with its Chinese and its English sentence."""
    found = {name: told(act) for name, (act, *_said) in table.items()}
    wrong = {name: said for name, said in found.items() if said != table[name][1:]}
    assert not wrong, wrong


def told(act: Act) -> tuple[str, str]:
    """The sentence in Chinese and in English; no table gained or lost a row by it, the
    ledger's among them."""
    before = rows()
    said = _said(act, "zh-hans"), _said(act, "en")
    assert rows() == before
    return said


def _said(act: Act, language: str) -> str:
    with translation.override(language), pytest.raises(ValidationError) as caught:
        act()
    with translation.override(language):
        return " ".join(caught.value.messages)


def rows() -> dict[str, int]:
    """How many rows each table holds, asked in one query."""
    tables = [model._meta.db_table for model in apps.get_models()]
    quoted = map(connection.ops.quote_name, tables)
    counted = ", ".join(f"(SELECT COUNT(*) FROM {name})" for name in quoted)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counted}")
        return dict(zip(tables, cursor.fetchone(), strict=True))
