"""The nouns of this floor."""

from organisations.models.account import Appointment, User
from organisations.models.capability import (
    Capability,
    CapacityWeek,
    Hours,
    Window,
    monday_of,
)
from organisations.models.encrypted import (
    EncryptedTextField,
    keyed_digest,
    sealed,
    unsealed,
)
from organisations.models.person import Disclosure, Person
from organisations.models.place import Place
from organisations.models.provider import PastProject, Provider
from organisations.models.service_type import ServiceCategory, ServiceType
from organisations.models.sheet import SheetUpload
from organisations.models.territory import Territory
from organisations.models.verification import Grade, Verification

__all__ = [
    "Appointment",
    "Capability",
    "CapacityWeek",
    "Disclosure",
    "EncryptedTextField",
    "Grade",
    "Hours",
    "PastProject",
    "Person",
    "Place",
    "Provider",
    "ServiceCategory",
    "ServiceType",
    "SheetUpload",
    "Territory",
    "User",
    "Verification",
    "Window",
    "keyed_digest",
    "monday_of",
    "sealed",
    "unsealed",
]
