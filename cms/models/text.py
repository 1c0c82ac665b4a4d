"""The words of a body without its form."""

from wagtail.blocks import StreamValue


def body_text(body: StreamValue) -> str:
    """The text of all blocks in their order, parted by blanks."""
    return " ".join(
        str(part) for part in body.stream_block.get_searchable_content(body)
    )
