"""How a form looks: one field template for the whole house."""

from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

# Django's own words, said better in our catalogue: what to do, not what is wrong.
BETTER_SAID = (
    _("This field is required."),
    _("Enter a valid date."),
    _("Enter a whole number."),
    _("Select a valid choice. That choice is not one of the available choices."),
)


class HouseRenderer(TemplatesSetting):
    """Label, hint, error and input, always in this order."""

    field_template_name = "components/field.html"
