"""What the columns of a file of providers mean. Pure: no Django, no database."""

from organisations.sheets.column import COLUMNS, FORMS, KINDS, provider_template
from organisations.sheets.provider import (
    PastWork,
    ProviderRow,
    ProviderSheet,
    read_providers,
)

__all__ = [
    "COLUMNS",
    "FORMS",
    "KINDS",
    "PastWork",
    "ProviderRow",
    "ProviderSheet",
    "provider_template",
    "read_providers",
]
