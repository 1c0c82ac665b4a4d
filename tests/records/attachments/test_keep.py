"""Files come in checked, or not at all."""

import hashlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from openpyxl import Workbook
from PIL import Image

from records.attachments import download, is_whole, keep, look
from records.attachments.names import clean_name
from records.models import Attachment
from tests.factories.records import AttachmentFactory, ReaderFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
WORD = "word/document.xml"


@pytest.fixture
def folder() -> Path:
    return Path(Attachment._meta.get_field("file").storage.location)


def kept(data: bytes, name: str) -> Attachment:
    return keep(
        file=ContentFile(data), name=name, uploaded_by=ReaderFactory(), subject="need:1"
    )


def files_in(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def stored_bytes(attachment: Attachment) -> bytes:
    with attachment.file.open("rb") as stored:
        return stored.read()


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(ValidationError) as caught:
        kept(data, name)
    assert not Attachment.objects.exists()
    assert caught.value.messages[0]
    return str(caught.value.code)


def picture(form: str, size: tuple[int, int] = (40, 20), **options: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "red").save(out, form, **options)
    return out.getvalue()


def office(parts: dict[str, bytes] | None = None, main: str = WORD) -> bytes:
    given = {"[Content_Types].xml": b"<Types/>", main: b"<document/>", **(parts or {})}
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in given.items():
            archive.writestr(name, data)
    return out.getvalue()


def workbook() -> bytes:
    out = BytesIO()
    Workbook().save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "content_type"),
    [
        ("决定.pdf", PDF, "application/pdf"),
        ("名单.CSV", "姓名,小时\n张,2\n".encode("utf-8-sig"), "text/csv"),
        ("记录.txt", "会议记录\r\n".encode(), "text/plain"),
        ("报告.docx", office(), "application/vnd.openxmlformats-officedocument.word"),
        ("清单.xlsx", workbook(), "application/vnd.openxmlformats-officedocument.spre"),
    ],
)
def test_good_file_is_kept_as_it_came(
    name: str, data: bytes, content_type: str
) -> None:
    attachment = kept(data, name)

    stored = Attachment.objects.get()
    assert stored.digest == hashlib.sha256(data).hexdigest()
    assert (stored.size, stored.name) == (len(data), clean_name(name))
    assert stored.content_type.startswith(content_type)
    assert stored_bytes(stored) == data
    assert is_whole(attachment)


@pytest.mark.parametrize(
    ("form", "name"), [("JPEG", "a.jpg"), ("JPEG", "a.jpeg"), ("PNG", "a.png")]
)
def test_picture_is_written_anew_without_place_and_camera(form: str, name: str) -> None:
    place = Image.Exif()
    place[0x010F] = "CameraMaker"
    place[0x8825] = {1: "N", 2: (23.0, 7.0, 1.5)}
    data = picture(form, exif=place) + b"<script>alert(1)</script>"

    stored = stored_bytes(kept(data, name))

    opened = Image.open(BytesIO(stored))
    assert (opened.format, opened.size) == (form, (40, 20))
    assert not opened.getexif()
    assert b"CameraMaker" not in stored
    assert b"<script>" not in stored


def test_picture_lying_on_its_side_is_put_upright() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6

    stored = stored_bytes(kept(picture("JPEG", exif=turned), "a.jpg"))

    assert Image.open(BytesIO(stored)).size == (20, 40)


def test_comment_in_a_picture_is_dropped() -> None:
    stored = stored_bytes(kept(picture("JPEG", comment=b"canary"), "a.jpg"))

    assert b"canary" not in stored


def test_file_lies_in_private_storage_under_a_name_of_ours(folder: Path) -> None:
    attachment = kept(PDF, "张三的决定.pdf")

    path = attachment.file.name
    assert path == f"attachments/{attachment.public_id[:2]}/{attachment.public_id}"
    assert (folder / path).read_bytes() == PDF
    assert not folder.is_relative_to(settings.MEDIA_ROOT)


def test_download_is_never_shown_inline() -> None:
    response = download(kept(PDF, "决定.pdf"))

    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content) == PDF
    response.file_to_stream.close()


def test_changed_file_is_not_whole() -> None:
    whole, changed = AttachmentFactory(), AttachmentFactory(digest="0" * 64)

    assert is_whole(Attachment.objects.get(pk=whole.pk))
    assert not is_whole(Attachment.objects.get(pk=changed.pk))


