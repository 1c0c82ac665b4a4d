"""A body comes in by itself: drafts, claims, handing in."""

import pytest
from django.core.exceptions import ValidationError

from organisations.domain.answer import Entry, add_lines, remove_line, save_entry
from organisations.domain.registration import (
    claim_provider,
    join,
    start_registration,
    submit_registration,
)
from organisations.models import Registration, User
from organisations.queries import standing
from records.models import LedgerEntry, Message
from tests.factories.organisations import (
    AppointmentFactory,
    ProviderFactory,
    StreetFactory,
    UserFactory,
)
from tests.factories.registration import (
    WHO,
    ContactFactory,
    DocumentFactory,
    RegistrationFactory,
)

pytestmark = pytest.mark.django_db


def codes(caught):
    return [error.code for error in caught.value.error_list]


def fresh(row):
    return Registration.objects.get(pk=row.pk)


def typed(name="新苗", values=None, problem=False):
    return Entry({"name": [name]}, values, problem)


def save(row, entry, *, section="who", seen=0, line=None):
    return save_entry(
        registration=row,
        section=section,
        entry=entry,
        seen=seen,
        line=line,
        by=row.applicant,
    )


def submit(row):
    row = fresh(row)
    return submit_registration(registration=row, version=row.version, by=row.applicant)


@pytest.fixture
def whole():
    row = RegistrationFactory(filled=True)
    ContactFactory(registration=row)
    DocumentFactory(registration=row)
    return row


def test_joining_makes_an_account_and_an_empty_registration():
    row = join(
        username="xinmiao",
        name="陈新苗",
        password="woodcotton-2026",
        language="zh-hans",
        joining="volunteer_team",
    )

    user = User.objects.get(username="xinmiao")
    assert (row.applicant, row.state, row.answers) == (user, "draft", {})
    assert user.check_password("woodcotton-2026")
    assert user.appointments.count() == 0
    assert [each.section for each in standing(row)] == ["who", "contacts", "services"]


def test_one_registration_is_open_at_a_time():
    row = RegistrationFactory()

    with pytest.raises(ValidationError) as caught:
        start_registration(applicant=row.applicant, joining="filed_group")

    assert codes(caught) == ["open"]


def test_a_draft_is_kept_as_typed_and_leaves_no_trail():
    row = RegistrationFactory()

    saved = save(row, typed("新"))
    again = save(row, typed("新"), seen=saved.entry("who")["version"])

    assert saved.entry("who") == {
        "raw": {"name": ["新"]},
        "values": None,
        "problem": False,
        "version": 2,
        "page": "",
    }
    assert again.version == saved.version
    assert LedgerEntry.objects.count() == 0


def test_what_is_complete_shows_in_the_columns():
    row = RegistrationFactory()
    StreetFactory()

    row = save(row, typed(values=WHO))

    assert (row.name, row.form, row.credit_code, row.street.code) == (
        WHO["name"],
        WHO["form"],
        WHO["credit_code"],
        WHO["street"],
    )


def test_an_older_state_of_a_section_is_refused_and_another_section_is_not():
    row = RegistrationFactory()
    save(row, typed("一"))

    with pytest.raises(ValidationError) as caught:
        save(row, typed("二"), seen=0)
    save(row, typed("三"), section="membership", seen=0)

    assert codes(caught) == ["stale"]
    assert fresh(row).entry("who")["raw"] == {"name": ["一"]}


def test_a_page_that_saved_last_may_save_again():
    """Its quiet save and its button may cross on the way."""
    row = RegistrationFactory()
    save(row, typed("一")._replace(page="here"))
    save(row, typed("二")._replace(page="here"), seen=0)
    save(row, typed("三")._replace(page="there"), seen=3)

    with pytest.raises(ValidationError) as caught:
        save(row, typed("四")._replace(page="here"), seen=0)

    assert codes(caught) == ["stale"]


def test_lines_are_added_changed_and_taken_out():
    row = RegistrationFactory()
    save(row, typed("一"), section="projects", line=0)
    add_lines(
        registration=row,
        section="projects",
        entries=[typed("二"), typed("三")],
        by=row.applicant,
    )
    first, second, _third = fresh(row).lines("projects")
    save(row, typed("贰"), section="projects", line=1, seen=second["version"])
    remove_line(
        registration=row,
        section="projects",
        line=0,
        seen=first["version"],
        by=row.applicant,
    )

    lines = fresh(row).lines("projects")
    assert [line["raw"]["name"] for line in lines] == [["贰"], ["三"]]


def test_a_line_that_moved_up_is_not_taken_for_the_one_before_it():
    row = RegistrationFactory()
    add_lines(
        registration=row,
        section="projects",
        entries=[typed("一"), typed("二"), typed("三")],
        by=row.applicant,
    )
    first, second, _third = fresh(row).lines("projects")
    remove_line(
        registration=row,
        section="projects",
        line=0,
        seen=first["version"],
        by=row.applicant,
    )

    with pytest.raises(ValidationError) as caught:
        save(row, typed("贰"), section="projects", line=1, seen=second["version"])

    assert codes(caught) == ["stale"]


