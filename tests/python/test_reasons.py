"""Every reason that the code gives has its entry on the page of reasons, and no other."""

from __future__ import annotations

import re
import sys

import pytest
from building import ROOT
from tierbill.shared.input_contract import raw_tables
from tierbill.shared.rejection_reasons import (
    PAGE,
    allowed_values,
    fields_of_reason,
    reason_of,
    rejection_reasons,
)

sys.path.insert(0, str(ROOT / "scripts" / "docs"))

import reasons_page

# A case that decides a reason ends so; its CTE begins after the last "as (".
REASON_CASE = re.compile(r"\bend(?:\s*\))?\s+as\s+\w*reason\w*")
CODES = re.compile(r"\b(?:then|else)\s+'([a-z_]+)'")
# Codes of such a CTE that are no reasons.
OTHER_CODES = {"freeze_account", "freeze_resources"}


def reasons_of_code() -> set[str]:
    """The codes that SQL, macros and Python give as reasons."""
    found: set[str] = set()
    for path in (ROOT / "models" / "intermediate").rglob("*.sql"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"'([a-z_]+)' as rejection_reason", text))
        for case in REASON_CASE.finditer(text):
            start = text.rfind("as (", 0, case.start())
            found |= set(CODES.findall(text, start, case.end()))
    for name in ("rejection_reason", "local_time_reason"):
        macro = ROOT / "macros" / "inputs" / f"{name}.sql"
        found |= set(CODES.findall(macro.read_text(encoding="utf-8")))
    found |= {
        f"invalid_{column.name}"
        for table in raw_tables().values()
        for column in table.columns
        if column.rules.get("format") == "currency"
    }
    limits = ROOT / "scripts" / "tierbill" / "control" / "credit_limits.py"
    found |= set(re.findall(r'yield event\.event_id, "([a-z_]+)"', limits.read_text("utf-8")))
    bindings = ROOT / "scripts" / "tierbill" / "rating" / "bindings.py"
    found |= set(re.findall(r'one\.binding_id, "([a-z_]+)"', bindings.read_text("utf-8")))
    records = ROOT / "scripts" / "tierbill" / "load" / "csv_records.py"
    found |= set(re.findall(r'"(wrong_[a-z_]+|malformed_[a-z_]+)"', records.read_text("utf-8")))
    return found - OTHER_CODES


def test_every_reason_has_an_entry_and_every_entry_is_given():
    code = reasons_of_code()
    without = {reason for reason in code if reason_of(reason) is None}
    assert not without, f"add to seeds/reference/rejection_reasons.csv: {sorted(without)}"
    never = {each for each in rejection_reasons() if not each.endswith("*")} - code
    assert not never, f"no code gives these: {sorted(never)}"
    assert len(code) > 40


def test_every_entry_says_everything():
    columns = {name for table in raw_tables().values() for name in table.column_names}
    for reason in rejection_reasons().values():
        texts = (reason.section, reason.meaning, reason.example, reason.allowed_values, reason.cure)
        assert all(texts), reason.code
        assert set(reason.fields) <= columns, reason.code
        assert reason.cure.endswith("."), reason.code


def test_the_page_of_reasons_is_current():
    assert (ROOT / PAGE).read_text(encoding="utf-8") == reasons_page.page()


@pytest.mark.parametrize(
    ("reason", "table", "fields", "allowed"),
    [
        ("invalid_account_role", "accounts", ["account_role"], "provider, distributor, reseller"),
        ("invalid_usage_quantity", "usage", ["usage_quantity"], "10 decimals, at least 0"),
        ("missing_amount", "budget_events", ["amount"], "a number"),
        ("unknown_account", "discount_changes", ["changed_by"], "an accepted record of accounts"),
        ("wrong_field_count", "usage", [], "as many fields"),
        ("invalid_billing_month", "bill_issues", ["billing_month"], "first day of a month"),
    ],
)
def test_a_reason_names_its_field_and_what_is_allowed(reason, table, fields, allowed):
    assert list(fields_of_reason(reason, table)) == fields
    assert allowed in allowed_values(reason, table)
