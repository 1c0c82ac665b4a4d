from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from cms.models import HomePage, PolicyIndexPage, PolicyPage, SiteDocument
from tests.cms.markup import assert_quiet
from tests.factories.cms import PolicyIndexPageFactory, PolicyPageFactory, stream


@pytest.fixture
def policies(english_home: HomePage) -> PolicyIndexPage:
    return PolicyIndexPageFactory(
        parent=english_home, slug="policies", title="Policies"
    )


def test_a_policy_says_who_issued_it_and_whether_it_holds(
    client: Client, policies: PolicyIndexPage
) -> None:
    form = SiteDocument(title="Full text")
    form.file.save("text.txt", ContentFile(b"1234567890"))
    PolicyPageFactory(
        parent=policies,
        slug="measure",
        issuer="Ministry of Civil Affairs",
        document_number="民政部令第 39 号",
        attachments=stream(("file", {"document": form.pk, "label": ""})),
    )
    html = client.get("/en/policies/measure/").content.decode()
    for part in (
        "Ministry of Civil Affairs",
        "民政部令第 39 号",
        '<span class="tag jade">Now in force</span>',
        '<time class="num" datetime="2026-03-01">1 Mar 2026</time>',
        '<h2 id="files-title">Attachments</h2>',
        "TXT · 10",
    ):
        assert part in html
    assert "In force until" not in html
    assert_quiet(html)


def test_what_was_replaced_leads_to_the_newer_one(
    client: Client, policies: PolicyIndexPage
) -> None:
    newer = PolicyPageFactory(parent=policies, slug="new", title="New measure")
    PolicyPageFactory(parent=policies, slug="old", replaced_by=newer.page_ptr)
    html = client.get("/en/policies/old/").content.decode()
    assert "Replaced by a newer one" in html
    assert '<a href="/en/policies/new/">New measure</a>' in html


def test_the_list_says_how_each_stands(
    client: Client, policies: PolicyIndexPage
) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    PolicyPageFactory(parent=policies, effective_on=tomorrow)
    PolicyPageFactory(parent=policies, ends_on=date(2026, 6, 30))
    html = client.get("/en/policies/").content.decode()
    assert "Not yet in force" in html
    assert "No longer in force" in html
    assert_quiet(html)


def test_an_empty_list_speaks_of_policies(
    client: Client, policies: PolicyIndexPage
) -> None:
    assert "No policies at present." in client.get("/en/policies/").content.decode()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"effective_on": None}, "effective_on_missing"),
        ({"ends_on": date(2026, 2, 28)}, "ends_before_it_begins"),
        ({"issued_on": date(2026, 1, 21)}, "issued_on_fixed"),
    ],
)
def test_days_that_make_no_sense(
    policies: PolicyIndexPage, changes: dict[str, date | None], code: str
) -> None:
    policy = PolicyPageFactory(parent=policies)
    for name, value in changes.items():
        setattr(policy, name, value)
    with pytest.raises(ValidationError) as error:
        policy.clean()
    assert [e.code for e in error.value.error_dict[next(iter(changes))]] == [code]


def test_a_policy_cannot_replace_itself(policies: PolicyIndexPage) -> None:
    policy = PolicyPageFactory(parent=policies)
    policy.replaced_by = policy.page_ptr
    with pytest.raises(ValidationError):
        policy.clean()


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_the_same_number_of_queries(
    client: Client, policies: PolicyIndexPage, rows: int, django_assert_num_queries
) -> None:
    newer = PolicyPageFactory(parent=policies)
    PolicyPageFactory.create_batch(rows, parent=policies, replaced_by=newer.page_ptr)
    client.get("/en/policies/")
    with django_assert_num_queries(15):
        client.get("/en/policies/")
    assert PolicyPage.objects.count() == rows + 1
