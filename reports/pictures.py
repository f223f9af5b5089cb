"""A picture drawn anew: its dots and nothing else. What a camera wrote beside them (where, when, whose) is gone. Pure."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_PIXELS = 60_000_000
LONGEST_SIDE = 5000  # dots: a page of A4 at 420 to the inch
FORMATS = {"png": "PNG", "jpg": "JPEG"}


class Refused(Exception):
    """A file can't be taken. The message is one word, which reports.attachments makes a sentence of."""


def redrawn(content: bytes, kind: str) -> bytes:
    """The same picture, upright, at most LONGEST_SIDE dots long. Raises Refused: broken or huge."""
    with _opened(content, kind) as image:
        image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
        return _saved(_upright(image), kind)


def dots(content: bytes, kind: str) -> int:
    """How many dots its head promises, before one is read. Raises Refused."""
    with _opened(content, kind) as image:
        return image.width * image.height


@contextmanager
def _opened(content: bytes, kind: str) -> Iterator[Image.Image]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # counted below
            with Image.open(io.BytesIO(content), formats=[FORMATS[kind]]) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise Refused("huge")
                yield image
    except Image.DecompressionBombError:
        raise Refused("huge") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise Refused("broken") from error


def _upright(image: Image.Image) -> Image.Image:
    turned = ImageOps.exif_transpose(image)
    if max(turned.size) > LONGEST_SIDE:
        turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return turned


def _saved(image: Image.Image, kind: str) -> bytes:
    kept = io.BytesIO()
    see_through = image.info.get("transparency")
    image.info = {} if see_through is None else {"transparency": see_through}
    if kind == "jpg":
        image = image if image.mode in ("L", "RGB") else image.convert("RGB")
        image.save(kept, FORMATS[kind], quality=90)
    else:
        image.save(kept, FORMATS[kind])
    return kept.getvalue()
