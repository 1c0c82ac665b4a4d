"""What can be wrong in a file of needs, and what to do."""

from django.utils.translation import gettext_lazy as _

NEED_FAULTS = {
    "no_text": _("The text is missing. Write in a sentence what is needed."),
    "phone": _("A telephone number has 5 to 19 digits, for instance 13800001234."),
    "phone_of_whom": _(
        "There is a telephone number without a name. Write whose it is."
    ),
    "no_community": _(
        "No community here has the name or code “%(word)s”. Give its 12-digit code."
    ),
    "community_twice": _(
        "Several communities are called “%(word)s”. Give the 12-digit code."
    ),
    "no_place": _("The text names no community. Fill in the column “community”."),
    "places": _(
        "The text names several communities: %(names)s. Fill in the column “community”."
    ),
}
