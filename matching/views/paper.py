"""A paper as a PDF file, where this machine has what it takes."""

from __future__ import annotations

import shutil
import subprocess
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext

try:
    from weasyprint import CSS, HTML
except (ImportError, OSError):  # OSError: Pango or another library of it is missing
    CSS = HTML = None

STYLE = "css/paper.css"
LONGEST = 10


def no_pdf() -> str:
    """Why this machine makes no PDF, in a sentence; "" where it does."""
    if HTML is None:
        return gettext(
            "No PDF can be made here at present. Print this page, or save it as PDF in "
            "the print window. (For the system administrator: WeasyPrint or one of its "
            "libraries is not installed.)"
        )
    if not _has_chinese_font():
        return gettext(
            "No PDF can be made here at present. Print this page, or save it as PDF in "
            "the print window. (For the system administrator: no Chinese font is "
            "installed.)"
        )
    return ""


def pdf_file(template: str, context: dict[str, Any], name: str) -> HttpResponse:
    """The template as an A4 file; only where `no_pdf` says nothing. It fetches nothing:
    text and one stylesheet of ours are all there is."""
    page = HTML(string=render_to_string(template, context), url_fetcher=_refuse)
    data = page.write_pdf(stylesheets=[CSS(filename=finders.find(STYLE))])
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return HttpResponse(data, content_type="application/pdf", headers=headers)


def _refuse(url: str, *_more: Any, **_named: Any) -> Any:
    raise ValueError(f"a paper fetches nothing, but names {url}")


def _has_chinese_font() -> bool:
    """Asked of fontconfig, which WeasyPrint's libraries use too."""
    command = shutil.which("fc-list")
    if command is None:
        return False
    found = subprocess.run(  # noqa: S603 (every word of it is ours)
        [command, ":lang=zh", "family"],
        capture_output=True,
        timeout=LONGEST,
        check=False,
    )
    return bool(found.stdout.strip())
