"""The nouns of this floor."""

from records.models.attachment import Attachment
from records.models.certificate import Certificate
from records.models.checked import Checked
from records.models.identifier import PublicIdField, public_id
from records.models.job import Beat, Job
from records.models.ledger import Anchor, Chain, LedgerEntry
from records.models.link import Link
from records.models.message import Delivery, Message
from records.models.workday import Workday

__all__ = [
    "Anchor",
    "Attachment",
    "Beat",
    "Certificate",
    "Chain",
    "Checked",
    "Delivery",
    "Job",
    "LedgerEntry",
    "Link",
    "Message",
    "PublicIdField",
    "Workday",
    "public_id",
]
