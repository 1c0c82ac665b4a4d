"""What the columns of a file of providers mean, which names look alike, which projects
a report tells of. Pure: no Django, no database."""

from organisations.sheets.column import COLUMNS, FORMS, KINDS, provider_template
from organisations.sheets.likeness import look_alikes
from organisations.sheets.provider import (
    PastWork,
    ProviderRow,
    ProviderSheet,
    read_providers,
)
from organisations.sheets.report import cut_projects

__all__ = [
    "COLUMNS",
    "FORMS",
    "KINDS",
    "PastWork",
    "ProviderRow",
    "ProviderSheet",
    "cut_projects",
    "look_alikes",
    "provider_template",
    "read_providers",
]
