"""The nouns of this floor."""

from records.models.attachment import Attachment
from records.models.certificate import Certificate
from records.models.checked import Checked
from records.models.identifier import PublicIdField, public_id
from records.models.job import Beat, Job
from records.models.ledger import Anchor, Chain, LedgerEntry
from records.models.link import Link
from records.models.message import Delivery, Message
from records.models.reach import Address, Digest, Preference, QuietHours
from records.models.workday import Workday

__all__ = [
    "Address",
    "Anchor",
    "Attachment",
    "Beat",
    "Certificate",
    "Chain",
    "Checked",
    "Delivery",
    "Digest",
    "Job",
    "LedgerEntry",
    "Link",
    "Message",
    "Preference",
    "PublicIdField",
    "QuietHours",
    "Workday",
    "public_id",
]
