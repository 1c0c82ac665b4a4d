"""Levels, kinds, roles, gates, funding."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TerritoryLevel(TextChoices):
    DISTRICT = "district", _("District")
    STREET = "street", _("Street")
    COMMUNITY = "community", _("Community")
    GRID = "grid", _("Grid")


LEVEL_BY_CODE_LENGTH = {
    6: TerritoryLevel.DISTRICT,
    9: TerritoryLevel.STREET,
    12: TerritoryLevel.COMMUNITY,
    15: TerritoryLevel.GRID,
}


class PlaceKind(TextChoices):
    SERVICE_CENTRE = "service_centre", _("Party-and-mass service centre")
    STATION = "station", _("Social work station")
    CANTEEN = "canteen", _("Community canteen")
    ELDER_STATION = "elder_station", _("Elder care station")
    CULTURE = "culture", _("Culture station")
    CIVILITY = "civility", _("Civility practice station")
    SCHOOL = "school", _("School")
    UNIT = "unit", _("Unit's own venue")
    OUTDOORS = "outdoors", _("Outdoors")


class ProviderKind(TextChoices):
    SOCIAL_ORGANISATION = "social_organisation", _("Social organisation")
    VOLUNTEER_TEAM = "volunteer_team", _("Volunteer team")
    TECHNICAL_AGENCY = "technical_agency", _("Technical agency")
    PUBLIC_SECTOR_UNIT = "public_sector_unit", _("Public-sector unit")


class ProviderForm(TextChoices):
    ASSOCIATION = "association", _("Association")
    SOCIAL_SERVICE_AGENCY = "social_service_agency", _("Social service agency")
    FOUNDATION = "foundation", _("Foundation")
    COMMUNITY_ORGANISATION = "community_organisation", _("Filed community organisation")
    GRASSROOTS_GROUP = "grassroots_group", _("Unregistered group")
    VOLUNTEER_TEAM = "volunteer_team", _("Volunteer team")
    COMPANY = "company", _("Company")
    LAW_FIRM = "law_firm", _("Law firm")
    PUBLIC_INSTITUTION_ONE = "public_institution_one", _("Public institution, class I")
    PUBLIC_INSTITUTION_TWO = "public_institution_two", _("Public institution, class II")
    STATE_ORGAN = "state_organ", _("State organ")


# Which forms a kind may take, and how the credit code of a form begins
# (GB 32100-2015: registering department and category). "" means: has no code.
FORMS_OF_KIND = {
    ProviderKind.SOCIAL_ORGANISATION: {
        ProviderForm.ASSOCIATION,
        ProviderForm.SOCIAL_SERVICE_AGENCY,
        ProviderForm.FOUNDATION,
        ProviderForm.COMMUNITY_ORGANISATION,
        ProviderForm.GRASSROOTS_GROUP,
    },
    ProviderKind.VOLUNTEER_TEAM: {
        ProviderForm.VOLUNTEER_TEAM,
        ProviderForm.GRASSROOTS_GROUP,
    },
    ProviderKind.TECHNICAL_AGENCY: {ProviderForm.COMPANY, ProviderForm.LAW_FIRM},
    ProviderKind.PUBLIC_SECTOR_UNIT: {
        ProviderForm.PUBLIC_INSTITUTION_ONE,
        ProviderForm.PUBLIC_INSTITUTION_TWO,
        ProviderForm.STATE_ORGAN,
        ProviderForm.COMPANY,
    },
}
CODE_PREFIX = {
    ProviderForm.ASSOCIATION: "51",
    ProviderForm.SOCIAL_SERVICE_AGENCY: "52",
    ProviderForm.FOUNDATION: "53",
    ProviderForm.COMMUNITY_ORGANISATION: "",
    ProviderForm.GRASSROOTS_GROUP: "",
    ProviderForm.VOLUNTEER_TEAM: "",
    ProviderForm.COMPANY: "91",
    ProviderForm.LAW_FIRM: "31",
    ProviderForm.PUBLIC_INSTITUTION_ONE: "12",
    ProviderForm.PUBLIC_INSTITUTION_TWO: "12",
    ProviderForm.STATE_ORGAN: "11",
}
# Volunteers and public institutions of class I never carry a price.
NEVER_PRICED = {ProviderForm.VOLUNTEER_TEAM, ProviderForm.PUBLIC_INSTITUTION_ONE}
# Only registered social organisations are graded; none is not low.
GRADED_FORMS = {
    ProviderForm.ASSOCIATION,
    ProviderForm.SOCIAL_SERVICE_AGENCY,
    ProviderForm.FOUNDATION,
}


class ProviderState(TextChoices):
    DRAFT = "draft", _("Draft: something is missing")
    PENDING = "pending", _("Awaiting approval")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    CLOSED = "closed", _("Dissolved")


class Gate(TextChoices):
    """What must be in place before a service may be given (catalogue, section 1)."""

    P2 = "P2", _("Two persons, real names, on a home visit")
    MIN = "MIN", _("Record check for contact with minors")
    LIC = "LIC", _("Valid licence")
    HLT = "HLT", _("Separate consent to health data")
    CASE = "CASE", _("Confidential case track only")
    PAY = "PAY", _("Price shown, funding source named")
    REF = "REF", _("Check first whether it must be referred")
    INS = "INS", _("Insurance")


# Gates that a provider meets (the others bind the worker or the page).
PROVIDER_GATES = {Gate.P2, Gate.MIN, Gate.LIC, Gate.INS}


class Funding(TextChoices):
    STATION_CONTRACT = "station_contract", _("Station contract")
    PURCHASE_CONTRACT = "purchase_contract", _("Public purchase contract")
    VENTURE = "venture", _("Venture philanthropy")
    LOTTERY = "lottery", _("Welfare lottery fund")
    COMMUNITY_FUND = "community_fund", _("Community charity fund")
    DONATION = "donation", _("Donation")
    OWN_RESOURCES = "own_resources", _("Unit's own resources, free of charge")
    USER_PAYS = "user_pays", _("Paid by the user at a shown price")
    VOLUNTEER = "volunteer", _("Voluntary, unpaid")


class VerificationLevel(TextChoices):
    DECLARED = "declared", _("Declared")
    DOCUMENT_CHECKED = "document_checked", _("Documents checked")
    SITE_CHECKED = "site_checked", _("Checked on site")
    PROVEN = "proven", _("Proven by delivery")


VERIFIED_LEVELS = {
    VerificationLevel.DOCUMENT_CHECKED,
    VerificationLevel.SITE_CHECKED,
    VerificationLevel.PROVEN,
}


class Role(TextChoices):
    RESIDENT = "resident", _("Resident")
    PARTY_MEMBER = "party_member", _("Community Party member")
    SOCIAL_WORKER = "social_worker", _("Social worker")
    STATION_MANAGER = "station_manager", _("Station manager")
    GRID_LEADER = "grid_leader", _("Grid leader")
    COMMUNITY_SECRETARY = "community_secretary", _("Community Party secretary")
    STREET_OFFICER = "street_officer", _("Street officer")
    DUTY_DESK = "duty_desk", _("District duty desk")
    PROVIDER_ADMIN = "provider_admin", _("Provider administrator")
    VOLUNTEER = "volunteer", _("Volunteer")
    CENTRE_OPERATOR = "centre_operator", _("Centre operator")
    EDITOR = "editor", _("Editor")
    CHIEF_EDITOR = "chief_editor", _("Chief editor")
    FEDERATION_OFFICER = "federation_officer", _("Federation officer")
    EVALUATION_OFFICE = "evaluation_office", _("Evaluation office")
    EXPERT = "expert", _("Evaluation expert")
    COMMITTEE_MEMBER = "committee_member", _("Committee member")
    BUREAU_REVIEWER = "bureau_reviewer", _("Bureau reviewer")
    DEPARTMENT_READER = "department_reader", _("Department reader")
    SECURITY_ADMIN = "security_admin", _("Security administrator")
    AUDIT_ADMIN = "audit_admin", _("Audit administrator")
    SYSTEM_ADMIN = "system_admin", _("System administrator")


class Scope(TextChoices):
    """What an appointment is bound to; the role decides which."""

    PROVIDER = "provider", _("a provider")
    GRID = "grid", _("a grid")
    COMMUNITY = "community", _("a community")
    STREET = "street", _("a street")
    DISTRICT = "district", _("a district")
    NONE = "none", _("nothing")


SCOPE_OF_ROLE = {
    Role.RESIDENT: Scope.COMMUNITY,
    Role.PARTY_MEMBER: Scope.COMMUNITY,
    Role.SOCIAL_WORKER: Scope.STREET,
    Role.STATION_MANAGER: Scope.STREET,
    Role.GRID_LEADER: Scope.GRID,
    Role.COMMUNITY_SECRETARY: Scope.COMMUNITY,
    Role.STREET_OFFICER: Scope.STREET,
    Role.DUTY_DESK: Scope.DISTRICT,
    Role.PROVIDER_ADMIN: Scope.PROVIDER,
    Role.VOLUNTEER: Scope.COMMUNITY,
    Role.CENTRE_OPERATOR: Scope.DISTRICT,
    Role.EDITOR: Scope.DISTRICT,
    Role.CHIEF_EDITOR: Scope.DISTRICT,
    Role.FEDERATION_OFFICER: Scope.PROVIDER,
    Role.EVALUATION_OFFICE: Scope.DISTRICT,
    Role.EXPERT: Scope.DISTRICT,
    Role.COMMITTEE_MEMBER: Scope.DISTRICT,
    Role.BUREAU_REVIEWER: Scope.DISTRICT,
    Role.DEPARTMENT_READER: Scope.DISTRICT,
    Role.SECURITY_ADMIN: Scope.NONE,
    Role.AUDIT_ADMIN: Scope.NONE,
    Role.SYSTEM_ADMIN: Scope.NONE,
}
EMPLOYED_ROLES = {Role.SOCIAL_WORKER, Role.STATION_MANAGER}
ADMIN_ROLES = (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.SYSTEM_ADMIN)
# Roles that may enter Wagtail's admin; the group of each is named after the role.
ADMIN_SITE_ROLES = {
    Role.CENTRE_OPERATOR,
    Role.EDITOR,
    Role.CHIEF_EDITOR,
    Role.SYSTEM_ADMIN,
}


# Who sees providers on their desk: all of the district, or the active ones.
PROVIDER_OVERSEERS = {Role.CENTRE_OPERATOR, Role.BUREAU_REVIEWER}
PROVIDER_READERS = {
    Role.SOCIAL_WORKER,
    Role.STATION_MANAGER,
    Role.STREET_OFFICER,
    Role.DUTY_DESK,
    Role.COMMUNITY_SECRETARY,
    Role.FEDERATION_OFFICER,
}


class Language(TextChoices):
    """Languages in which somebody can be served (ISO 639; `sign` is our own)."""

    YUE = "yue", _("Cantonese")
    ZH = "zh", _("Mandarin")
    EN = "en", _("English")
    FR = "fr", _("French")
    AR = "ar", _("Arabic")
    SIGN = "sign", _("Sign language")


class IdType(TextChoices):
    NONE = "", _("Not asked")
    RESIDENT_ID = "resident_id", _("Resident identity card")
    PASSPORT = "passport", _("Passport")
    OTHER = "other", _("Other document")


CODE_TAKEN = _(
    "This credit code is on the register already. Look for that entry instead of making "
    "a second one."
)
# What is wrong in a file of providers, and what to do.
PROVIDER_FAULTS = {
    "other_district": _(
        "This street belongs to another district, whose own centre registers there."
    ),
    "loose": _(
        "No organisation here is named by this project. Write the name as on the "
        "certificate, or enter the organisation first."
    ),
    "no_name": _("The name is missing. Write it as on the certificate."),
    "no_form": _("Say which form it is: class I, class II, state organ or company."),
    "no_story": _("The project has no description. Write what was done."),
    "no_weekly": _(
        "“%(word)s”: write how much a week, 1 to %(limit)s, for instance A1 40."
    ),
    "no_street": _("No street has the code or name “%(word)s”. Give its 9-digit code."),
    "no_service": _("No service has the code or name “%(word)s”. See the catalogue."),
    "service_twice": _("The service “%(word)s” is named twice. Delete one of the two."),
    "code_of_other": _(
        "The credit code belongs to “%(name)s”. Check the name and the code."
    ),
    "other_code": _(
        "“%(name)s” is registered with another credit code. Check the code."
    ),
    "code_twice": _("Row %(row)s has this credit code too. Check both."),
}


class VolunteerState(TextChoices):
    ACTIVE = "active", _("May be asked")
    PAUSED = "paused", _("Wants a rest")
    WITHDRAWN = "withdrawn", _("Left; data deleted")


class JoinConsent(TextChoices):
    """How somebody agreed to be asked, and that the data are kept."""

    FORM = "form", _("Ticked in the form")
    PHONE = "phone", _("Said by telephone")
    IN_PERSON = "in_person", _("Said in person")
    PAPER = "paper", _("Signed on paper")


# Gates that a person meets by a paper with an end; two persons are met by two.
PERSON_GATES = (Gate.MIN, Gate.LIC, Gate.INS)


class SheetState(TextChoices):
    """Where a file of rows stands, from its upload to what became of it."""

    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Waiting for your decision")
    UNREADABLE = "unreadable", _("Cannot be read")
    DISCARDED = "discarded", _("Not imported")
    IMPORTING = "importing", _("Being imported")
    IMPORTED = "imported", _("Imported")
    STOPPED = "stopped", _("Stopped half-way")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", pgettext_lazy("import", "Taken back")


SHEET_BUSY = frozenset({SheetState.CHECKING, SheetState.IMPORTING, SheetState.UNDOING})
SHEET_UNDOABLE = frozenset({SheetState.IMPORTED, SheetState.STOPPED})
SHEET_MESSAGES = {
    "organisations.sheet_imported": _(
        "The file is imported: %(count)s rows were written. You can take it back until "
        "%(until)s."
    ),
    "organisations.sheet_stopped": _(
        "The import stopped half-way: %(count)s rows were written. You can take them "
        "back, or send the file again: what is there is not written twice."
    ),
    "organisations.sheet_undone": _(
        "The import was taken back. What had been worked on was kept: %(kept)s."
    ),
}
