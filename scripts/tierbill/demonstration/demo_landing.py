"""A landing folder with the records of the demonstration, and what is delivered to it later.

DIR                          the landing; its clock starts at the latest record known
DIR.deliveries/corrected/    a usage record again, with the right quantity
DIR.deliveries/fixed/        a rejected usage record again, in the form that is asked for
"""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

from rich.console import Console

from tierbill.landing.folder import set_clock
from tierbill.load.dataset_load import load_dataset
from tierbill.shared.errors import Refused

CLOCK = datetime(2025, 10, 2, 9, tzinfo=timezone(timedelta(hours=8)))
_HEADINGS = (
    "usage_id,owner_account_id,resource_id,sku_id,usage_started_at,usage_ended_at,usage_quantity\n"
)
CORRECTED = (
    f"{_HEADINGS}story-usage-september,800000400065,cdn-milo,sku-cdn-12,"
    "2025-09-20T00:00:00+08:00,2025-09-21T00:00:00+08:00,250\n"
)
FIXED = (
    f"{_HEADINGS}bad-thousands,800000400001,bad,sku-cos-day,"
    "2025-08-05T00:00:00+08:00,2025-08-06T00:00:00+08:00,1000\n"
)


def make_demo_landing(project: Path, landing: Path, console: Console) -> None:
    """Make the landing folder and the deliveries next to it; none of them may be there.

    Raises:
        Refused: one is there, or its path cannot be used.
    """
    deliveries = deliveries_of(landing)
    for path in (landing, deliveries):
        if path.exists() or path.is_symlink():
            raise Refused(f"{path}: it is there already. Choose another --landing.")
    with tempfile.TemporaryDirectory() as dataset:
        for seed in (project / "seeds" / "demo").glob("raw_*.csv"):
            # headings alone would replace what is maintained, such as the tax rates
            if len(seed.read_bytes().splitlines()) > 1:
                shutil.copy(seed, Path(dataset) / seed.name.removeprefix("raw_"))
        set_clock(landing, CLOCK)
        load_dataset(Path(dataset), landing, console=console)
    for name, text in (("corrected", CORRECTED), ("fixed", FIXED)):
        (deliveries / name).mkdir(parents=True)
        (deliveries / name / "usage.csv").write_text(text, encoding="utf-8")


def deliveries_of(landing: Path) -> Path:
    """Return the folder of what is delivered later."""
    return landing.with_name(f"{landing.name}.deliveries")
