"""The one field template and what it says of days and hours."""

from datetime import date, datetime, time

import pytest
from django import forms
from django.utils import timezone, translation

LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])
DAY, HOUR, MOMENT = forms.DateField(), forms.TimeField(), forms.DateTimeField()


class Visit(forms.Form):
    day = forms.DateField(widget=forms.DateInput({"type": "date"}))
    start = forms.TimeField(help_text="准时", widget=forms.TimeInput({"type": "time"}))
    note = forms.CharField(required=False)


@LANGUAGES
@pytest.mark.parametrize(
    "typed",
    ["2026-11-27", "2026/11/27", "2026.11.27", "2026年11月27日", "27 Nov 2026"],
)
def test_a_day_as_people_type_it(language, typed):
    with translation.override(language):
        assert DAY.clean(f" {typed} ") == date(2026, 11, 27)
        at = MOMENT.clean(f"{typed} 9:30")
    assert timezone.make_naive(at) == datetime(2026, 11, 27, 9, 30)


@LANGUAGES
def test_a_day_that_could_be_another_is_refused(language):
    with translation.override(language), pytest.raises(forms.ValidationError):
        DAY.clean("11/12/2026")


@LANGUAGES
@pytest.mark.parametrize("typed", ["9:30", "09:30", "09：30", "9点30分", "09:30:00"])
def test_an_hour_as_people_type_it(language, typed):
    with translation.override(language):
        assert HOUR.clean(typed) == time(9, 30)


@LANGUAGES
def test_what_is_kept_is_shown_as_the_browser_reads_it(language):
    with translation.override(language):
        html = Visit(initial={"day": date(2026, 9, 5), "start": time(9)}).as_p()
    assert 'value="2026-09-05"' in html
    assert 'value="09:00"' in html


def test_a_day_and_an_hour_show_how_they_are_written():
    with translation.override("zh-hans"):
        visit = Visit()
        day, start, note = (visit[name].as_field_group() for name in visit.fields)
    assert '<div class="hint" id="id_day_helptext">例如 2026-11-27。</div>' in day
    assert 'aria-describedby="id_day_helptext"' in day
    assert ">准时例如 14:30。<" in start
    assert "hint" not in note
