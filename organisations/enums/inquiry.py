"""Letters to the centre: what is said of them."""

from django.utils.translation import gettext_lazy as _

INQUIRY_MESSAGES = {
    "organisations.inquiry_received": _(
        "Somebody has written to the centre: %(number)s. Please answer by %(day)s."
    ),
}
