"""Pictures and documents of the public site: ours from the first migration on."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class SiteImage(AbstractImage):
    """A picture; its `description` stands for it when it cannot be seen."""

    admin_form_fields = Image.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")


class SiteRendition(AbstractRendition):
    """A picture in one size."""

    image = models.ForeignKey(SiteImage, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"],
                name="rendition_once",
            )
        ]


class SiteDocument(AbstractDocument):
    """A document for download, with its issuing date."""

    issued_on = models.DateField(_("issued on"), null=True, blank=True)

    admin_form_fields = (*Document.admin_form_fields, "issued_on")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
