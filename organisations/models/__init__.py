"""The nouns of this floor."""

from organisations.models.account import Appointment, User
from organisations.models.capability import (
    Capability,
    CapacityWeek,
    Hours,
    Window,
    monday_of,
)
from organisations.models.cobuilding import (
    CoBuildingPlan,
    PlanNeed,
    PlanProject,
    PlanResource,
    PlanUnit,
)
from organisations.models.draft import Draft
from organisations.models.encrypted import (
    EncryptedTextField,
    keyed_digest,
    sealed,
    unsealed,
)
from organisations.models.estate import CommitteeStep, Estate
from organisations.models.incubation import (
    Incubation,
    IncubationCondition,
    IncubationPost,
)
from organisations.models.inquiry import Inquiry
from organisations.models.pairing import Pairing
from organisations.models.person import Disclosure, Person
from organisations.models.phone import masked_phone
from organisations.models.place import Place
from organisations.models.provider import PastProject, Provider
from organisations.models.registration import Contact, Document, Registration
from organisations.models.saved_filter import SavedFilter
from organisations.models.service_post import PostClaim, ServicePost
from organisations.models.service_type import ServiceCategory, ServiceType
from organisations.models.sheet import SheetUpload
from organisations.models.territory import Territory
from organisations.models.training import Training, TrainingSeat
from organisations.models.verification import Grade, Verification
from organisations.models.volunteer import Clearance, FreeWindow, Volunteer

__all__ = [
    "Appointment",
    "Capability",
    "CapacityWeek",
    "Clearance",
    "CoBuildingPlan",
    "CommitteeStep",
    "Contact",
    "Disclosure",
    "Document",
    "Draft",
    "EncryptedTextField",
    "Estate",
    "FreeWindow",
    "Grade",
    "Hours",
    "Incubation",
    "IncubationCondition",
    "IncubationPost",
    "Inquiry",
    "Pairing",
    "PastProject",
    "Person",
    "Place",
    "PlanNeed",
    "PlanProject",
    "PlanResource",
    "PlanUnit",
    "PostClaim",
    "Provider",
    "Registration",
    "SavedFilter",
    "ServiceCategory",
    "ServicePost",
    "ServiceType",
    "SheetUpload",
    "Territory",
    "Training",
    "TrainingSeat",
    "User",
    "Verification",
    "Volunteer",
    "Window",
    "keyed_digest",
    "masked_phone",
    "monday_of",
    "sealed",
    "unsealed",
]
