"""Sending a file of rows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organisations.domain.sheet_kind import SheetKind
from organisations.models import Territory, User
from records.attachments import Looked, look
from records.enums import MACROS, SHEET_FAULTS

_TAKEN = ("xlsx", "csv")
_MACROS = ("xlsm", "xltm", "xlsb", "xlam")


class SheetForm(forms.Form):
    """The file, and the place of the rows that name none.

    The page sends `whole` behind the file: what was cut off on the way lacks it.
    """

    place = forms.ModelChoiceField(Territory.objects.none(), empty_label=None)
    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel or WPS workbook (.xlsx) or .csv, at most 20 MB."),
        widget=forms.FileInput({"accept": ".xlsx,.csv"}),
    )

    def __init__(
        self,
        *args: Any,
        kind: SheetKind,
        user: User,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        place = self.fields["place"]
        place.queryset = kind.places(user)
        place.label, place.help_text = kind.place_label, kind.place_help

    def clean_file(self) -> Looked:
        """The file, looked at: its size, its type and what is inside."""
        file: File = self.cleaned_data["file"]
        ending = (file.name or "").rpartition(".")[2].lower()
        if ending in _MACROS:
            raise ValidationError(MACROS, code="file_macros")
        if ending == "xls":
            raise ValidationError(SHEET_FAULTS["old_excel"], code="file_type")
        if ending not in _TAKEN:
            sentence = gettext("Send an Excel or WPS workbook (.xlsx) or a .csv file.")
            raise ValidationError(sentence, code="file_type")
        return look(file, file.name or "")

    def clean(self) -> dict[str, Any]:
        if "whole" not in self.data:
            sentence = gettext("The file did not arrive whole. Send it again.")
            raise ValidationError(sentence, code="file_cut")
        return self.cleaned_data
