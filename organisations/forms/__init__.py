"""HTTP text to clean values; none of these saves."""

from organisations.forms.account import AppointmentForm, EndForm
from organisations.forms.capability import (
    CapabilityForm,
    MenuForm,
    OfferForm,
    VerificationForm,
)
from organisations.forms.enclosure import (
    ContactForm,
    DocumentForm,
    MissingForm,
    PasteForm,
    ReasonForm,
    RefuseForm,
    SubmitForm,
    VersionForm,
)
from organisations.forms.fields import add_errors
from organisations.forms.joining import JoinForm
from organisations.forms.lines import PastWorkForm, ServiceForm
from organisations.forms.provider import (
    PlaceForm,
    ProjectForm,
    ProviderForm,
    PublicContactForm,
    StepForm,
)
from organisations.forms.registration import MembershipForm, WhoForm
from organisations.forms.section import SectionForm, typed_before

__all__ = [
    "AppointmentForm",
    "CapabilityForm",
    "ContactForm",
    "DocumentForm",
    "EndForm",
    "JoinForm",
    "MembershipForm",
    "MenuForm",
    "MissingForm",
    "OfferForm",
    "PastWorkForm",
    "PasteForm",
    "PlaceForm",
    "ProjectForm",
    "ProviderForm",
    "PublicContactForm",
    "ReasonForm",
    "RefuseForm",
    "SectionForm",
    "ServiceForm",
    "StepForm",
    "SubmitForm",
    "VerificationForm",
    "VersionForm",
    "WhoForm",
    "add_errors",
    "typed_before",
]
