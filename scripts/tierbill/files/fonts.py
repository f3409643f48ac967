"""The fonts of written pages: packages with them, so that a page is the same on every machine.

Libertinus Serif comes with Typst and has Latin, Greek and Cyrillic. Every other script is taken
from the Noto fonts, in this order.
"""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path

from tierbill.shared.errors import Refused

VARIABLE = "TIERBILL_FONT_DIRECTORY"
# Packages with Chinese, Japanese, Korean; Arabic, Hebrew; Thai, Lao, Khmer, Myanmar; Devanagari,
# Bengali, Tamil, Telugu; Ethiopic.
PACKAGES = (
    "noto_cjk_sans_otc",
    "justmytype_intl_rtl",
    "justmytype_intl_sea",
    "justmytype_intl_south_asia",
    "justmytype_intl_africa",
)
FAMILIES = (
    "Libertinus Serif",
    "Noto Sans CJK SC",
    *(
        f"Noto Sans {script}"
        for script in (
            *("Arabic", "Hebrew", "Thai", "Lao", "Khmer", "Myanmar", "Devanagari", "Bengali"),
            *("Tamil", "Telugu", "Ethiopic"),
        )
    ),
)


def font_paths() -> list[str]:
    """Return the folders with fonts: those of the packages, then TIERBILL_FONT_DIRECTORY.

    Raises:
        Refused: TIERBILL_FONT_DIRECTORY is set and no folder.
    """
    folders = [str(files(package)) for package in PACKAGES]
    if own := os.environ.get(VARIABLE):
        if not Path(own).is_dir():
            raise Refused(f"{VARIABLE}={own}: there is no such folder. Name one with fonts.")
        folders.append(own)
    return folders
