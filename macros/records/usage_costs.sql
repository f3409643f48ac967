{#
    Usage records with the list cost that each has in its charge, for findings: all
    columns of the relation, what they consume, `currency_code` and `list_cost`, null where the record is
    not charged. A point of bandwidth has no share of its charge: it counts with all of it.
    Usage: select * from {{ usage_costs('repeated_records') }} as record_costs
#}
{% macro usage_costs(usage_records) %}
(
    select
        record_quantities.*,
        charges.currency_code,
        case
            when record_quantities.is_point then charges.list_cost
            else
                {{ cost_of_share(
                    'charges.list_cost',
                    'record_quantities.record_quantity',
                    'charges.consumed_quantity'
                ) }}
        end as list_cost
    from (
        select
            record_parts.*,
            {{ joined_quantity('ten_billions', 'rest_quantity') }} as record_quantity
        from (
            select
                usage_records.*,
                coalesce(skus.metering, '') = 'p95' as is_point,
                {{ consumed_quantity('usage_records', 'skus') }} as rest_quantity,
                {{ consumed_ten_billions('usage_records', 'skus') }} as ten_billions
            from {{ usage_records }} as usage_records
            left join {{ ref('int_skus_validated') }} as skus
                on
                    usage_records.sku_id = skus.sku_id
                    and skus.rejection_reason is null
        ) as record_parts
    ) as record_quantities
    left join {{ ref('int_charges') }} as charges
        on
            record_quantities.owner_account_id = charges.owner_account_id
            and record_quantities.resource_id = charges.resource_id
            and record_quantities.sku_id = charges.sku_id
            and coalesce(record_quantities.region_id, '')
            = coalesce(charges.region_id, '')
            and record_quantities.usage_started_at >= charges.charge_period_start
            and record_quantities.usage_started_at < charges.charge_period_end
            and charges.charge_category = 'usage'
)
{% endmacro %}
