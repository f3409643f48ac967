"""The zone of the billing calendar, and instants as people read them: local, the zone named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import duckdb

# From this year on an end is an open end.
OPEN_YEAR = 9999


def billing_zone(name: str) -> timezone:
    """Return the fixed zone that the setting `billing_timezone` names, Etc/GMT-8 is UTC+8."""
    return timezone(-timedelta(hours=int(name.removeprefix("Etc/GMT"))))


def read_billing_zone(database: duckdb.DuckDBPyConnection) -> timezone:
    """Return the zone that a warehouse was built with; UTC if it has no build record."""
    try:
        row = database.execute("select settings['billing_timezone'] from meta.build").fetchone()
    except duckdb.CatalogException:
        row = None
    return billing_zone(row[0]) if row and row[0] else UTC


def zone_label(zone: timezone) -> str:
    """Return how a zone of whole hours is written: UTC+8, UTC."""
    hours = int(zone.utcoffset(None) / timedelta(hours=1))
    return f"UTC{hours:+d}" if hours else "UTC"


def local_time(instant: datetime, zone: timezone) -> str:
    """Return an instant in the zone, with it: 2025-08-31 18:00 UTC+8; `open` for an open end.

    Seconds are written if they are not 0.
    """
    if instant.year >= OPEN_YEAR:
        return "open"
    local = instant.astimezone(zone)
    parts = "auto" if local.microsecond else "seconds" if local.second else "minutes"
    text = local.replace(tzinfo=None).isoformat(" ", parts)
    return f"{text} {zone_label(zone)}"
