"""Static files under names that carry their hash, so that browsers may keep them for ever."""

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Also follows the imports of our script modules, and leaves the letters of PDFs alone."""

    support_js_module_import_aggregation = True

    def create_compressor(self, **options: Any) -> Compressor:
        # No browser asks for .ttf, and squeezing them took nine tenths of the time of a first start.
        return Compressor(**options | {"extensions": (*Compressor.SKIP_COMPRESS_EXTENSIONS, "ttf")})
