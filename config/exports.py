"""Wagtail's own downloads: what somebody wrote leaves as text there, too."""

from __future__ import annotations

from typing import Any

from django.utils.encoding import force_str
from wagtail.admin.views.mixins import SpreadsheetExportMixin, list_to_str

from records.sheets import inert


def exported(value: Any) -> Any:
    """Numbers, days and empty cells as they are; every other value as inert text."""
    said = list_to_str(value) if isinstance(value, list) else value
    said = force_str(said, strings_only=True)
    return inert(said) if isinstance(said, str) else said


def defuse_wagtail() -> None:
    """Wagtail looks up here how a value of a class is written; the first that fits."""
    known = SpreadsheetExportMixin.custom_value_preprocess
    formats = dict.fromkeys(SpreadsheetExportMixin.FORMATS, exported)
    known[list] = known[object] = formats
