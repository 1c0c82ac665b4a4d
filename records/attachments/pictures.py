"""Pictures, written anew: no place, no camera, nothing hidden behind the pixels."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageOps

MOST_PIXELS = 40_000_000


def rewritten(data: bytes, form: str, refused: Callable[[], Exception]) -> bytes:
    """The same picture, upright, as a fresh JPEG or PNG.

    The size is read from the header first: a small file may unfold to gigabytes.
    """
    try:
        with Image.open(BytesIO(data), formats=[form]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise refused()
            upright = ImageOps.exif_transpose(picture)
            return _written(upright, form)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise refused() from None


def _written(picture: Image.Image, form: str) -> bytes:
    if form == "JPEG" and picture.mode not in {"L", "RGB"}:
        picture = picture.convert("RGB")
    kept = {"transparency"}  # the writer would copy comments and profiles from here
    picture.info = {k: v for k, v in picture.info.items() if k in kept}
    out = BytesIO()
    picture.save(out, form, quality=90)
    return out.getvalue()
