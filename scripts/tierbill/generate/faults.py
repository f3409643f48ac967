"""What goes wrong with a metering feed: SQL that changes good records into faulty ones.

`choice` numbers the records of one kind of fault; `pick` says which of them share a record.
"""

from dataclasses import dataclass

from tierbill.generate.catalogue import PROVIDERS

UNKNOWN_ACCOUNT = "299999999999"
UNKNOWN_SKU = "nb.server_s9.tiny"
PREPAID_SKU = "nb.server_s5.small_sub"


@dataclass(frozen=True)
class Fault:
    """One kind of fault: the columns it changes, and how many records of it."""

    label: str
    pick: str
    changes: str
    count: int


# One duplicate in four is delivered twice in the same file.
_DUPLICATE = ("duplicate", "(i - (i % 4 = 1)::bigint)", "sku_id as sku_id")

# 0: another quantity, sometimes an owner nobody knows; 1: a size; 2 and 3: A, B, A again.
_RESTATED = (
    "restated",
    "(i - (i % 4 = 3)::bigint)",
    f"""
    case when choice % 40 = 0 then '{UNKNOWN_ACCOUNT}' else owner_account_id end
        as owner_account_id,
    case when choice % 2 = 0 then usage_quantity + 0.5 else usage_quantity end as usage_quantity,
    case when choice % 4 = 1 then 2.5 else linear_size end as linear_size,
    make_timestamptz(epoch_us(recorded_at) + 3600000000 * (20 + choice % 4 * 24)) as recorded_at
    """,
)

_CONFLICTING = ("conflicting", "i", "usage_quantity + 1 as usage_quantity")

_REJECTED = (
    "rejected",
    "i",
    f"""
    'x' || usage_id as usage_id,
    case choice % 7
        when 0 then '{UNKNOWN_ACCOUNT}'
        when 1 then '{PROVIDERS[0].account_id}'
        else owner_account_id
    end as owner_account_id,
    case choice % 7 when 2 then '{UNKNOWN_SKU}' when 3 then '{PREPAID_SKU}' else sku_id end
        as sku_id,
    case choice % 7
        when 4 then make_timestamptz(epoch_us(usage_started_at) - 60000000)
        when 5 then make_timestamptz(epoch_us(usage_started_at) - 1)
        when 6 then make_timestamptz(epoch_us(usage_started_at) - 86400000000)
        else usage_ended_at
    end as usage_ended_at
    """,
)

RESENT = (_DUPLICATE, _RESTATED, _CONFLICTING, _REJECTED)

# Two of three records lack a mandatory value or hold one out of range; the third is good.
_BAD = "choice % 3 < 2 and choice % 13 = {}"
DIRTY = (
    "dirty",
    "i",
    f"""
    case when {_BAD.format(0)} then null else 'z' || usage_id end as usage_id,
    case when {_BAD.format(1)} then null else owner_account_id end as owner_account_id,
    case when {_BAD.format(2)} then null else resource_id end as resource_id,
    case when {_BAD.format(3)} then null else sku_id end as sku_id,
    case when {_BAD.format(4)} then null else usage_started_at end as usage_started_at,
    case when {_BAD.format(5)} then null else usage_ended_at end as usage_ended_at,
    case
        when {_BAD.format(6)} then null
        when choice % 3 < 2 and choice % 13 in (7, 8) then -1 - usage_quantity
        else usage_quantity
    end as usage_quantity,
    case
        when {_BAD.format(9)} then 0
        when choice % 3 < 2 and choice % 13 in (8, 10) then -2.5
        else linear_size
    end as linear_size,
    case
        when {_BAD.format(11)} then 'env=prod'
        when choice % 3 < 2 and choice % 13 in (6, 12) then '{{"env":1}}'
        else tags
    end as tags,
    case when {_BAD.format(5)} then null else recorded_at end as recorded_at
    """,
)
