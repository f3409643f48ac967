"""What a usage report is about: one channel or one billing group of the warehouse."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from tierbill.files.channel_folders import channel_folder
from tierbill.shared.errors import Refused
from tierbill.shared.named_ids import chosen_id
from tierbill.shared.nearest_ids import nearest


@dataclass(frozen=True)
class Subject:
    """What a report is about: `kind` is channel or billing_group."""

    kind: str
    code: str
    name: str | None

    @property
    def folder(self) -> str:
        """Folder of its reports."""
        return f"{self.kind}s/{channel_folder(self.code)}"


def find_subject(
    database: duckdb.DuckDBPyConnection, channel: str | None, group: str | None
) -> Subject:
    """Return what the report is about.

    Raises:
        Refused: none or both were named, there is no such channel or group, or several have the
            name.
    """
    if (channel is None) == (group is None):
        raise Refused("Name either a --channel or a --billing-group.")
    if channel is not None:
        known = """
            select channel_code as code, channel_name as name from marts.dim_channels
            union all
            select distinct channel_code, null from marts.fct_rated_legs
            where channel_code not in (select channel_code from marts.dim_channels)
        """
        return _known(database, known, "channel", channel)
    known = """
        select billing_group_code as code, billing_group_name as name
        from marts.dim_billing_groups
    """
    return _known(database, known, "billing_group", group or "")


def _known(database: duckdb.DuckDBPyConnection, known: str, kind: str, code: str) -> Subject:
    option = f"--{kind.replace('_', '-')}"
    column = f"{kind}_code"
    chosen = chosen_id(database, option, code, known)
    if chosen is None:
        codes = f"select code as {column} from ({known})"
        raise Refused(f"{option} {code}: there is none. {nearest(database, codes, column, code)}")
    found = database.execute(f"select max(name) from ({known}) where code = ?", [chosen])
    return Subject(kind, chosen, (found.fetchone() or (None,))[0])
