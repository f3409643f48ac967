"""Zone names that a load accepts for times without an offset."""

from __future__ import annotations

import duckdb

from tierbill.shared.errors import Refused


def check_zone(zone: str | None) -> None:
    """Check a zone name. Abbreviations are refused: CST is a zone of America and of China.

    Raises:
        Refused: there is no such zone.
    """
    if zone is None:
        return
    with duckdb.connect() as database:
        query = "select count(*) from pg_timezone_names() where name = ?"
        known = database.execute(query, [zone]).fetchone() == (1,)
    if not known or ("/" not in zone and zone != "UTC"):
        raise Refused(
            f"--timezone {zone}: no such zone. Name a place or a fixed zone of the IANA list, "
            "such as Asia/Shanghai, Etc/GMT-8 (which is UTC+8) or UTC."
        )
