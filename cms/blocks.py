"""What an editor may put into a page: nothing that can break the layout.

The only headings are those of `heading`, all of one level below the page's title, so
that no order of blocks skips a level.
"""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
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
        help_text = _("Shown with its type and size.")
        template = "cms/blocks/download.html"


class StepBlock(blocks.StructBlock):
    """One step: what the reader does, and what it takes."""

    title = blocks.CharBlock(
        max_length=60,
        label=_("What to do"),
        help_text=_("Begins with a verb: “Choose a name”, “Hand in the papers”."),
    )
    text = blocks.TextBlock(
        max_length=400,
        rows=3,
        required=False,
        label=_("How"),
        help_text=_("Two or three plain sentences."),
    )
    needs = blocks.ListBlock(
        blocks.CharBlock(max_length=100, label=_("Thing")),
        label=_("What you need"),
        help_text=_("Papers, people, money: one on each line. May be left empty."),
        default=[],
    )
    duration = blocks.CharBlock(
        max_length=60,
        required=False,
        label=_("How long"),
        help_text=_("For example “an answer within 10 working days”."),
    )
    place = blocks.CharBlock(
        max_length=100, required=False, label=_("Where"), help_text=_("Office or page.")
    )
    ask = blocks.CharBlock(
        max_length=100,
        required=False,
        label=_("Whom to ask"),
        help_text=_("An office or a role, not a person."),
    )

    class Meta:
        icon = "list-ol"
        label = _("Step")
        template = "cms/blocks/step.html"


class QuestionBlock(blocks.StructBlock):
    """A question that opens to its answer."""

    question = blocks.CharBlock(
        max_length=100,
        label=_("Question"),
        help_text=_("In the words of those who ask it."),
    )
    answer = blocks.RichTextBlock(
        features=RICH_TEXT_FEATURES,
        label=_("Answer"),
        help_text=_("The answer first, the reasons after it."),
    )

    class Meta:
        icon = "help"
        label = _("Question and answer")


class PhoneBlock(blocks.StructBlock):
    """A number that can be rung, and when."""

    name = blocks.CharBlock(
        max_length=60, label=_("Who answers"), help_text=_("An office, not a person.")
    )
    number = blocks.RegexBlock(
        r"^\+?[\d（）() \-–]{3,24}$",
        label=_("Number"),
        help_text=_("Digits, blanks and hyphens; a tap on it rings."),
        error_messages={"invalid": _("Write the number with digits.")},
    )
    hours = blocks.CharBlock(
        max_length=60,
        required=False,
        label=_("Office hours"),
        help_text=_("For example “working days 9:00–17:30”."),
    )

    class Meta:
        icon = "mobile-alt"
        label = _("Telephone number")


class ButtonBlock(blocks.StructBlock):
    """The way to one page of this site."""

    page = blocks.PageChooserBlock(
        label=_("Page"), help_text=_("Only shown once that page is published.")
    )
    label = blocks.CharBlock(
        max_length=30,
        label=_("Words on the button"),
        help_text=_("What happens there: “See the form”, not “click here”."),
    )

    class Meta:
        icon = "link"
        label = _("Button to a page")
        help_text = _("The one way on from here, if there is one.")
        template = "cms/blocks/button.html"


class QuotationBlock(blocks.StructBlock):
    """Somebody's words."""

    text = blocks.TextBlock(
        max_length=300,
        rows=2,
        label=_("Words"),
        help_text=_("As they were said, and only with consent."),
    )
    source = blocks.CharBlock(
        max_length=80,
        required=False,
        label=_("Who said it, or where it is written"),
        help_text=_("A role or a document; no resident is named."),
    )

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        help_text = _("A sentence from a report, or somebody's own words.")
        template = "cms/blocks/quotation.html"


class TableBlock(TypedTableBlock):
    """Rows under headings; on a phone each row is a card headed by its first cell."""

    text = blocks.CharBlock(max_length=200, required=False, label=_("Words"))
    number = blocks.CharBlock(max_length=30, required=False, label=_("Figure"))

    class Meta:
        icon = "table"
        label = _("Table")
        help_text = _(
            "Give each column a heading. The first column names the row; figures stand "
            "to the right."
        )
        template = "cms/blocks/table.html"


class BodyBlock(blocks.StreamBlock):
    """All that a body may hold, in any order."""

    heading = blocks.CharBlock(
        max_length=60,
        icon="title",
        label=_("Heading"),
        help_text=_("A few words that say what follows."),
        template="cms/blocks/heading.html",
    )
    paragraph = blocks.RichTextBlock(
        features=RICH_TEXT_FEATURES,
        icon="pilcrow",
        label=_("Paragraph"),
        help_text=_("One thought in each paragraph, three or four sentences at most."),
    )
    points = blocks.ListBlock(
        blocks.CharBlock(max_length=200, label=_("Point")),
        icon="list-ul",
        label=_("List"),
        help_text=_("Three to seven short points of one kind."),
        template="cms/blocks/points.html",
    )
    steps = blocks.ListBlock(
        StepBlock(),
        icon="list-ol",
        label=_("Step by step"),
        help_text=_("What the reader does, one after the other."),
        template="cms/blocks/steps.html",
    )
    questions = blocks.ListBlock(
        QuestionBlock(),
        icon="help",
        label=_("Questions and answers"),
        help_text=_("Each opens with a tap."),
        template="cms/blocks/questions.html",
    )
    table = TableBlock()
    phones = blocks.ListBlock(
        PhoneBlock(),
        icon="mobile-alt",
        label=_("Telephone numbers"),
        help_text=_("Who answers, under which number, at what hours."),
        template="cms/blocks/phones.html",
    )
    picture = ImageBlock(
        label=_("Picture"),
        help_text=_(
            "Say in words what it shows, or mark it as decoration. No faces without "
            "consent."
        ),
        template="cms/blocks/picture.html",
    )
    download = DownloadBlock()
    button = ButtonBlock()
    quotation = QuotationBlock()
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


class StepsBlock(blocks.StreamBlock):
    """The steps of a guide."""

    step = StepBlock()


class FilesBlock(blocks.StreamBlock):
    """Documents to download."""

    file = DownloadBlock()


class _Stream(StreamField):
    """A stream of one kind of block.

    Its blocks are left out of migrations: a new kind of block changes no table.
    """

    block: ClassVar[type[blocks.StreamBlock]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("block_lookup", None)
        super().__init__(self.block(), **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs


class BodyField(_Stream):
    """The body of a page."""

    block = BodyBlock


class StepsField(_Stream):
    """The steps of a guide."""

    block = StepsBlock


class FilesField(_Stream):
    """Documents to download."""

    block = FilesBlock
