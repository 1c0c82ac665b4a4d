"""What an editor may put into the body of a page: nothing that can break the layout."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock

RICH_TEXT_FEATURES = ["bold", "ol", "ul", "link", "document-link"]


class DownloadBlock(blocks.StructBlock):
    """A document to download, named for its reader."""

    document = DocumentChooserBlock(label=_("Document"))
    label = blocks.CharBlock(
        max_length=80,
        required=False,
        label=_("Link text"),
        help_text=_("Left empty, the document's own title is shown."),
    )

    class Meta:
        icon = "doc-full"
        label = _("Document to download")
        template = "cms/blocks/download.html"


class BodyBlock(blocks.StreamBlock):
    """Headings, paragraphs, lists, pictures, documents, and a line that stands out."""

    heading = blocks.CharBlock(
        max_length=60,
        icon="title",
        label=_("Heading"),
        template="cms/blocks/heading.html",
    )
    paragraph = blocks.RichTextBlock(
        features=RICH_TEXT_FEATURES, icon="pilcrow", label=_("Paragraph")
    )
    points = blocks.ListBlock(
        blocks.CharBlock(max_length=200, label=_("Point")),
        icon="list-ul",
        label=_("List"),
        template="cms/blocks/points.html",
    )
    picture = ImageBlock(label=_("Picture"), template="cms/blocks/picture.html")
    download = DownloadBlock()
    note = blocks.TextBlock(
        max_length=200,
        rows=2,
        icon="warning",
        label=_("What stands out"),
        help_text=_("One or two sentences that nobody should miss."),
        template="cms/blocks/note.html",
    )

    class Meta:
        label = _("Body")


class BodyField(StreamField):
    """A stream of BodyBlock.

    Its blocks are left out of migrations: a new kind of block changes no table.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("block_lookup", None)
        super().__init__(BodyBlock(), **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs
