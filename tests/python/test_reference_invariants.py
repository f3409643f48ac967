"""Rules 11 over random datasets: what always holds, and the reach of the generator."""

from __future__ import annotations

import csv
import random
from collections import Counter, defaultdict
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from random_datasets import write_dataset
from reference import Rating, rate
from reference.compared_marts import COUNTS
from reference.lines import MONEY
from reference.rounding import policy_of

SEEDS = range(6)
BILLS = ("bill_a", "bill_b", "direct_bill", "channel_bill")
ZERO = Decimal(0)
DRAWN = ("package_usage", "reserved_usage", "reserved_cost", "plan_cost", "usage_days_ratio")
CONTROL_MARTS = ("credit_alerts", "budget_alerts", "discount_notices", "voucher_draws")
_RATINGS: dict[tuple[int, str], tuple[Path, Rating]] = {}


@pytest.fixture(
    params=[(seed, profile) for seed in SEEDS for profile in ("kernel", "commercial", "periods")],
    ids=str,
)
def case(request, tmp_path_factory) -> tuple[Path, Rating]:
    if request.param not in _RATINGS:
        seed, profile = request.param
        folder = write_dataset(seed, tmp_path_factory.mktemp("dataset"), profile=profile)
        _RATINGS[request.param] = (folder, rate(folder))
    return _RATINGS[request.param]


def test_every_record_is_accounted_for(case):
    _, rating = case
    for row in rating.load_accounting:
        assert row["delivered"] == sum(row[name] for name in COUNTS if name != "delivered"), row
    rejected = Counter(row["source_table"] for row in rating.rejected_records)
    assert rejected == Counter(
        {row["source_table"]: row["rejected"] for row in rating.load_accounting if row["rejected"]}
    )


def test_every_charge_has_one_chain_of_legs(case):
    _, rating = case
    for charge in rating.fct_charges:
        legs = rating.fresh.legs[charge["charge_id"]]
        assert [leg["leg_number"] for leg in legs] == list(range(1, len(legs) + 1))
        for upper, lower in pairwise(legs):
            assert upper["buyer_account_id"] == lower["seller_account_id"]
        if charge["charge_category"] != "adjustment":
            assert legs[-1]["buyer_account_id"] == charge["owner_account_id"]


def test_every_cent_belongs_to_one_owner(case):
    _, rating = case
    assert all(row["remainder_cost"] == 0 for row in rating.attribution_proof)


def test_the_waterfall_closes(case):
    _, rating = case
    for leg in rating.fct_rated_legs:
        assert leg["pretax_cost"] == leg["contracted_cost"] - leg["voucher_cost"]
        assert leg["billed_cost"] == leg["pretax_cost"] + leg["tax_cost"]
        assert leg["voucher_cost"] >= 0
        if leg["discount_cost"] is not None:
            charge = rating.fresh.charges[leg["charge_id"]]
            covered = leg["list_cost"] - leg["discount_cost"] - leg["contracted_cost"]
            assert covered in {
                charge["reserved_cost"],
                charge["reserved_cost"] + charge["plan_cost"],
            }


def test_bill_levels_agree(case):
    _, rating = case
    for bill in BILLS:
        details = getattr(rating, f"{bill}_details")
        for level in ("details_monthly", "summary", "statements"):
            rows = getattr(rating, f"{bill}_{level}")
            for name in MONEY:
                assert total(rows, name) == total(details, name), (bill, level, name)
        for row in getattr(rating, f"{bill}_statements"):
            assert row["billed_cost"] + row["precision_difference"] == row["billed_amount"]
            seller, currency = row["seller_account_id"], row["currency_code"]
            policy = policy_of(rating.records, seller, currency, row["billing_month"])
            if policy.level == "bill":
                assert row["billed_amount"] == policy.billed([row["billed_cost"]])
            assert row["carried_in_amount"] <= 0
            assert row["carried_out_amount"] <= 0
        assert sum(row["line_count"] for row in getattr(rating, f"{bill}_details_monthly")) == len(
            details
        )


def total(rows: list[dict], name: str) -> Decimal:
    return sum((row[name] for row in rows if row[name] is not None), ZERO)


def test_billed_lines_sum_to_the_fresh_rating(case):
    _, rating = case
    billed: dict[tuple, Decimal] = defaultdict(lambda: ZERO)
    for line in rating.lines:
        for name in ("contracted_cost", "billed_cost"):
            billed[line["seller_account_id"], line["leg_id"], name] += line[name]
    fresh = {
        (leg["seller_account_id"], leg["leg_id"], name): leg[name]
        for leg in rating.fct_rated_legs
        for name in ("contracted_cost", "billed_cost")
    }
    assert {key: cost for key, cost in billed.items() if cost} == {
        key: cost for key, cost in fresh.items() if cost
    }


