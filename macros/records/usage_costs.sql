{#
    Usage records with the list cost that each has in its charges, for findings: all
    columns of the relation, `currency_code` and `list_cost`, null where the record is not
    charged. A duration has a part in each charge that it lasts into (rules 3.8); one of
    several currencies counts in the first of them by its code. A point of bandwidth has
    no share of its charge: it counts with all of it.
    Usage: select * from {{ usage_costs('repeated_records') }} as record_costs
#}
{% macro usage_costs(usage_records) %}
(
    select
        usage_records.*,
        costs.currency_code,
        costs.list_cost
    from {{ usage_records }} as usage_records
    left join (
        select
            usage_id,
            currency_code,
            sum(
                case
                    when is_point then list_cost
                    else
                        {{ cost_of_share(
                            'list_cost',
                            joined_quantity('ten_billions', 'rest_quantity'),
                            'consumed_quantity'
                        ) }}
                end
            ) as list_cost,
            row_number() over (partition by usage_id order by currency_code) as place
        from (
            select
                parts.usage_id,
                parts.currency_code,
                parts.list_cost,
                parts.consumed_quantity,
                parts.metering = 'p95' as is_point,
                {{ consumed_quantity('parts', 'parts') }} as rest_quantity,
                {{ consumed_ten_billions('parts', 'parts') }} as ten_billions
            from (
                select
                    records.usage_id,
                    records.usage_quantity,
                    records.linear_size,
                    skus.metering,
                    greatest(records.usage_started_at, charges.charge_period_start)
                        as usage_started_at,
                    case
                        when skus.metering = 'duration'
                            then
                                least(records.usage_ended_at, charges.charge_period_end)
                        else records.usage_ended_at
                    end as usage_ended_at,
                    charges.currency_code,
                    charges.list_cost,
                    charges.consumed_quantity
                from {{ usage_records }} as records
                inner join {{ ref('int_skus_validated') }} as skus
                    on
                        records.sku_id = skus.sku_id
                        and skus.rejection_reason is null
                inner join {{ ref('int_charges') }} as charges
                    on
                        records.owner_account_id = charges.owner_account_id
                        and records.resource_id = charges.resource_id
                        and records.sku_id = charges.sku_id
                        and coalesce(records.region_id, '')
                        = coalesce(charges.region_id, '')
                        and records.usage_started_at < charges.charge_period_end
                        and (
                            records.usage_started_at >= charges.charge_period_start
                            or (
                                skus.metering = 'duration'
                                and records.usage_ended_at > charges.charge_period_start
                            )
                        )
                        and charges.charge_category = 'usage'
            ) as parts
        ) as part_quantities
        group by usage_id, currency_code
    ) as costs
        on usage_records.usage_id = costs.usage_id and costs.place = 1
)
{% endmacro %}
