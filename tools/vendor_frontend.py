"""What tools/vendor_frontend does with what it fetched: leaves out what a council may not use, keeps the rest as it is.

Left out of the style sheet: the Transport font (licensed to gov.uk alone), the royal crest, and the source map, whose
address would stop the hashing of static files.
"""

import json
import re
import shutil
import sys
from pathlib import Path

from fontTools import subset

FONTS = {
    "NotoSans": "U+0000-05FF,U+1C80-1C8F,U+1D00-1DBF,U+1E00-20CF,U+2100-218F,U+2190-22FF,U+2C60-2C7F,U+2DE0-2DFF,"
    "U+A640-A69F,U+A720-A7FF,U+AB30-AB6F,U+FB00-FB06",
    "NotoSansArabic": "U+0600-06FF,U+0750-077F,U+0870-08FF,U+FB50-FDFF,U+FE70-FEFF,U+0660-0669",
}


def style_sheet(css: str) -> str:
    css = re.sub(r"/\*! Copyright \(c\) 2011 by Margaret Calvert.*?\*/", "", css, flags=re.S)
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = re.sub(r"\.govuk-footer__copyright-logo:before\{[^}]*\}", "", css)
    css = re.sub(r"/\*# sourceMappingURL=[^*]*\*/\s*", "", css)
    css = css.replace("GDS Transport,arial,sans-serif", "var(--look-font)")
    left = re.findall(r"url\([^)]*\)|GDS Transport|sourceMappingURL", css)
    if left:
        raise SystemExit(
            f"The style sheet still speaks of {sorted(set(left))}: see what changed in this version."
        )
    return css


def licence(debian: str) -> str:
    """The fonts' own copyright and the Open Font License; the rest of that file is about Debian's packaging."""
    parts = re.split(r"\n\n(?=\S)", debian)
    kept = [part for part in parts if part.startswith(("Files: *", "License: OFL-1.1"))]
    return re.sub(r"^ \.$", "", "\n\n".join(kept), flags=re.M) + "\n"


def main(work: Path, vendor: Path, version: str) -> None:
    package = work / "package"
    if json.loads((package / "package.json").read_text())["version"] != version:
        raise SystemExit("The package fetched is not the version asked for.")
    govuk = vendor / "govuk-frontend"
    govuk.mkdir(parents=True, exist_ok=True)  # its LICENCE.txt stays: the package itself brings none
    built = package / "dist" / "govuk"
    (govuk / "govuk-frontend.min.css").write_text(style_sheet((built / "govuk-frontend.min.css").read_text()))
    script = (built / "govuk-frontend.min.js").read_text()
    (govuk / "govuk-frontend.min.js").write_text(re.sub(r"//# sourceMappingURL=.*\s*$", "\n", script))
    (govuk / "VERSION").write_text(f"govuk-frontend {version}\n")

    noto = vendor / "noto"
    noto.mkdir(parents=True, exist_ok=True)
    found = work / "noto/usr/share/fonts/truetype/noto"
    for family, ranges in FONTS.items():
        for weight in ("Regular", "Bold"):
            name = f"{family}-{weight}"
            shutil.copyfile(found / f"{name}.ttf", noto / f"{name}.ttf")
            (noto / f"{name}.ttf").chmod(0o644)
            options = [
                str(noto / f"{name}.ttf"),
                f"--unicodes={ranges}",
                "--flavor=woff2",
                "--no-hinting",
                "--layout-features=*",
                f"--output-file={noto / name}.woff2",
            ]
            subset.main(options)
    (noto / "LICENCE.txt").write_text(
        licence((work / "noto/usr/share/doc/fonts-noto-core/copyright").read_text())
    )
    deb = next(work.glob("fonts-noto-core_*.deb")).name
    (noto / "VERSION").write_text(
        f"Noto Sans and Noto Sans Arabic, from Debian's fonts-noto-core {deb.split('_')[1]}\n"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
