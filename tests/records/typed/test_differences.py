"""What stands beside what: the fields that differ, in the words of their choices."""

from django import forms
from django.http import QueryDict

from records.typed import Difference, differences, sent_again


class Form(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(label="Note")
    kind = forms.ChoiceField(
        label="Kind", choices=[("", "—"), ("Group", [("a", "Apple"), ("b", "Bread")])]
    )
    days = forms.MultipleChoiceField(
        label="Days", choices=[("1", "Mon"), ("2", "Tue")], required=False
    )
    whole = forms.BooleanField(label="Whole", required=False)
    note_en = forms.CharField(label="Note in English", required=False)


STANDS = {"version": 4, "note": "one", "kind": "a", "days": ["1"], "whole": True}


def test_only_what_differs_is_shown_in_the_words_of_its_reader():
    sent = QueryDict("version=3&note=two&kind=b&days=1&days=2&whole=on")

    assert differences(Form(sent), Form(initial=STANDS)) == [
        Difference("Note", "two", "one"),
        Difference("Kind", "Bread", "Apple"),
        Difference("Days", "Mon、Tue", "Mon"),
    ]


def test_what_was_emptied_is_empty():
    found = differences(Form(QueryDict("note=one&kind=a")), Form(initial=STANDS))

    assert found == [Difference("Days", "", "Mon"), Difference("Whole", "", "是")]


def test_english_words_say_that_they_are_english():
    sent = QueryDict("note=one&kind=a&days=1&whole=on&note_en=Care")

    assert differences(Form(sent), Form(initial=STANDS)) == [
        Difference("Note in English", "Care", "", language="en")
    ]


def test_all_of_it_is_sent_again_but_the_token_and_the_state():
    sent = QueryDict("csrfmiddlewaretoken=x&version=3&days=1&days=2")

    again = list(sent_again(sent, {"version": "4"}))

    assert again == [("days", "1"), ("days", "2"), ("version", "4")]
