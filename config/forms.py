"""How a form looks: one field template for the whole house."""

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# Django's own words, said better in our catalogue: what to do, not what is wrong.
BETTER_SAID = (
    _("This field is required."),
    _("Enter a valid date."),
    _("Enter a valid time."),
    _("Enter a valid date/time."),
    _("Enter a whole number."),
    _("Select a valid choice. That choice is not one of the available choices."),
)
# The browser shows these in its own language and an old one as a plain line: the page
# says in the reader's what is meant.
EXAMPLES = {
    "date": _("For example 2026-11-27."),
    "time": _("For example 14:30."),
    "datetime-local": _("For example 2026-11-27 14:30."),
}


class HouseField(forms.BoundField):
    """A field on a page; one for a day or an hour shows how it is written."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        example = EXAMPLES.get(getattr(field.widget, "input_type", ""))
        if example and self.help_text:
            both = {"first": self.help_text, "second": example}
            self.help_text = gettext("%(first)s %(second)s") % both
        elif example:
            self.help_text = example


class HouseRenderer(TemplatesSetting):
    """Label, hint, error and input, always in this order."""

    field_template_name = "components/field.html"
    bound_field_class = HouseField