def test_what_means_something_else_now_is_saved_again():
    row = RegistrationFactory()
    wrong = save(row, typed("新", problem=True))
    version = wrong.entry("who")["version"]

    right = save(row, typed("新", values=WHO), seen=version)

    assert right.entry("who")["problem"] is False


def test_a_line_that_moved_and_too_many_lines_are_refused():
    row = RegistrationFactory()
    with pytest.raises(ValidationError) as gone:
        save(row, typed("一"), section="projects", line=3)
    with pytest.raises(ValidationError) as missing:
        remove_line(
            registration=row, section="projects", line=0, seen=1, by=row.applicant
        )
    with pytest.raises(ValidationError) as many:
        add_lines(
            registration=row,
            section="projects",
            entries=[typed()] * 11,
            by=row.applicant,
        )
    with pytest.raises(ValidationError) as long:
        save(row, typed("长" * 20_001))

    assert [codes(each) for each in (gone, missing, many, long)] == [
        ["stale"],
        ["stale"],
        ["lines"],
        ["typed"],
    ]


@pytest.mark.parametrize(
    ("entry", "status"),
    [
        (typed(), "in_progress"),
        (typed(problem=True), "problem"),
        (typed(values=WHO), "done"),
    ],
)
def test_a_section_has_one_of_four_statuses(entry, status):
    row = RegistrationFactory()
    before = standing(row)[0].status

    row = save(row, entry)

    assert (before, standing(row)[0].status) == ("not_started", status)


def test_handing_in_tells_both_sides(whole):
    operator = AppointmentFactory(operator=True).user

    row = submit(whole)

    assert (row.state, row.missing) == ("submitted", {})
    assert row.submitted_at is not None
    told = Message.objects.values_list("recipient", "kind", "url")
    assert sorted(told) == sorted(
        [
            (
                operator.pk,
                "organisations.registration_received",
                f"/desk/registrations/{row.public_id}/",
            ),
            (
                row.applicant_id,
                "organisations.registration_sent",
                "/desk/registration/",
            ),
        ]
    )
    last = LedgerEntry.objects.latest("pk")
    assert (last.action, last.subject) == (
        "organisations.submit_registration",
        row.subject,
    )


def test_what_is_unfinished_is_named():
    row = RegistrationFactory(filled=True)

    with pytest.raises(ValidationError) as caught:
        submit(row)

    assert codes(caught) == ["unfinished"]
    assert caught.value.messages == ["还没有填完：联系人、证明材料。"]


def test_what_the_centre_missed_must_be_answered_first(whole):
    row = fresh(whole)
    row.state, row.missing = "returned", {"projects": "再写一个。"}
    row.save()
    with pytest.raises(ValidationError) as caught:
        submit(row)

    save(row, typed(values={"title": "补"}), section="projects", line=0, seen=1)

    assert codes(caught) == ["unfinished"]
    assert submit(row).state == "submitted"


def test_nothing_is_handed_in_twice_or_changed_afterwards(whole):
    row = submit(whole)

    with pytest.raises(ValidationError) as again:
        submit(row)
    with pytest.raises(ValidationError) as late:
        save(row, typed(), seen=1)

    assert (codes(again), codes(late)) == (["state"], ["state"])


def test_the_version_that_was_seen_counts(whole):
    with pytest.raises(ValidationError) as caught:
        submit_registration(registration=whole, version=7, by=whole.applicant)

    assert codes(caught) == ["stale"]


@pytest.mark.parametrize("same", ["name", "credit_code"])
def test_a_body_on_the_register_is_claimed_not_entered_again(whole, same):
    ProviderFactory(**{same: WHO[same]})

    with pytest.raises(ValidationError) as caught:
        submit(whole)

    assert codes(caught) == ["known"]


def test_a_code_that_waits_already_is_taken(whole):
    RegistrationFactory(submitted=True)

    with pytest.raises(ValidationError) as caught:
        submit(whole)

    assert codes(caught) == ["taken"]
    assert fresh(whole).state == "draft"


def test_a_claim_is_asked_only_who_speaks_for_the_body():
    row = RegistrationFactory(filled=True)
    body = ProviderFactory()

    claimed = claim_provider(registration=row, provider=body, by=row.applicant)
    sections = [each.section for each in standing(claimed)]
    dropped = claim_provider(registration=row, provider=None, by=row.applicant)

    assert sections == ["contacts", "documents"]
    assert (claimed.name, claimed.credit_code) == (body.name, "")
    assert (dropped.name, dropped.credit_code) == (WHO["name"], WHO["credit_code"])


def test_a_dissolved_body_is_not_claimed():
    row = RegistrationFactory()

    with pytest.raises(ValidationError) as caught:
        claim_provider(
            registration=row, provider=ProviderFactory(closed=True), by=row.applicant
        )

    assert codes(caught) == ["closed"]


def test_a_code_of_another_is_taken_for_what_was_asked_back_too(whole):
    RegistrationFactory(submitted=True)
    row = RegistrationFactory(applicant=UserFactory(), state="returned")

    with pytest.raises(ValidationError) as caught:
        save(row, typed(values=WHO))

    assert codes(caught) == ["taken"]
