"""The fixed words of this floor: states, and what can be wrong with a file of rows."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class JobState(TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    DEAD = "dead", _("Given up")
    CANCELLED = "cancelled", _("Stopped")


JOB_GOES_ON = frozenset({JobState.WAITING, JobState.RUNNING})


class JobStage(TextChoices):
    """What a job is busy with, as its page says it."""

    READING = "reading", _("Reading")
    CHECKING = "checking", _("Checking row by row")
    WRITING = "writing", _("Writing")
    TAKING_BACK = "back", _("Taking back")
    COMPUTING = "computing", _("Computing")
    PACKING = "packing", _("Putting the file together")


class DeliveryState(TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    NO_ADDRESS = "no_address", _("No address")
    COLLECTED = "collected", _("Kept for the daily digest")
    NOT_NEEDED = "not_needed", _("Read before it was sent")
    DELIVERED = "delivered", _("Arrived")


GONE_OUT = frozenset({DeliveryState.SENT, DeliveryState.DELIVERED})
NOT_REACHED = frozenset({DeliveryState.FAILED, DeliveryState.NO_ADDRESS})


class Rhythm(TextChoices):
    """When a kind of message is carried beyond the inbox."""

    AT_ONCE = "at_once", _("At once")
    DIGEST = "digest", _("Once a day, together")
    INBOX = "inbox", _("In the inbox only")


class CertificateState(TextChoices):
    VALID = "valid", _("Valid")
    REVOKED = "revoked", _("Revoked")


MACROS = _(
    "The file holds macros: small programs, which are not taken. Save it without them, "
    "as .xlsx or .docx, and send that."
)
# What is wrong in a file (`records.sheets.Fault.code`), and what to do.
SHEET_FAULTS = {
    "too_large": _("The file is larger than %(limit)s MB. Split it."),
    "empty_file": _("The file is empty. Fill in the template and save it."),
    "no_rows": _("There is no row below the heading. Fill in at least one."),
    "old_excel": _("This is an old Excel file (.xls). Save it as .xlsx and try again."),
    "not_a_sheet": _("This is no csv or xlsx file, or it is damaged. Save it again."),
    "macros": MACROS,
    "unfolds": _("The file unfolds to far more than it seems and is refused."),
    "damaged_row": _("This row cannot be read: a quotation mark is not closed."),
    "too_many_rows": _("More than %(limit)s rows. Split the file."),
    "column_twice": _("The column “%(name)s” is there twice. Delete one of the two."),
    "column_missing": _(
        "A column is missing: %(names)s. Take the headings of the template."
    ),
    "too_long": _("%(length)s characters; at most %(limit)s, please. Shorten it."),
    "word": _("“%(word)s” is not known here. Write one of: %(choices)s."),
}
