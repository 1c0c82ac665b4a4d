"""HTTP text to clean values; none of these saves."""

from organisations.forms.account import AppointmentForm, EndForm
from organisations.forms.capability import (
    CapabilityForm,
    MenuForm,
    OfferForm,
    VerificationForm,
)
from organisations.forms.fields import add_errors
from organisations.forms.provider import (
    PlaceForm,
    ProjectForm,
    ProviderForm,
    StepForm,
)

__all__ = [
    "AppointmentForm",
    "CapabilityForm",
    "EndForm",
    "MenuForm",
    "OfferForm",
    "PlaceForm",
    "ProjectForm",
    "ProviderForm",
    "StepForm",
    "VerificationForm",
    "add_errors",
]
