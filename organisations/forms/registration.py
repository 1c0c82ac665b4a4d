"""Who a body is that comes in, and to which associations it belongs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organisations.enums import (
    CODE_PREFIX,
    JOINED_AS,
    LEAST_MEMBERS,
    JoiningAs,
    Language,
    ProviderForm,
    ProviderState,
)
from organisations.forms.section import SectionForm
from organisations.models import Provider, Registration, Territory
from organisations.queries.registration import known_provider, providers_like


class WhoForm(SectionForm, forms.ModelForm):
    """Name, form, code or filing number, home. `known` is the same body on the
    register, `alike` are those whose names look alike."""

    preset = ("form", "filed_as")
    form = forms.ChoiceField(label=_("Form"))
    credit_code = forms.CharField(
        label=_("Unified social credit code"),
        max_length=40,
        help_text=_("18 characters, as on the certificate."),
        widget=forms.TextInput({"autocapitalize": "characters", "spellcheck": "false"}),
    )
    filing_no = forms.CharField(
        label=_("Filing number of the street"),
        max_length=40,
        help_text=_("It stands on the street's filing record."),
    )
    filed_as = forms.ChoiceField(
        label=_("Filed as"),
        choices=[("group", _("a group")), ("service_body", _("a service body"))],
        widget=forms.RadioSelect,
        initial="group",
    )
    members = forms.IntegerField(label=_("Members or staff"), min_value=1)
    street = forms.ModelChoiceField(
        Territory.objects.streets(),
        to_field_name="code",
        label=_("Home street"),
        empty_label=_("Choose…"),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"),
        choices=Language,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    distinct = forms.BooleanField(
        label=_("We are another body than those named like us"), required=False
    )

    class Meta:
        model = Provider
        fields = (
            "form",
            "name",
            "name_en",
            "credit_code",
            "filing_no",
            "street",
            "summary",
            "summary_en",
            "languages",
            "contact_role",
            "public_phone",
            "public_address",
        )
        labels = {"summary": _("What you do, in a few sentences")}
        help_texts = {
            "name": _("The full name, as on the certificate."),
            "contact_role": _("The post, not a person's name."),
        }
        widgets = {
            "summary": forms.Textarea({"rows": 3}),
            "summary_en": forms.Textarea({"rows": 3}),
        }

    field_order = (
        *("form", "name", "distinct", "name_en", "credit_code", "filing_no"),
        *("filed_as", "members"),
    )

    def __init__(self, data: Any = None, *, registration: Registration) -> None:
        kind, choices = JOINED_AS[JoiningAs(registration.joining)]
        super().__init__(data, instance=Provider(kind=kind, form=choices[0]))
        self.instance.state = ProviderState.PENDING
        self.fields["form"].choices = [(each.value, each.label) for each in choices]
        self.fields["summary"].required = True
        self._ask_only(choices)
        self.known: Provider | None = None
        self.alike: list[Provider] = []

    def _ask_only(self, choices: Iterable[ProviderForm]) -> None:
        filed = ProviderForm.COMMUNITY_ORGANISATION in choices
        unasked = {
            "form": len(list(choices)) == 1,
            "credit_code": not any(CODE_PREFIX[each] for each in choices),
            "filing_no": not filed,
            "filed_as": not filed,
            "members": not filed and ProviderForm.GRASSROOTS_GROUP not in choices,
        }
        for name in [name for name, out in unasked.items() if out]:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Whether the register knows this body is asked in `_post_clean`, where its
        code is put right."""
        least = LEAST_MEMBERS.get(self.cleaned_data.get("filed_as", ""))
        if least and self.cleaned_data.get("members", least) < least:
            self.add_error(
                "members",
                ValidationError(
                    gettext(
                        "To be filed takes %(least)d at least (粤民规字〔2022〕2号)."
                    ),
                    code="members",
                    params={"least": least},
                ),
            )
        return self.cleaned_data

    def _post_clean(self) -> None:
        """A code that is still to come is missing, not wrong."""
        if not self.cleaned_data.get("credit_code"):
            self.instance.state = ProviderState.DRAFT
        super()._post_clean()
        name = self.cleaned_data.get("name", "")
        code = self.instance.credit_code if "credit_code" in self.cleaned_data else ""
        self.known = known_provider(name, code)
        self.alike = [] if self.known else providers_like(name)
        if self.known:
            same_code = bool(code) and self.known.credit_code == code
            self.add_error("credit_code" if same_code else "name", _on_register())
        elif self.alike and not self.cleaned_data.get("distinct"):
            self.add_error(
                "distinct",
                ValidationError(
                    gettext("Claim the entry if it is yours; else tick this."),
                    code="alike",
                ),
            )

    @property
    def shows_distinct(self) -> bool:
        return bool(self.alike) or bool(self["distinct"].value())

    @property
    def values(self) -> dict[str, Any]:
        plain = (
            *("name", "name_en", "filing_no", "summary", "summary_en", "languages"),
            *("contact_role", "public_phone", "public_address"),
            *("members", "filed_as", "distinct"),
        )
        found = {key: self.cleaned_data[key] for key in plain if key in self.fields}
        return found | {
            "form": self.instance.form,
            "credit_code": self.instance.credit_code,
            "street": self.cleaned_data["street"].code,
        }


class MembershipForm(SectionForm):
    """Associations on the register, others by name, or none."""

    associations = forms.MultipleChoiceField(
        label=_("Associations you belong to"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    other = forms.CharField(label=_("Others"), max_length=200, required=False)
    none = forms.BooleanField(label=_("We belong to none"), required=False)

    def __init__(self, data: Any = None, *, registration: Registration) -> None:
        super().__init__(data)
        bodies = Provider.objects.active().filter(form=ProviderForm.ASSOCIATION)
        self.fields["associations"].choices = [
            (each.public_id, str(each)) for each in bodies
        ]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        some = values.get("associations") or values.get("other")
        if not some and not values.get("none"):
            sentence = gettext("Choose one, name one, or tick that you belong to none.")
            self.add_error("none", ValidationError(sentence, code="required"))
        if some and values.get("none"):
            sentence = gettext("You named one: then leave this empty.")
            self.add_error("none", ValidationError(sentence, code="none"))
        return values

    @property
    def values(self) -> dict[str, Any]:
        return {
            key: self.cleaned_data[key] for key in ("associations", "other", "none")
        }


def _on_register() -> ValidationError:
    return ValidationError(
        gettext(
            "This body is on the register already. If it is yours, claim it below."
        ),
        code="known",
    )
