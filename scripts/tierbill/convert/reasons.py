"""Reasons why a line item is not converted, or does not cost what its report says."""

USAGE_TYPES = frozenset({"Usage"})
FEE_TYPES = frozenset({"Fee", "RIFee", "SavingsPlanUpfrontFee", "SavingsPlanRecurringFee"})

# Line item types that are neither usage nor a fee, and the reason each gets.
LEFT_OUT_TYPES = {
    "SavingsPlanCoveredUsage": "covered_by_savings_plan",
    "SavingsPlanNegation": "savings_plan_negation",
    "DiscountedUsage": "covered_by_reserved_instance",
    "Tax": "tax",
    "Credit": "credit",
    "Refund": "refund",
    "Discount": "discount",
    "BundledDiscount": "discount",
    "EdpDiscount": "discount",
    "PrivateRateDiscount": "discount",
    "RiVolumeDiscount": "discount",
    "SppDiscount": "discount",
    "DistributorDiscount": "discount",
}

UNCONVERTED = {
    "covered_by_savings_plan": "use that a savings plan pays; its list cost is taken back by a "
    "negation row and paid by the plan's fee, converting it would count the use twice",
    "savings_plan_negation": "takes back the list cost of a row covered by a savings plan, "
    "which is left out as well",
    "covered_by_reserved_instance": "use that a reserved instance pays; its cost is the fee row",
    "tax": "tax is computed by the rules from tax rates, never taken over",
    "credit": "money given back by the provider, not use; enter it as a bill adjustment",
    "refund": "money given back by the provider, not use; enter it as a bill adjustment",
    "discount": "the provider's own discount; enter it as a special approval discount",
    "unknown_line_item_type": "a line item type this converter does not know, never guessed",
    "blank_line": "the line is empty",
    "wrong_field_count": "the record has more or fewer fields than there are headings",
    "duplicate_row": "the same row, field for field, stands earlier in the report",
    "damaged_account_id": "the account number was turned into a floating number by some program",
    "usage_ends_before_it_starts": "the end of the use is not after its start",
    "negative_usage_amount": "quantities are never negative; a correction is a later record",
    "negative_rate": "list prices are never negative",
    "negative_cost": "a purchase does not cost less than nothing",
    "out_of_range": "a number of 10^18 or more, or with more than 50 decimals",
    "no_currency": "the row names no currency and none was given (--currency)",
    "no_rate": "the row states no rate, and none that fits its cost is known",
}

# What a row loses because the inputs hold 10 decimals.
LOSSES = {
    "amount_rounded_to_10_decimals": "the amount has more than 10 decimals and was rounded",
    "rate_rounded_to_10_decimals": "the rate has more than 10 decimals and was rounded",
    "quantity_cut_at_10_decimals": "the rate has more than 10 decimals and is stated per 10, 100 "
    "... units; of the amount in those, what is behind 10 decimals is cut (rules 3.2)",
}

DIFFERENCES = {
    "file_has_more_than_8_decimals": "the file's cost, rounded to 8 decimals, is ours",
    "file_sums_rounded_hours": "the file added up hours of which amount and cost were already "
    "rounded to 10 decimals; rate x amount is within half a unit per hour of its cost",
    **LOSSES,
    "file_cost_is_not_rate_times_amount": "the file's cost is not its own rate x amount",
    "rows_merged_in_one_charge": "several rows of one settlement hour are one charge; the sum "
    "is rounded once, not row by row",
}

# Differences that nothing above explains: the comparison fails.
UNEXPLAINED = {
    "charge_missing": "the warehouse has no charge for this row; see rejected_records",
    "charge_priced_otherwise": "the charge's list cost is not price x quantity of its rows",
    "charge_without_row": "the warehouse has a charge of this account that no row explains",
}

NOTES = {
    **LOSSES,
    "fee_rounded_to_8_decimals": "the fee has more than 8 decimals and was rounded",
    "rate_from_price_list": "the row states no rate; that of the price list gives its cost",
    "rate_from_public_rate": "the row states no rate; its public rate gives its cost",
    "rate_from_cost": "the row states no rate; cost / amount at 10 decimals gives its cost",
    "no_line_item_id": "the row has no id; its content is its id",
    "line_item_id_used_twice": "rows of other content have the same id and interval; a part of "
    "the content's hash was added",
    "no_resource_id": "the row names no resource; product and usage type stand for it",
    "currency_as_told": "the row names no currency; the one of --currency was used",
    "no_region": "the row names no region; it is booked in `global`",
    "end_from_interval": "the row has no end; that of its time interval, or an hour, was taken",
    "product_map_unreadable": "the product map is not a JSON object; product names are missing",
    "tags_unreadable": "the tag map is not a JSON object; its tags are missing",
}


def explanation(reason: str) -> str:
    """What a reason code means."""
    for table in (UNCONVERTED, DIFFERENCES, UNEXPLAINED, NOTES):
        if reason in table:
            return table[reason]
    kind, _, column = reason.partition("_")
    if kind in {"missing", "invalid"} and column:
        return f"{column} is empty" if kind == "missing" else f"{column} cannot be read"
    raise KeyError(reason)
