"""What the columns of a file of needs mean. Pure: no Django, no database."""

from matching.sheets.column import COLUMNS, ORIGINS, URGENCIES, need_template
from matching.sheets.need import (
    Message,
    NeedRow,
    NeedSheet,
    import_key,
    read_messages,
    read_needs,
)

__all__ = [
    "COLUMNS",
    "ORIGINS",
    "URGENCIES",
    "Message",
    "NeedRow",
    "NeedSheet",
    "import_key",
    "need_template",
    "read_messages",
    "read_needs",
]
