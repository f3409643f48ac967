"""Everything accepted at a moment of knowledge: rules 1.1, 1.2, 1.4, and reasons of 5 and 8.2."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from .billing_calendar import BillingCalendar, key_part
from .discounts import discount_reasons
from .order_reasons import order_reasons
from .parties import Hierarchy, binding_reasons, term_reason
from .prices import PriceList
from .reading import Delivered
from .records import Cleaned, clean, known_at, nothing_to_retract, retracted_at
from .settings import Settings
from .tables import TABLES
from .terms import Term, change_reasons

MOST_BUCKETS = 1000
OWNED = ("usage", "orders", "entitlements", "bill_adjustments")


@dataclass
class AcceptedRecords:
    """The accepted rows of every table, and an account of all others."""

    now: datetime
    settings: Settings
    calendar: BillingCalendar
    cleaned: dict[str, Cleaned]
    rejected: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    accepted: dict[str, list[dict]] = field(default_factory=dict)
    accounts: dict[str, dict] = field(default_factory=dict)
    skus: dict[str, dict] = field(default_factory=dict)
    channels: dict[str, dict] = field(default_factory=dict)
    prices: PriceList = field(default_factory=lambda: PriceList([]))
    hierarchy: Hierarchy = field(default_factory=lambda: Hierarchy({}, [], []))
    terms: list[Term] = field(default_factory=list)
    # The rounding policies known at the issue of a seller's month.
    issued_policies: dict[tuple[str, date], list[dict]] = field(default_factory=dict)

    def reject(self, table: str, reasons: dict[str, str]) -> None:
        """Take rows out of the accepted ones of a table; `reasons` by record key."""
        rows = self.accepted[table]
        for row in rows:
            if row["_key"] in reasons:
                self.rejected[table].append((row["_key"], reasons[row["_key"]]))
        self.accepted[table] = [row for row in rows if row["_key"] not in reasons]

    def validate(self, table: str, reason_of: Callable[[dict], str | None]) -> None:
        """Reject the rows of a table that `reason_of` names a reason for."""
        reasons = {row["_key"]: reason_of(row) for row in self.accepted[table]}
        self.reject(table, {key: reason for key, reason in reasons.items() if reason})

    def rejected_records(self) -> list[dict]:
        return [
            {"source_table": table, "record_key": key, "reason": reason}
            for table, rejected in self.rejected.items()
            for key, reason in rejected
        ]

    def load_accounting(self) -> list[dict]:
        """Rules 11.6, over all loads: what became of the delivered records."""
        return [
            {
                "source_table": table,
                "delivered": cleaned.delivered,
                "current": len(self.accepted[table]),
                "duplicate": cleaned.duplicate,
                "superseded": cleaned.superseded,
                "retracted": cleaned.retracted,
                "rejected": len(self.rejected[table]),
            }
            for table, cleaned in self.cleaned.items()
        ]


def read_accepted(delivered: list[Delivered], now: datetime, settings: Settings) -> AcceptedRecords:
    """Clean every table and validate its current records against the others."""
    known = known_at(delivered, now)
    retracted = retracted_at([one for one in known if one.table == "retractions"])
    cleaned = {
        table: clean([one for one in known if one.table == table], retracted[table])
        for table in TABLES
    }
    records = AcceptedRecords(now, settings, BillingCalendar(settings.billing_timezone), cleaned)
    records.accepted = {table: list(one.current) for table, one in cleaned.items()}
    records.rejected = {table: list(one.rejected) for table, one in cleaned.items()}
    records.accounts = {row["account_id"]: row for row in records.accepted["accounts"]}
    for table in ["skus", *(name for name in TABLES if name not in ("skus", "accounts"))]:
        records.validate(table, lambda row, table=table: _reference_reason(records, table, row))
        if table == "skus":
            records.skus = {row["sku_id"]: row for row in records.accepted["skus"]}
    records.channels = {row["channel_code"]: row for row in records.accepted["channels"]}
    records.prices = PriceList(records.accepted["list_prices"])
    records.validate("account_terms", lambda row: term_reason(records.accounts, row))
    bindings, terms = records.accepted["account_bindings"], records.accepted["account_terms"]
    records.reject("account_bindings", binding_reasons(records.accounts, terms, bindings))
    bindings = records.accepted["account_bindings"]
    records.hierarchy = Hierarchy(records.accounts, bindings, terms)
    records.validate("usage", lambda row: _usage_reason(records, row))
    records.reject("orders", order_reasons(records.accepted["orders"], records.prices))
    records.validate("bill_adjustments", lambda row: _adjustment_reason(records, row))
    records.reject(
        "discounts",
        discount_reasons(records.hierarchy, records.accepted["discounts"], records.calendar),
    )
    _read_terms(records)
    records.validate("bill_issues", lambda row: _issue_reason(records, row))
    records.validate("rounding_policies", _policy_reason)
    records.validate("retractions", lambda row: _retraction_reason(known, row))
    return records


def _read_terms(records: AcceptedRecords) -> None:
    discounts = {row["discount_id"]: row for row in records.accepted["discounts"]}
    records.reject(
        "discount_changes", change_reasons(discounts, records.accepted["discount_changes"])
    )
    changes = records.accepted["discount_changes"]
    records.terms = [
        Term(row, records.calendar, [one for one in changes if one["discount_id"] == discount_id])
        for discount_id, row in discounts.items()
    ]


def _reference_reason(records: AcceptedRecords, table: str, row: dict) -> str | None:
    """The general reasons of rules 1.2, in their order."""
    if table == "bill_issues" and _was_taken_back_later(records, row):
        return None
    named = [row[name] for name in row if _names_an_account(name) and row[name] is not None]
    if any(account_id not in records.accounts for account_id in named):
        return "unknown_account"
    if table != "skus" and "sku_id" in row and row["sku_id"] not in records.skus:
        return "unknown_sku"
    owner = row.get("owner_account_id") if table in OWNED else None
    if owner is not None and records.accounts[owner]["account_role"] == "provider":
        return "owner_is_provider"
    provider = row.get("provider_account_id")
    if provider is not None and records.accounts[provider]["account_role"] != "provider":
        return "not_a_provider"
    return None


def _was_taken_back_later(records: AcceptedRecords, issue: dict) -> bool:
    """Rules 1.2: the seller was there when it issued."""
    gone_at = records.cleaned["accounts"].taken_back[key_part(issue["seller_account_id"])]
    return any(moment > issue["issued_at"] for moment in gone_at)


def _retraction_reason(known: list[Delivered], retraction: dict) -> str | None:
    """Rules 1.4: what was issued stays issued."""
    if retraction["source_table"] == "bill_issues":
        return "issue_is_final"
    return "nothing_to_retract" if nothing_to_retract(retraction, known) else None


def _names_an_account(column: str) -> bool:
    named = column in ("account_id", "changed_by") or column.endswith("_account_id")
    return named and column != "operator_account_id"


def buckets_of(records: AcceptedRecords, usage: dict) -> list[tuple[datetime, datetime]]:
    """Rules 3.8: the buckets that a duration lasts into; else only that of its start.

    No more than one too many, however long it lasts.
    """
    found = [bucket_of(records, usage)]
    if records.skus[usage["sku_id"]]["metering"] == "duration":
        while found[-1][1] < usage["usage_ended_at"] and len(found) <= MOST_BUCKETS:
            next_start = usage | {"usage_started_at": found[-1][1]}
            found.append(bucket_of(records, next_start))
    return found


def bucket_of(records: AcceptedRecords, usage: dict) -> tuple[datetime, datetime]:
    """Rules 3.1: by the sku's cycle; p95 always month."""
    sku = records.skus[usage["sku_id"]]
    cycle = "monthly" if sku["metering"] == "p95" else sku["settlement_cycle"]
    return records.calendar.bucket(usage["usage_started_at"], cycle)