def test_vouchers_roll(case):
    _, rating = case
    for row in rating.voucher_closings:
        assert row["face_value"] == row["used"] + row["remaining"] + row["expired_or_forfeited"]
        assert min(row["used"], row["remaining"], row["expired_or_forfeited"]) >= 0
    drawn = sum((row["voucher_cost"] for row in rating.voucher_draws), ZERO)
    assert drawn == total(rating.fct_rated_legs, "voucher_cost")


def test_entitlements_never_cover_more_than_there_is(case):
    _, rating = case
    for charge in rating.fct_charges:
        if charge["charge_category"] == "usage":
            covered = charge["package_usage"] + charge["reserved_usage"]
            assert ZERO <= covered <= charge["consumed_quantity"]
            assert ZERO <= charge["reserved_cost"] + charge["plan_cost"] <= charge["list_cost"]


def test_another_order_and_other_batches_change_nothing(case, tmp_path):
    folder, rating = case
    dice = random.Random(7)
    for path in sorted(folder.rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            header, *records = csv.reader(file)
        dice.shuffle(records)
        table = path.parent.name if path.parent != folder else path.stem
        for part in range(2):
            target = tmp_path / table / f"{path.stem}-{part}.csv"
            target.parent.mkdir(exist_ok=True)
            with target.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([header, *records[part::2]])
    again = rate(tmp_path)
    for name, rows in rating.marts.items():
        assert as_bag(rows) == as_bag(again.marts[name]), name


def as_bag(rows: list[dict]) -> Counter:
    return Counter(
        repr(sorted((name, as_text(value)) for name, value in row.items() if name[0] != "_"))
        for row in rows
    )


def as_text(value: object) -> str:
    """1.0 and 1.00 are the same figure."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else repr(value)


def test_a_seed_always_writes_the_same_bytes(tmp_path):
    folders = [write_dataset(3, tmp_path / name) for name in ("one", "two")]
    contents = [
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.csv")}
        for folder in folders
    ]
    assert contents[0] == contents[1]


def test_the_generator_reaches_every_reason_and_leg(tmp_path):
    """Over forty seeds every branch that the kernel profile promises is met."""
    met: set[str] = set()
    for seed in range(40):
        rating = rate(write_dataset(seed, tmp_path / str(seed)))
        met |= {row["reason"] for row in rating.rejected_records}
        for leg in rating.fct_rated_legs:
            met |= {leg["leg_kind"], f"leg {leg['leg_number']}", str(leg["discount_kind"])}
        for charge in rating.fct_charges:
            met |= {charge["charge_category"], str(charge["order_type"]), charge["currency_code"]}
        for name in BILLS:
            for row in getattr(rating, f"{name}_statements"):
                met |= set((row["negative_causes"] or "").split("|"))
    wanted = (
        "conflicting_records nothing_to_retract"
        " unknown_account unknown_sku owner_is_provider not_a_provider"
        " ends_before_it_starts not_a_metered_sku no_list_price unknown_original_line"
        " refunded_share_out_of_range invalid_list_cost self_parent parent_is_customer"
        " child_is_provider overlapping_binding hierarchy_cycle not_first_level rate_or_price"
        " expires_before_effective invalid_subproduct_code invalid_component_code"
        " second_level_reseller_may_not not_allowlisted not_your_customer no_special_approval"
        " scope_differs retroactive bill_a channel bill_b direct multiplier contract_price usage"
        " purchase refund adjustment new_purchase renewal change unsubscription USD CNY EUR"
        " price_adjustment configuration_change"
    )
    assert set(wanted.split()) - met == set()
    assert {f"leg {number}" for number in range(1, 5)} <= met


def test_the_periods_profile_reaches_corrections_and_control(tmp_path):
    """Over twenty seeds every reason of rules 5.2, 8 and 9, and every kind of correction."""
    met: set[str] = set()
    for seed in range(20):
        rating = rate(write_dataset(seed, tmp_path / str(seed), profile="periods"))
        met |= {row["reason"] for row in rating.rejected_records}
        met |= {f"{name} drawn" for name in DRAWN if total(rating.fct_charges, name)}
        for line in rating.lines:
            links = "none" if line["corrects_line_id"] is None else "line"
            met |= {f"{line['line_kind']} of {links}"}
        met |= {row["status"] for row in rating.bill_confirmation_status}
        for name in CONTROL_MARTS:
            met |= {name} if getattr(rating, name) else set()
        met |= set("|".join(row["reasons"] for row in rating.forbidden_purchases).split("|"))
    wanted = (
        "immutable_field unknown_discount not_your_discount invalid_new_value issued_before_end"
        " not_direct_manager per_line_not_supported not_issued partial_in_batch invalid_amount"
        " nothing_to_confirm exceeds_bill not_your_account below_used exceeds_pool missing_amount"
        " no_permission missing_permission unknown_request open partly_confirmed confirmed"
        " newly_associated account_frozen budget_used_up"
    )
    kinds = {"original of none", "reversal of line", "correction of line", "correction of none"}
    drawn = {f"{name} drawn" for name in DRAWN}
    assert (set(wanted.split()) | kinds | drawn | set(CONTROL_MARTS)) - met == set()
