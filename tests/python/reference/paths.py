"""dim_account_paths: who stands over an account, for each interval in which nothing changes."""

from __future__ import annotations

from datetime import datetime

from .accepted_records import AcceptedRecords


def path_at(records: AcceptedRecords, account_id: str, instant: datetime) -> dict:
    """The parties over an account at an instant; a partner is its own nearest partner."""
    hierarchy = records.hierarchy
    above = hierarchy.partners_above(account_id, instant)
    is_partner = hierarchy.is_partner(account_id, instant)
    partners = [account_id, *above] if is_partner else above
    binding = hierarchy.binding(account_id, instant)
    channel_code = binding["channel_code"] if binding and not is_partner else None
    channel = records.channels.get(channel_code, {})
    return {
        "account_id": account_id,
        "parent_account_id": binding["parent_account_id"] if binding else None,
        "reseller_account_id": partners[0] if partners else None,
        "distributor_account_id": partners[-1] if partners else None,
        "provider_account_id": hierarchy.provider_above(account_id, instant),
        "channel_code": channel_code,
        "billing_group_code": channel.get("billing_group_code"),
    }


def path_instants(records: AcceptedRecords) -> list[datetime]:
    """Every instant at which a path may change."""
    bindings = records.accepted["account_bindings"]
    ends = {row[name] for row in bindings for name in ("bound_at", "unbound_at")}
    roles = {row["valid_from"] for row in records.accepted["account_terms"]}
    return sorted((ends | roles) - {None})


def account_paths(records: AcceptedRecords) -> list[dict]:
    """Rows of accounts that hang under someone; equal neighbours are one row."""
    instants = path_instants(records)
    rows: list[dict] = []
    for account_id in sorted(records.accounts):
        last: dict | None = None
        for start, end in zip(instants, [*instants[1:], None], strict=True):
            path = path_at(records, account_id, start)
            if path["parent_account_id"] is None:
                last = None
            elif last is not None and path.items() <= last.items():
                last["valid_to"] = end
            else:
                last = path | {"valid_from": start, "valid_to": end}
                rows.append(last)
    return rows