def test_file_of_a_row_that_cannot_be_saved_is_removed(folder: Path) -> None:
    before = files_in(folder)

    with pytest.raises(IntegrityError), transaction.atomic():
        keep(file=ContentFile(PDF), name="a.pdf", uploaded_by=None, subject=None)

    assert files_in(folder) == before


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.exe", b"MZ"),
        ("a.svg", b"<svg onload='x'/>"),
        ("a.html", b"<html>"),
        ("a.gif", b"GIF89a=1;alert(1)"),
        ("a.xlsm", office(main="xl/workbook.xml")),
        ("a.zip", office()),
        ("a.pdf.exe", PDF),
        ("a.doc", b"\xd0\xcf\x11\xe0"),
        ("a.js", b"alert(1)"),
    ],
)
def test_type_that_is_not_taken(name: str, data: bytes) -> None:
    assert refusal(data, name) == "file_type"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("html.docx", b"<html><script>alert(1)</script></html>"),
        ("html.pdf", b"<html>%PDF-1.7 %%EOF"),
        ("cut.pdf", PDF[:20]),
        ("exe.pdf", b"MZ" + PDF),
        ("pdf.png", PDF),
        ("gif.png", b"GIF89a" + b"\0" * 50),
        ("png.jpg", picture("PNG")),
        ("cut.png", picture("PNG")[:60]),
        ("cut.jpg", picture("JPEG")[:200]),
        ("magic.jpg", b"\xff\xd8\xff" + b"x" * 500),
        ("binary.csv", b"a,b\n\x00\x01"),
        ("escape.txt", b"\x1b[2J"),
        ("sheet.docx", workbook()),
        ("word.xlsx", office()),
        ("plain.docx", b"PK\x03\x04" + b"\0" * 100),
        ("cut.docx", office()[:-30]),
        ("object.docx", office({"word/embeddings/oleObject1.bin": b"\xd0\xcf"})),
        ("nested.docx", office({"word/inner.zip": office()})),
        ("slip.docx", office({"../../etc/cron.d/x": b"x"})),
        ("slip2.docx", office({"..\\..\\x.xml": b"x"})),
        ("absolute.docx", office({"/etc/passwd": b"x"})),
    ],
)
def test_file_that_is_not_what_its_name_says(name: str, data: bytes) -> None:
    assert refusal(data, name) == "file_content"


@pytest.mark.parametrize(
    "part",
    [
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        b'<!doctype lolz [<!entity l "lol">]><x/>',
        '<!DOCTYPE x [<!ENTITY a "b">]>'.encode("utf-16"),
        b" " * (1024 * 1024 - 4) + b'<!DOCTYPE x [<!ENTITY a "b">]>',
    ],
    ids=["xxe", "laughs", "utf16", "across the step"],
)
def test_office_file_that_defines_entities(part: bytes) -> None:
    assert refusal(office({WORD: part}), "a.docx") == "file_content"


def linked(archive: ZipFile) -> None:
    entry = ZipInfo("word/link.xml")
    entry.external_attr = 0o120777 << 16
    archive.writestr(entry, "/etc/passwd")


def doubled(archive: ZipFile) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(WORD, b"<other/>")


@pytest.mark.parametrize("spoil", [linked, doubled])
def test_office_file_with_a_trick(spoil: Callable[[ZipFile], None]) -> None:
    out = BytesIO(office())
    with ZipFile(out, "a") as archive:
        spoil(archive)

    assert refusal(out.getvalue(), "a.docx") == "file_content"


def test_encrypted_office_file() -> None:
    data = bytearray(office())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1

    assert refusal(bytes(data), "a.docx") == "file_content"


@pytest.mark.parametrize(
    "parts",
    [
        {"word/bomb.xml": b"\0" * (60 * 1024 * 1024)},
        {f"word/{n}.xml": b"" for n in range(2_001)},
        {f"word/{n}.xml": b"\0" * (5 * 1024 * 1024) for n in range(42)},
    ],
    ids=["flat", "entries", "42 entries"],
)
def test_bomb(parts: dict[str, bytes]) -> None:
    assert refusal(office(parts), "a.docx") == "file_unfolds"


def test_picture_that_unfolds_to_gigabytes() -> None:
    huge = bytearray(picture("PNG"))
    huge[16:24] = (60_000).to_bytes(4, "big") * 2

    assert refusal(bytes(huge), "a.png") == "file_content"


def test_text_that_is_not_utf8() -> None:
    assert refusal("姓名,小时".encode("gb18030"), "a.txt") == "file_encoding"


def test_csv_as_excel_in_china_writes_it_is_kept_as_utf8() -> None:
    found = look(ContentFile("姓名,小时".encode("gb18030")), "a.csv")

    assert found.data == "姓名,小时".encode("utf-8-sig")


@pytest.mark.parametrize("name", ["word/vbaProject.bin", "word/VBAPROJECT.BIN"])
def test_macros_are_named(name: str) -> None:
    assert refusal(office({name: b"\xd0\xcf"}), "a.docx") == "file_macros"


def test_settings_of_a_printer_do_no_harm() -> None:
    found = office({"xl/printerSettings/printerSettings1.bin": b"\0"})

    assert look(ContentFile(found), "a.docx").data == found


def test_empty_file() -> None:
    assert refusal(b"", "a.txt") == "file_empty"


def test_file_that_is_too_large(settings: Any) -> None:
    settings.ATTACHMENT_MAX_BYTES = 100

    assert refusal(b"x" * 101, "a.txt") == "file_too_large"
    assert kept(b"x" * 100, "a.txt").size == 100


@pytest.mark.parametrize("name", ["", "noending", ".pdf", "..", "a/b/", "\u202e.\0"])
def test_name_without_a_stem_or_an_ending(name: str) -> None:
    assert refusal(PDF, name) == "file_name"


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/决定.pdf", "决定.pdf"),
        ("C:\\temp\\决定.PDF", "决定.pdf"),
        ("\u202efdp.exe.pdf", "fdp.exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("a\0b\u200b.pdf", "ab.pdf"),
        ("  a   b .pdf", "a b .pdf"),
    ],
)
def test_name_cannot_deceive(name: str, clean: str) -> None:
    assert clean_name(name) == clean


def test_name_of_ten_thousand_letters_keeps_its_ending() -> None:
    name = clean_name("长" * 10_000 + ".pdf")

    assert len(name) == 120
    assert name.endswith("长.pdf")
