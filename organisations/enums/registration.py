"""How a body comes in by itself: its choices, sections, states and documents."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organisations.enums.register import (
    CODE_PREFIX,
    FORMS_OF_KIND,
    ProviderForm,
    ProviderKind,
)


class JoiningAs(TextChoices):
    """What somebody who comes in says of the body."""

    SOCIAL_ORGANISATION = "social_organisation", _("Registered social organisation")
    FILED_GROUP = "filed_group", _("Community organisation filed with the street")
    UNREGISTERED_GROUP = "unregistered_group", _("Group of residents, not registered")
    VOLUNTEER_TEAM = "volunteer_team", _("Volunteer team")
    TECHNICAL_AGENCY = "technical_agency", _("Company or law firm")
    PUBLIC_SECTOR_UNIT = "public_sector_unit", _("Public-sector unit")


# The kind, and the forms left to choose from.
JOINED_AS = {
    JoiningAs.SOCIAL_ORGANISATION: (
        ProviderKind.SOCIAL_ORGANISATION,
        (
            ProviderForm.SOCIAL_SERVICE_AGENCY,
            ProviderForm.ASSOCIATION,
            ProviderForm.FOUNDATION,
        ),
    ),
    JoiningAs.FILED_GROUP: (
        ProviderKind.SOCIAL_ORGANISATION,
        (ProviderForm.COMMUNITY_ORGANISATION,),
    ),
    JoiningAs.UNREGISTERED_GROUP: (
        ProviderKind.VOLUNTEER_TEAM,
        (ProviderForm.GRASSROOTS_GROUP,),
    ),
    JoiningAs.VOLUNTEER_TEAM: (
        ProviderKind.VOLUNTEER_TEAM,
        (ProviderForm.VOLUNTEER_TEAM,),
    ),
    JoiningAs.TECHNICAL_AGENCY: (
        ProviderKind.TECHNICAL_AGENCY,
        tuple(sorted(FORMS_OF_KIND[ProviderKind.TECHNICAL_AGENCY])),
    ),
    JoiningAs.PUBLIC_SECTOR_UNIT: (
        ProviderKind.PUBLIC_SECTOR_UNIT,
        tuple(sorted(FORMS_OF_KIND[ProviderKind.PUBLIC_SECTOR_UNIT])),
    ),
}
# 粤民规字〔2022〕2号: a filed group has ten members at least, a service body two staff.
LEAST_MEMBERS = {"group": 10, "service_body": 2}


class RegistrationState(TextChoices):
    DRAFT = "draft", _("Being filled in")
    SUBMITTED = "submitted", _("With the guidance centre")
    RETURNED = "returned", _("Asked back")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")


ARROWS = {
    RegistrationState.DRAFT: {RegistrationState.SUBMITTED},
    RegistrationState.RETURNED: {RegistrationState.SUBMITTED},
    RegistrationState.SUBMITTED: {
        RegistrationState.RETURNED,
        RegistrationState.APPROVED,
        RegistrationState.REFUSED,
    },
    RegistrationState.APPROVED: set(),
    RegistrationState.REFUSED: set(),
}
# While in these it is the applicant's to change.
OPEN_STATES = {RegistrationState.DRAFT, RegistrationState.RETURNED}


class Section(TextChoices):
    """The parts of a registration, each done on a page of its own."""

    WHO = "who", _("Who we are")
    CONTACTS = "contacts", _("Contacts")
    MEMBERSHIP = "membership", _("Membership of associations")
    SERVICES = "services", _("What we can do")
    PROJECTS = "projects", _("Past projects")
    DOCUMENTS = "documents", _("Documents")


class SectionStatus(TextChoices):
    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    PROBLEM = "problem", _("Has a problem")
    DONE = "done", _("Done")


SHORT_PATH = (Section.WHO, Section.CONTACTS, Section.SERVICES)
CLAIM_SECTIONS = (Section.CONTACTS, Section.DOCUMENTS)
_SECTIONS = {
    JoiningAs.FILED_GROUP: (*SHORT_PATH, Section.DOCUMENTS),
    JoiningAs.UNREGISTERED_GROUP: SHORT_PATH,
    JoiningAs.VOLUNTEER_TEAM: SHORT_PATH,
}


def sections_of(joining: str, *, claiming: bool = False) -> tuple[Section, ...]:
    """What such a body is asked: small groups take the short path, and a body that is
    on the register already is asked only who speaks for it."""
    if claiming:
        return CLAIM_SECTIONS
    return _SECTIONS.get(JoiningAs(joining), tuple(Section))


class DocumentKind(TextChoices):
    CERTIFICATE = "certificate", _("Registration certificate")
    FILING = "filing", _("Filing record of the street")
    AUTHORITY = "authority", _("Letter that names you as its representative")
    LICENCE = "licence", _("Licence for a service")
    INSURANCE = "insurance", pgettext_lazy("document", "Insurance")
    REPORT = "report", _("Annual report")
    OTHER = "other", _("Something else")


# These end some day, and the day is asked for.
EXPIRING_DOCUMENTS = {
    DocumentKind.CERTIFICATE,
    DocumentKind.LICENCE,
    DocumentKind.INSURANCE,
}


# Of the body itself. A letter speaks of one person, and something else may hold
# anything: neither is told to whoever claims the body next.
BODY_DOCUMENTS = {
    DocumentKind.CERTIFICATE,
    DocumentKind.FILING,
    DocumentKind.LICENCE,
    DocumentKind.INSURANCE,
    DocumentKind.REPORT,
}


def needed_documents(form: str, *, claiming: bool = False) -> list[DocumentKind]:
    """The documents without which nobody is admitted: the letter of who claims a body,
    and what shows that there is such a body."""
    needed = [DocumentKind.AUTHORITY] if claiming else []
    if form == ProviderForm.COMMUNITY_ORGANISATION:
        return [*needed, DocumentKind.FILING]
    return [*needed, DocumentKind.CERTIFICATE] if CODE_PREFIX.get(form) else needed


MESSAGES = {
    "organisations.registration_received": _(
        "%(name)s has asked to be registered. Please look at it."
    ),
    "organisations.registration_sent": _(
        "The registration of %(name)s is with the guidance centre. You hear from it "
        "here."
    ),
    "organisations.registration_returned": _(
        "The registration of %(name)s needs something more. Open it to see what."
    ),
    "organisations.registration_approved": _(
        "%(name)s is registered. The guidance centre now checks your services one by "
        "one; only what is checked can be matched."
    ),
    "organisations.check_ends": _(
        "The check or licence of your service “%(service)s” ends on %(day)s. Ask the "
        "guidance centre to check it again."
    ),
    "organisations.entry_leaves": _(
        "Nobody has said for a year that the entry of %(provider)s is right: on %(day)s "
        "its services leave the menu. One tap on its page keeps them there."
    ),
    "organisations.document_ends": _(
        "The paper “%(document)s” is valid until %(day)s. Hand in the new one at the "
        "guidance centre."
    ),
    "organisations.registration_refused": _(
        "The registration of %(name)s was refused. Open it to read why."
    ),
}
