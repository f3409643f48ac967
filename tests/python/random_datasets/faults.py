"""Dirt: restatements, retractions, repeats, conflicts, unreadable records, many text forms."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

from reference.reading import deliver
from reference.tables import TABLES, Column

from .consumption import ODD_TAGS
from .dataset import text
from .world import AUGUST, World

# What a later record of the same key may say differently, by table.
RESTATED: dict[str, dict[str, tuple[str | None, ...]]] = {
    "usage": {
        "usage_quantity": ("3", "0.7", "1.25"),
        "project": ("beta", None),
        "tags": ('{"project": "blue"}', None),
        "resource_id": ("ins-3",),
        "sku_id": ("no.such.sku",),
        "linear_size": ("2", None),
        "owner_account_id": ("R1", "D1"),
    },
    "orders": {
        "quantity": ("3", "1"),
        "project": ("beta",),
        "linear_size": (None, "2"),
        "refunded_share": ("0.2", "0.9"),
    },
    "bill_confirmations": {"amount": ("1", "7", None)},
    "list_prices": {"unit_price": ("0.01", "0.0000000007", "7")},
    "accounts": {"account_name": ("Renamed",), "tax_region": ("SG", None)},
    "account_bindings": {
        "channel_code": ("ch-1", "ch-2", None),
        "parent_account_id": ("R1", "D2"),
        "bound_at": ("2025-08-02T00:00:00Z",),
        "unbound_at": ("2025-08-20T00:00:00Z", None),
    },
    "account_terms": {"account_role": ("reseller", "customer", None)},
    "channels": {"billing_group_code": ("bg-1", "bg-2", None)},
    "discounts": {"expires_at": (None,), "product_code": ("p_vm", None)},
    "skus": {
        "product_name": ("Other",),
        "component_name": ("Other component",),
        "specification": ("other", None),
        "usage_unit": ("new unit",),
        "pricing_unit": ("new unit",),
        "settlement_type": ("common", "no_discount"),
    },
    "tax_rates": {"tax_rate": ("0.1", "0.000001")},
    "bill_adjustments": {"amount": ("7", "0.00000003")},
    "entitlements": {"included_quantity": ("2", "100"), "region_id": (None, "east")},
    "vouchers": {"face_value": ("5", "0.5"), "minimum_spend": (None, "2")},
    "discount_changes": {"new_value": ("valid", "invalid")},
    "rounding_policies": {
        "negative_bill": ("carry_forward", None, "due_zero"),
        "rounding_digits": ("0", "3", None),
    },
}
BAD_FIELDS = {
    "enum": ("brand_new", "FLAT", " flat"),
    "bool": ("TRUE", "1", "yes"),
    "int": ("1.5", "1e2", "x"),
    "dec": ("1e3", "1_000", " 5", "NaN", "Inf", "+5", ".5", "5.", "abc", "0.12345678912", "1" * 30),
    "ts": (
        "2025-08-01T00:00:00",
        "2025-13-01T00:00:00Z",
        "2025-02-30T00:00:00Z",
        "yesterday",
        "2025-08-01",
        "2025-08-01T00:00:00.1234567Z",
        "2025-08-01T24:00:00Z",
    ),
    "currency": ("USX", "usd", "US", "USD ", "$"),
    "month": ("2025-08-02", "2025-8-1", "August"),
}


def add_faults(world: World) -> None:
    """Add dirty records; rated data stays mostly as it was."""
    for _ in range(16):
        _restate(world)
    for _ in range(4):
        _conflict(world)
    for _ in range(14):
        _break(world)
    for _ in range(8):
        table = world.pick(name for name, rows in world.tables.items() if rows)
        world.tables[table].append(dict(world.pick(world.tables[table])))
    for _ in range(7):
        _retract(world)
    _retract_an_issue(world)
    for records in world.tables.values():
        world.rng.shuffle(records)


def _later(world: World, record: dict) -> str:
    """Days after a record was known; between the issues if the dataset has any."""
    known = datetime.fromisoformat(record["recorded_at"])
    moment = known + timedelta(days=world.rng.randrange(1, 10), seconds=world.rng.randrange(99))
    if world.tables["bill_issues"] and world.chance(0.8):
        between = AUGUST + timedelta(days=world.rng.randrange(3, 60), seconds=41)
        moment = max(moment, between)
    return text(moment)


def _changed(world: World, table: str, record: dict) -> dict:
    column = world.pick(RESTATED[table])
    others = [value for value in RESTATED[table][column] if value != record[column]]
    return dict(record, **{column: world.pick(others)}) if others else dict(record)


def _restatable(world: World) -> tuple[str, dict]:
    table = world.pick(["usage"] * 4 + [name for name in RESTATED if world.tables[name]])
    return table, world.pick(world.tables[table])


def _restate(world: World) -> None:
    """A then B, A then B then A again, or A then the same A."""
    table, first = _restatable(world)
    second = _changed(world, table, first) | {"recorded_at": _later(world, first)}
    kind = world.pick(["B", "B", "BA", "A"])
    if kind == "A":
        second = dict(first, recorded_at=second["recorded_at"])
    world.tables[table].append(second)
    if kind == "BA":
        world.tables[table].append(dict(first, recorded_at=_later(world, second)))


def _conflict(world: World) -> None:
    """Two contents at one moment: both are rejected, what stood before still stands."""
    table, first = _restatable(world)
    moment = first["recorded_at"] if world.chance(0.3) else _later(world, first)
    other = _changed(world, table, first) | {"recorded_at": moment}
    world.tables[table].append(other)
    if moment != first["recorded_at"]:
        world.tables[table].append(dict(first, recorded_at=moment))


def _retract(world: World) -> None:
    """Taken back, sometimes before it was known, sometimes restated after; or never delivered."""
    table, first = _restatable(world)
    if "_plain" in first or table == "accounts":
        return
    moment = _whole_seconds(first["recorded_at"] if world.chance(0.2) else _later(world, first))
    key = deliver(TABLES[table], first).record_key
    if world.chance(0.1):
        key += "-unknown"
    world.tables["retractions"].append(
        {
            "source_table": table,
            "record_key": key,
            "reason": world.pick([None, "a test meter"]),
            "recorded_at": moment,
        }
    )
    if world.chance(0.4):
        back = dict(first) if world.chance(0.5) else _changed(world, table, first)
        world.tables[table].append(back | {"recorded_at": _later(world, {"recorded_at": moment})})


def _retract_an_issue(world: World) -> None:
    """An issue is final."""
    if not world.tables["bill_issues"]:
        return
    issue = world.pick(world.tables["bill_issues"])
    if not issue["recorded_at"]:
        return
    world.tables["retractions"].append(
        {
            "source_table": "bill_issues",
            "record_key": deliver(TABLES["bill_issues"], issue).record_key,
            "reason": None,
            "recorded_at": _whole_seconds(_later(world, issue)),
        }
    )


def _whole_seconds(moment: str) -> str:
    """The moment or the next whole second: keys spell no fraction."""
    found = datetime.fromisoformat(moment)
    return text(found.replace(microsecond=0) + timedelta(seconds=found.microsecond > 0))


def _break(world: World) -> None:
    """A copy that cannot be read, as a new record or as a restatement that never counts."""
    table = world.pick(name for name, rows in world.tables.items() if rows)
    contract = TABLES[table]
    record = dict(world.pick(row for row in world.tables[table] if "_plain" not in row))
    record["recorded_at"] = _later(world, record)
    column = world.pick(contract.columns)
    if column.kind in ("text", "tags"):
        if column.nullable:
            return
        record[column.name] = None
    else:
        record[column.name] = _bad_field(world, column)
    if world.chance(0.2):
        also = world.pick([one for one in contract.columns if not one.nullable])
        record[also.name] = None
    world.tables[table].append(record | {"_plain": "yes"})


def _bad_field(world: World, column: Column) -> str | None:
    choices = list(BAD_FIELDS[column.kind])
    if column.bound == ">":
        choices += ["0", "-1", "0.0"]
    if column.bound == ">=":
        choices += ["-1", "-0.0000000001"]
    if not column.nullable:
        choices += [None]
    return world.pick(choices)


def dressed(world: World, table: str, record: dict[str, str | None]) -> dict[str, str | None]:
    """The same record in another text form; unreadable ones stay as they are."""
    if "_plain" in record:
        return {name: value for name, value in record.items() if name != "_plain"}
    dressers = {"ts": _dress_instant, "dec": _dress_number, "tags": _dress_tags}
    result = dict(record)
    for column in TABLES[table].columns:
        value = record.get(column.name)
        if value is not None and column.kind in dressers and world.chance(0.6):
            result[column.name] = dressers[column.kind](world, value, column)
    return result


def _dress_instant(world: World, value: str, _: Column) -> str:
    moment = datetime.fromisoformat(value)
    hours = world.pick([0, 0, 8, 8, -5])
    local = moment.astimezone(timezone(timedelta(hours=hours)))
    form = "%Y-%m-%d" + world.pick("T ") + "%H:%M"
    if local.second or local.microsecond or world.chance(0.7):
        form += ":%S"
    fraction = f"{local.microsecond:06d}".rstrip("0")
    if fraction:
        form += "." + fraction.ljust(world.rng.randrange(len(fraction), 7), "0")
    elif form.endswith("%S") and world.chance(0.2):
        form += ".000"
    sign = "-" if hours < 0 else "+"
    offset = f"{sign}{abs(hours):02d}"
    endings = [offset, f"{offset}00", f"{offset}:00"] + (["Z"] if hours == 0 else [])
    return local.strftime(form) + world.pick(endings)


def _dress_number(world: World, value: str, column: Column) -> str:
    """Trailing zeros within the digits of the type."""
    places = len(value.partition(".")[2])
    more = world.rng.randrange(column.digits[1] - places + 1)
    if not more:
        return value
    return (value if "." in value else value + ".") + "0" * more


def _dress_tags(world: World, value: str, _: Column) -> str:
    if value in ODD_TAGS:
        return value
    pairs = list(json.loads(value).items())
    world.rng.shuffle(pairs)
    return json.dumps(dict(pairs), ensure_ascii=world.chance(0.5))
