"""A line of the menu that was checked and is in force, and what a page says of it."""

import json
import re

from organisations.models import Capability, Verification
from tests.factories.organisations import (
    CapabilityFactory,
    ServiceCategoryFactory,
    ServiceTypeFactory,
    VerificationFactory,
)

BLOCKS = re.compile(r'<script type="application/ld\+json">(.*?)</script>')


def offered(code: str = "A1", name: str = "独居长者探访", **line: object) -> Capability:
    """`code` of the catalogue, by a provider of Dengfeng Street unless said else."""
    category = ServiceCategoryFactory(code=code[0])
    kind = ServiceTypeFactory(code=code, name=name, category=category)
    capability = CapabilityFactory(service_type=kind, **line)
    VerificationFactory(capability=capability)
    return capability


def recheck(capability: Capability, **check: object) -> Verification:
    return VerificationFactory(capability=capability, **check)


def linked(html: str) -> list[dict]:
    """The data blocks of a page."""
    return [json.loads(block) for block in BLOCKS.findall(html)]