def _usage_reason(records: AcceptedRecords, usage: dict) -> str | None:
    sku = records.skus[usage["sku_id"]]
    start, end = usage["usage_started_at"], usage["usage_ended_at"]
    if end < start or (end == start and sku["metering"] != "p95"):
        return "ends_before_it_starts"
    if sku["settlement_cycle"] == "upfront":
        return "not_a_metered_sku"
    buckets = buckets_of(records, usage)
    if len(buckets) > MOST_BUCKETS:
        return "spans_too_many_buckets"
    for moment, _ in buckets:
        if records.prices.at(usage["sku_id"], usage["region_id"], moment) is None:
            return "no_list_price"
    return None


def _adjustment_reason(records: AcceptedRecords, adjustment: dict) -> str | None:
    reseller, moment = adjustment["reseller_account_id"], adjustment["occurred_at"]
    hierarchy = records.hierarchy
    was_first_level = any(
        hierarchy.as_known_at(known).is_first_level(reseller, moment)
        for known in hierarchy.known_since(adjustment["_first_recorded"])
    )
    return None if was_first_level else "not_first_level"


def _issue_reason(records: AcceptedRecords, issue: dict) -> str | None:
    ended = records.calendar.month_end(issue["billing_month"])
    return "issued_before_end" if issue["issued_at"] < ended else None


def _policy_reason(policy: dict) -> str | None:
    """An amount has at most four decimals."""
    digits = policy["rounding_digits"]
    return "invalid_rounding_digits" if digits is not None and digits > 4 else None
