"""The number of a receiving body, as it was checked."""

from django import forms
from django.utils import timezone

from matching.forms.versioned import DayInput
from matching.models import ReferralBody


class BodyForm(forms.ModelForm):
    class Meta:
        model = ReferralBody
        fields = ("phone", "checked_on")
        widgets = {"checked_on": DayInput()}

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        self.fields["checked_on"].required = True
        self.initial["checked_on"] = timezone.localdate()
