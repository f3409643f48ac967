{#
    Usage records with the list cost that each has in its charge, for findings: all
    columns of the relation, then `currency_code` and `list_cost`, null where the record is
    not charged. A point of bandwidth has no share of its charge: it counts with all of it.
    Usage: select * from {{ usage_costs('repeated_records') }} as record_costs
#}
{% macro usage_costs(usage_records) %}
(
    select
        usage_records.*,
        charges.currency_code,
        case
            when skus.metering = 'p95' then charges.list_cost
            else
                {{ cost_of_share(
                    'charges.list_cost',
                    consumed_quantity('usage_records', 'skus'),
                    'charges.consumed_quantity'
                ) }}
        end as list_cost
    from {{ usage_records }} as usage_records
    left join {{ ref('int_skus_validated') }} as skus
        on
            usage_records.sku_id = skus.sku_id
            and skus.rejection_reason is null
    left join {{ ref('int_charges') }} as charges
        on
            usage_records.owner_account_id = charges.owner_account_id
            and usage_records.resource_id = charges.resource_id
            and usage_records.sku_id = charges.sku_id
            and coalesce(usage_records.region_id, '') = coalesce(charges.region_id, '')
            and usage_records.usage_started_at >= charges.charge_period_start
            and usage_records.usage_started_at < charges.charge_period_end
            and charges.charge_category = 'usage'
)
{% endmacro %}
