"""Commercial terms beyond the kernel: entitlements, vouchers, adjustments, discount changes."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa

from tierbill.generate.catalogue import PROVIDERS
from tierbill.generate.faults import UNKNOWN_ACCOUNT
from tierbill.generate.parties import Parties, Party
from tierbill.generate.plan import Plan
from tierbill.generate.random_draws import Draws
from tierbill.generate.schema import Row, Tables, contract_casts

_VOUCHERS = """
copy (
    with drawn as (
        select
            i,
            hash('voucher', i, {seed}) as h,
            hash('value', i, {seed}) as v,
            hash('time', i, {seed}) as t,
            case when i % 10 < 4 then 'partner' when i % 10 < 6 then 'partner_designated'
                else 'customer' end as voucher_type
        from range({count}) as numbers (i)
    ),
    held as (
        select
            drawn.*,
            case when voucher_type = 'customer' then customers.account_id
                else partners.account_id end as holder_account_id,
            case when voucher_type = 'customer' then coalesce(customers.first_level, '{funder}')
                else partners.provider end as funded_by_account_id,
            case when voucher_type = 'partner_designated' then partners.customer end
                as designated_account_id,
            case when voucher_type = 'customer' then customers.currency_code
                else partners.currency_code end as currency_code
        from drawn
        inner join holders as partners
            on partners.is_partner and partners.number = drawn.h % {partners}
        inner join holders as customers
            on not customers.is_partner and customers.number = drawn.h % {customers}
    ),
    vouchers as (
        select
            printf('vch-%09d', i) as voucher_id,
            *,
            (5 + v % 20000 * 0.05::decimal(4, 2))::decimal(28, 8) as face_value,
            case when v % 5 = 0 then (v % 700 * 0.001::decimal(5, 3))::decimal(28, 8) end
                as minimum_spend,
            t % 5 > 0 as is_reusable,
            (['all', 'all', 'postpaid', 'prepaid'])[1 + (t >> 8)::bigint % 4] as payment_mode,
            case (t >> 16) % 6
                when 0 then 'p_server'
                when 1 then 'p_disk|p_objects'
                when 2 then 'p_server|p_database|p_cache'
            end as product_codes,
            (t >> 16) % 6 = 1 as product_codes_are_excluded,
            make_timestamptz({starts_us} + ((t >> 24)::bigint % {seconds} - 864000) * 1000000)
                as valid_from
        from held
    ),
    records as (
        select
            *,
            make_timestamptz(epoch_us(valid_from) + (1 + (h >> 8) % 90)::bigint * 86400000000)
                as valid_to,
            valid_from as recorded_at
        from vouchers
    )
    select {columns}
    from records
    order by voucher_id
) to '{path}' (format parquet, compression zstd)
"""


def commercial_tables(plan: Plan, parties: Parties, kernel: Tables) -> Tables:
    """The tables `entitlements`, `bill_adjustments` and `discount_changes`."""
    return {
        "entitlements": _entitlements(plan, parties, kernel["orders"]),
        "bill_adjustments": _adjustments(plan, parties),
        "discount_changes": _discount_changes(plan, parties, kernel["discounts"]),
    }


def write_vouchers(
    con: duckdb.DuckDBPyConnection, plan: Plan, parties: Parties, folder: Path
) -> Path:
    """Write `vouchers.parquet`; their number may be large, so that the engine makes them."""
    default = max(40, plan.customers // 4)
    count = default if plan.voucher_count is None else plan.voucher_count
    con.register("holder_rows", pa.Table.from_pylist(_holders(parties)))
    con.execute("create or replace table holders as select * from holder_rows")
    con.unregister("holder_rows")
    path = folder / "vouchers.parquet"
    sql = _VOUCHERS.format(
        seed=plan.seed,
        count=count,
        funder=PROVIDERS[0].account_id,
        partners=len(parties.first_level),
        customers=len(parties.customers),
        starts_us=int(plan.starts_at.timestamp()) * 1_000_000,
        seconds=int((plan.ends_at - plan.starts_at).total_seconds()),
        columns=contract_casts("vouchers"),
        path=str(path).replace("'", "''"),
    )
    con.execute(sql)
    return path


def _holders(parties: Parties) -> list[Row]:
    """Who may hold a voucher, numbered apart for partners and customers."""
    currency = {one.account_id: one.currency_code for one in PROVIDERS}
    below = {one.first_level: one for one in parties.customers if one.parent}

    def row(number: int, party: Party, is_partner: bool) -> Row:
        customer = below.get(party, parties.customers[0])
        has_partner = party.first_level.is_partner
        return {
            "number": number,
            "is_partner": is_partner,
            "account_id": party.account_id,
            "provider": party.top.account_id,
            "first_level": party.first_level.account_id if has_partner else None,
            "customer": customer.account_id,
            "currency_code": currency.get(party.top.account_id, "USD"),
        }

    return [row(number, one, True) for number, one in enumerate(parties.first_level)] + [
        row(number, one, False) for number, one in enumerate(parties.customers)
    ]


def _entitlements(plan: Plan, parties: Parties, orders: list[Row]) -> list[Row]:
    """Packages, reserved instances (some bought with an order line) and savings plans."""
    draws = Draws(plan.seed, "entitlements")
    rows: list[Row] = []

    def add(kind: str, owner_account_id: str, **change: object) -> None:
        begins = draws.instant(plan.starts_at - timedelta(days=5), plan.ends_at)
        rows.append(
            {
                "entitlement_id": f"ent-{len(rows):07d}",
                "entitlement_kind": kind,
                "owner_account_id": owner_account_id,
                "valid_from": begins,
                "valid_to": begins + timedelta(days=draws.choice((7, 30, 365))),
                "recorded_at": begins,
            }
            | change
        )

    traffic = {"product_code": "p_server", "subproduct_code": "sp_server_s5",
               "component_type_code": "v_server_s5_traffic"}  # fmt: skip
    storage = {"product_code": "p_objects"}
    compute = {"product_code": "p_server", "subproduct_code": "sp_server_s5",
               "component_type_code": "v_server_s5_compute",
               "component_code": "sv_server_s5_small"}  # fmt: skip
    for owner in parties.customers + parties.partners:
        if draws.chance(0.10):
            amount = draws.number(500, 90000, 2)
            add("package", owner.account_id, **draws.choice((traffic, storage)),
                included_quantity=amount)  # fmt: skip
        if draws.chance(0.06):
            pieces = Decimal(draws.randint(1, 4)) if draws.chance(0.8) else None
            add("reserved_instance", owner.account_id, **compute, included_quantity=pieces)
        if draws.chance(0.05):
            add("savings_plan", owner.account_id, product_code="p_server",
                hourly_commitment=draws.number(5, 900, 3),
                plan_multiplier=draws.number(55, 90, 2))  # fmt: skip
    for line in orders:
        if line["sku_id"].endswith(".ri_small") and line["order_type"] == "new_purchase":
            add("reserved_instance", line["owner_account_id"], **compute,
                included_quantity=line["quantity"], order_line_id=line["order_line_id"],
                region_id=line["region_id"], valid_from=line["paid_at"],
                valid_to=line["paid_at"] + timedelta(days=365))  # fmt: skip
    add("package", UNKNOWN_ACCOUNT, **storage, included_quantity=Decimal(1))
    return rows


def _adjustments(plan: Plan, parties: Parties) -> list[Row]:
    """Compensations and deductions of first-level partners; one against rules 1.2."""
    draws = Draws(plan.seed, "adjustments")
    rows: list[Row] = []
    for partner in (*parties.first_level, *parties.first_level, parties.lower[0]):
        if rows and draws.chance(0.4) and partner is not parties.lower[0]:
            continue
        owners = [one for one in parties.customers if one.first_level is partner]
        happened = draws.instant(plan.starts_at, plan.ends_at)
        provider = next(one for one in PROVIDERS if one.account_id == partner.top.account_id)
        owner = draws.choice(owners).account_id if owners and draws.chance(0.6) else None
        rows.append(
            {
                "adjustment_id": f"adj-{len(rows):06d}",
                "provider_account_id": provider.account_id,
                "reseller_account_id": partner.account_id,
                "owner_account_id": owner,
                "adjustment_kind": draws.choice(("compensation", "compensation", "deduction")),
                "amount": draws.number(100_000_000, 90_000_000_000, 8),
                "currency_code": provider.currency_code,
                "occurred_at": happened,
                "reason": draws.choice(("service level", "wrong price", None)),
                "recorded_at": happened + timedelta(hours=1),
            }
        )
    return rows


def _discount_changes(plan: Plan, parties: Parties, discounts: list[Row]) -> list[Row]:
    """Renewals switched and discounts ended and restarted; one of each reason of rules 5.2."""
    draws = Draws(plan.seed, "discount changes")
    rows: list[Row] = []

    def add(discount: Row, field: str, value: str, **change: object) -> None:
        changed_at = draws.change_instant(plan.starts_at, plan.ends_at)
        rows.append(
            {
                "change_id": f"chg-{len(rows):07d}",
                "discount_id": discount["discount_id"],
                "batch_id": f"bat-{len(rows) // 5:05d}" if draws.chance(0.3) else None,
                "changed_by": discount["seller_account_id"],
                "changed_at": changed_at,
                "field": field,
                "new_value": value,
                "recorded_at": changed_at + timedelta(seconds=draws.randint(1, 900)),
            }
            | change
        )

    for discount in discounts[:: max(1, min(12, len(discounts) // 20))]:
        field = draws.choice(("auto_renew", "effective_status", "effective_status"))
        add(
            discount, field, draws.choice(("true", "false")) if field == "auto_renew" else "invalid"
        )
        if field == "effective_status" and draws.chance(0.5):
            add(discount, field, "valid")
    add(discounts[0], "multiplier", "0.1")  # immutable_field
    add(discounts[0], "auto_renew", "perhaps")  # invalid_new_value
    add(discounts[0], "auto_renew", "true", changed_by=parties.customers[0].account_id)
    add(discounts[0] | {"discount_id": "dsc-nowhere"}, "auto_renew", "true")  # unknown_discount
    return rows
