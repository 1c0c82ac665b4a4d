"""Papers that the register holds of a body: not asked again of whoever claims it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from organisations.domain.registration import claim_provider
from organisations.queries import standing
from organisations.queries.registration import held_papers, papers_asked
from tests.factories.organisations import ProviderFactory
from tests.factories.registration import DocumentFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim():
    body = ProviderFactory()
    row = RegistrationFactory()
    return claim_provider(registration=row, provider=body, by=row.applicant)


def brought(claim, kind, days=None, **more):
    """A paper of the same body, from a registration that was approved."""
    until = None if days is None else timezone.localdate() + timedelta(days=days)
    earlier = RegistrationFactory(
        state="approved", provider=claim.claimed, form=claim.form
    )
    provider = more.pop("provider", claim.claimed)
    return DocumentFactory(
        registration=earlier, provider=provider, kind=kind, expires_on=until, **more
    )


def asked(claim):
    papers = claim.documents.all()
    return [str(kind) for kind in papers_asked(claim, papers, held_papers(claim))]


def status(claim):
    return next(each for each in standing(claim) if each.section == "documents").status


def test_of_each_kind_what_is_valid_is_held_else_what_ran_out_last(claim):
    first = brought(claim, "certificate", 0)
    brought(claim, "insurance", -40)
    second = brought(claim, "insurance", 40)
    brought(claim, "licence", -90)
    third = brought(claim, "licence", -1)
    fourth = brought(claim, "report")
    brought(claim, "authority")
    brought(claim, "other")
    brought(claim, "filing", provider=None)  # of one that was never approved
    brought(claim, "filing", provider=ProviderFactory())

    assert held_papers(claim) == [first, second, third, fourth]


def test_only_what_is_missing_or_has_run_out_is_asked(claim):
    assert (asked(claim), status(claim)) == (
        ["authority", "certificate"],
        "not_started",
    )
    paper = brought(claim, "certificate", 30)
    brought(claim, "authority")  # names somebody else
    assert asked(claim) == ["authority"]

    DocumentFactory(registration=claim, kind="authority", expires_on=None)
    assert (asked(claim), status(claim)) == ([], "done")

    type(paper).objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    claim.documents.update(expires_on=None)
    assert (asked(claim), status(claim)) == (["certificate"], "in_progress")


@pytest.mark.parametrize(
    ("form", "kinds"),
    [
        ("community_organisation", ["authority", "filing"]),
        ("grassroots_group", ["authority"]),
        ("foundation", ["authority", "certificate"]),
    ],
)
def test_each_form_is_asked_for_its_own(claim, form, kinds):
    claim.form = form

    assert asked(claim) == kinds


def test_who_claims_nothing_is_held_nothing(django_assert_num_queries):
    row = RegistrationFactory(form="foundation")

    with django_assert_num_queries(0):
        assert held_papers(row) == []
    assert asked(row) == ["certificate"]
