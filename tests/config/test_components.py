"""Every component with what it promises in docs/components.md."""

from datetime import timedelta
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def component(name, **context):
    html = render_to_string(f"components/{name}.html", context)
    return " ".join(html.split())


class RaiseForm(forms.Form):
    words = forms.CharField(label="Words", help_text="In your own words.")
    phone = forms.CharField(label="Phone", required=False)
    when = forms.ChoiceField(
        label="When", widget=forms.RadioSelect, choices=[("a", "Mornings")]
    )
    agree = forms.BooleanField(label="I agree")


class Element(HTMLParser):
    """The attributes of every element, by tag."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def all(self, tag):
        return [attrs for name, attrs in self.found if name == tag]


def test_tag_is_a_word_in_a_tone():
    assert (
        component("tag", label="4A", tone="jade") == '<span class="tag jade">4A</span>'
    )
    assert component("tag", label="4A") == '<span class="tag">4A</span>'


def test_button_and_its_looks():
    assert component("button", label="Go", url="/x/", look="quiet", small=True) == (
        '<a class="button quiet slim" href="/x/">Go</a>'
    )


def test_post_button_carries_token_and_hidden_values():
    html = component(
        "post_button", url="/x/", label="Go", hidden={"line": 7}, csrf_token="t" * 8
    )

    names = [field["name"] for field in Element(html).all("input")]
    assert names == ["csrfmiddlewaretoken", "line"]


def test_actions_put_the_next_step_first():
    html = component(
        "actions", submit="Confirm", second_label="Ask", second_url="/a/", reason="Two."
    )

    assert html.index("Confirm") < html.index("Ask") < html.index("Two.")


def test_field_label_hint_error_input_in_this_order():
    html = str(RaiseForm({})["words"].as_field_group())

    order = [html.index(part) for part in ("<label", "hint", "error", "<input")]
    assert order == sorted(order)


def test_input_is_described_by_hint_and_error():
    html = str(RaiseForm({})["words"].as_field_group())

    page = Element(html)
    described = page.all("input")[0]["aria-describedby"].split()
    ids = {attrs["id"] for attrs in page.all("div") if "id" in attrs}
    assert set(described) <= ids
    assert page.all("input")[0]["aria-invalid"] == "true"


def test_optional_is_said_in_words():
    form = RaiseForm()

    assert "(optional)" in form["phone"].as_field_group()
    assert "(optional)" not in form["words"].as_field_group()


def test_choices_are_a_fieldset_with_legend():
    html = RaiseForm()["when"].as_field_group()

    assert "<fieldset" in html
    assert "<legend>When</legend>" in html
    assert "<label class=" not in html


def test_one_tick_is_a_line_that_is_its_label():
    html = str(RaiseForm()["agree"].as_field_group())

    assert html.index("<label") < html.index("<input") < html.index("I agree")


def test_error_summary_links_lead_to_something():
    form = RaiseForm({})
    html = component("error_summary", form=form) + component("fields", form=form)

    page = Element(html)
    ids = {attrs["id"] for _, attrs in page.found if "id" in attrs}
    targets = [link["href"][1:] for link in page.all("a")]
    assert targets == ["id_words", "id_when_field", "id_agree"]
    assert set(targets) <= ids
    assert page.all("div")[0]["role"] == "alert"
    assert page.all("div")[0]["tabindex"] == "-1"


def test_no_errors_no_summary():
    assert component("error_summary", form=RaiseForm()) == ""


def test_form_with_a_file_is_multipart():
    class Upload(forms.Form):
        paper = forms.FileField()

    html = component("form", form=Upload(), submit="Send", next="/back/")
    assert 'enctype="multipart/form-data"' in html
    assert 'name="next" value="/back/"' in html


def test_table_cells_carry_their_headings():
    html = component(
        "table",
        columns=[{"label": "Part"}, {"label": "Points", "number": True}],
        rows=[
            ["Party work", 96],
            [{"text": "Law", "url": "/l/"}, {"text": "9", "tone": ""}],
        ],
    )

    page = Element(html)
    assert [cell["data-label"] for cell in page.all("td")] == ["Points", "Points"]
    assert page.all("td")[0]["class"] == "n"
    assert len([head for head in page.all("th") if head["scope"] == "row"]) == 2
    assert '<a href="/l/">Law</a>' in html


def test_table_refuses_a_row_of_another_length():
    with pytest.raises(ValueError, match="longer"):
        component(
            "table", columns=[{"label": "Part"}, {"label": "Points"}], rows=[["x"]]
        )


def test_timeline_says_its_states_in_words():
    steps = [
        {"title": "Raised", "state": "done", "who": "Party member"},
        {"title": "Confirmed", "state": "now"},
        {"title": "Closed", "state": "to-come"},
    ]
    html = component("timeline", steps=steps)

    assert [html.count(word) for word in ("(done)", "(now)", "(to come)")] == [1, 1, 1]
    assert html.count('aria-current="step"') == 1


def test_task_list_says_lateness_in_words():
    now = timezone.now()
    late = SimpleNamespace(
        title="Assess", url="/n/", since=None, until=now - timedelta(hours=2), detail=""
    )
    html = component("task_list", tasks=[late])

    assert "overdue by 2 hours" in html
    assert '<li class="overdue">' in html


def test_empty_offers_the_next_step():
    html = component(
        "empty", title="None yet", text="What this is", label="Add", url="/a/"
    )

    assert '<a class="button" href="/a/">Add</a>' in html


def test_summary_list_leaves_out_what_is_empty():
    rows = [
        {"term": "Street", "value": "Dengfeng", "change_url": "/s/"},
        {"term": "Phone", "value": ""},
        {"term": "State", "value": "Open", "tone": "sky"},
        {"term": "Hours", "value": 0},
    ]
    html = component("summary_list", rows=rows)

    assert [
        html.count(word) for word in ("<dt>", "Phone", "tag sky", "<dd>0</dd>")
    ] == [3, 0, 1, 1]


def test_notice_of_danger_is_an_alert():
    assert 'role="alert"' in component("notice", text="No.", tone="danger")
    assert 'role="alert"' not in component("notice", text="Yes.")


def test_meter_shows_its_figures():
    html = component("meter", value=182.5, maximum=1000, label="Law")

    assert Element(html).all("meter")[0] == {
        "min": "0",
        "max": "1000",
        "value": "182.5",
        "aria-label": "Law",
    }


def test_breadcrumb_marks_the_page_itself():
    html = component(
        "breadcrumb", crumbs=[{"label": "Needs", "url": "/n/"}, {"label": "X"}]
    )

    assert '<span aria-current="page">X</span>' in html


def test_pager_keeps_the_filters():
    request = RequestFactory().get("/", {"state": "open", "page": "2"})
    page = Paginator(range(30), 10).page(2)
    html = render_to_string("components/pager.html", {"page_obj": page}, request)

    links = [link["href"] for link in Element(html).all("a")]
    assert links == ["?state=open&page=1", "?state=open&page=3"]
    assert "Page 2 of 3" in html


def test_one_page_needs_no_pager():
    assert component("pager", page_obj=Paginator(range(3), 10).page(1)) == ""


def test_steps_say_what_is_done():
    html = component(
        "steps",
        steps=[{"label": "One", "state": "done"}, {"label": "Two", "state": "now"}],
    )

    assert "(done)" in html
    assert '<li class="now" aria-current="step">Two' in html


def test_search_keeps_what_was_asked():
    html = component("search", url="/s/", label="Search needs", value='a"b')

    assert 'value="a&quot;b"' in html


def test_card_is_one_link():
    html = component(
        "card", title="Residents", url="/r/", text="Words", label="new", tone="sky"
    )

    assert len(Element(html).all("a")) == 1
