"""A page of a PDF as it is seen, and what it says. Pure.

Runs in a process of its own with limits (reports.file_process): PDFium is written in C++, reads what strangers wrote, and
bears no second thread. Once it is loaded that process opens nothing any more, no file and no connection.
"""

import codecs
import io
import json
import resource

import pypdfium2
from PIL import Image

from reports.answers import clean
from reports.pictures import Refused

HYPHEN = "\ufffe"  # what PDFium makes of one at the end of a line
#: Dots, whatever size a page says it has: A4 at 205 to the inch.
LONGEST_SIDE = 2400


def drawn(content: bytes, number: str) -> bytes:
    """A line of JSON (how many pages, the text of this one), then the page as a JPG; the last one where it has fewer.

    Raises Refused: broken.
    """
    codecs.lookup("utf-16-le")  # what Python would open only when it needs it
    Image.preinit()
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    try:
        with pypdfium2.PdfDocument(content) as document:
            document.init_forms()  # what was filled in is part of what the page shows
            pages = len(document)
            page = document[min(int(number), pages) - 1]
            text = page.get_textpage().get_text_range()
            picture = page.render(scale=LONGEST_SIDE / max(page.get_size())).to_pil()
    except pypdfium2.PdfiumError:
        raise Refused("broken") from None
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=85)
    head = {"pages": pages, "text": clean(text).replace(HYPHEN, "-")}
    return json.dumps(head).encode() + b"\n" + kept.getvalue()
