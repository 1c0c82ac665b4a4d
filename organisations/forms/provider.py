"""Forms about providers, their projects and places."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.enums import Language
from organisations.forms.fields import StreetsField, TerritoriesField
from organisations.models import PastProject, Place, Provider


class StepForm(forms.ModelForm):
    """A step without any input: admit, suspend, withdraw, end."""

    class Meta:
        fields = ()


class ProviderForm(forms.ModelForm):
    """What is known of a provider."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    credit_code = forms.CharField(
        label=_("Unified social credit code"),
        max_length=40,
        required=False,
        help_text=_("18 characters, as on the certificate; none for groups."),
    )
    stations = StreetsField(
        label=_("Streets whose social work station it runs"), required=False
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"),
        choices=Language,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Provider
        fields = (
            "kind",
            "form",
            "name",
            "name_en",
            "credit_code",
            "filing_no",
            "street",
            "stations",
            "summary",
            "summary_en",
            "languages",
            "contact_role",
            "public_phone",
            "public_address",
        )
        help_texts = {
            "contact_role": _("The post, not a person's name."),
        }
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "summary_en": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["street"].queryset = self.fields["stations"].queryset
        self.initial["version"] = self.instance.version


class PublicContactForm(forms.ModelForm):
    """What a provider lets everybody read of how to reach it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Provider
        fields = ("public_phone", "public_address")
        widgets = {"public_phone": forms.TextInput({"inputmode": "tel"})}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version


class ProjectForm(forms.ModelForm):
    """A past project in the provider's own words."""

    class Meta:
        model = PastProject
        fields = (
            "provider",
            "title",
            "title_en",
            "text",
            "text_en",
            "year",
            "service_types",
        )
        widgets = {
            "text": forms.Textarea(attrs={"rows": 5}),
            "text_en": forms.Textarea(attrs={"rows": 4}),
            "service_types": forms.SelectMultiple(attrs={"size": 8}),
        }
        help_texts = {
            "text": _(
                "60 to 200 characters: for whom, what was done, what came of it, what "
                "did not work. Matching reads this."
            )
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].disabled = self.instance.pk is not None


class PlaceForm(forms.ModelForm):
    """A place where services happen."""

    territory = TerritoriesField(limit=1, label=_("Community or street"))

    class Meta:
        model = Place
        fields = (
            "kind",
            "name",
            "name_en",
            "territory",
            "hours",
            "access",
            "phone",
            "capacity",
            "keeper",
        )
