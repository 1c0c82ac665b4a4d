"""File, table and words come from the same rows."""

from __future__ import annotations

import re
from dataclasses import replace

from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from records.pictures.drawing import NARROW, WIDE
from records.pictures.picture import Picture, Row, picture_file

PICTURE = Picture(
    title="Needs",
    said="12 needs.",
    of="Street",
    series=("open", "late"),
    rows=(Row("东山", (12, 2.5), "/a/"), Row("登峰", (None, 0))),
)


def test_words_and_table_hold_the_same_numbers():
    with translation.override("en"):
        text, lines = PICTURE.text, PICTURE.lines

    assert text == "Needs; 东山: open 12, late 2.5; 登峰: open (not shown), late 0"
    assert lines == [
        [{"text": "东山", "url": "/a/"}, "12", "2.5"],
        [{"text": "登峰", "url": ""}, "(not shown)", "0"],
    ]
    assert [column["label"] for column in PICTURE.columns] == ["Street", "open", "late"]
    assert re.findall(r">([\d.–]+ \| [\d.–]+)<", PICTURE.drawn()) == [
        "12 | 2.5",
        "– | 0",
    ]


def test_a_picture_of_nothing_but_small_numbers_is_a_sentence():
    small = replace(PICTURE, rows=(Row("东山", (None, None)),))
    pages = [
        render_to_string("components/picture.html", {"picture": each, "url": "/x.svg"})
        for each in (PICTURE, small, replace(PICTURE, rows=()))
    ]

    assert ["<img" in page for page in pages] == [True, False, False]
    assert ["flush" in page and "<table" not in page for page in pages] == [
        *(False, True, False)
    ]


def test_a_file_is_kept_under_the_address_with_its_version_only():
    def headers(path, **how):
        answer = picture_file(RequestFactory().get(path), PICTURE, **how)
        return answer, answer.headers["Cache-Control"]

    wide, kept = headers(f"/a.svg?v={PICTURE.version}")
    narrow, asked_again = headers("/a.svg?v=old&width=narrow", public=True)

    assert kept == "private, max-age=31536000, immutable"
    assert asked_again == "public, no-cache"
    assert f'width="{WIDE}"' in wide.content.decode()
    assert f'width="{NARROW}"' in narrow.content.decode()
    assert wide.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
