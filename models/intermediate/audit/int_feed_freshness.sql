with

clock as (

    select now_at

    from {{ ref('int_as_of') }}

),

feeds as (

    select * from {{ ref('feed_expectations') }}

),

-- charges billed after the as-of timestamp are in no feed yet
settlement_cycles as (

    select
        charges.provider_account_id,
        charges.settlement_cycle,
        max(charges.transaction_at) as data_until_at,
        max(charges.recorded_at) as last_recorded_at,
        count(*) as charge_count,
        sum(
            case
                when
                    {{ whole_seconds('charges.transaction_at', 'charges.recorded_at') }}
                    > (feeds.delay_minutes + feeds.tolerance_minutes) * 60
                    then 1
                else 0
            end
        ) as late_charge_count

    from {{ ref('int_charges') }} as charges

    inner join clock
        on charges.transaction_at <= clock.now_at

    inner join feeds
        on charges.settlement_cycle = feeds.settlement_cycle

    group by charges.provider_account_id, charges.settlement_cycle

),

issued_months as (

    select
        months.seller_account_id,
        max(case when months.due_at <= clock.now_at then months.month_ended_at end)
            as expected_until_at,
        max(
            case when months.issued_at is not null then months.month_ended_at end
        ) as data_until_at,
        max(months.issued_at) as last_recorded_at

    from {{ ref('int_billing_months') }} as months

    inner join {{ ref('int_accounts_validated') }} as accounts
        on
            months.seller_account_id = accounts.account_id
            and accounts.account_role = 'provider'

    cross join clock

    group by months.seller_account_id

),

-- a charge at the end of its month does not say how far usage reaches: the bills by
-- resource reach as far as the other cycles
feed_freshness as (

    select
        feeds.feed,
        settlement_cycles.provider_account_id,
        cast(null as {{ type_instant() }}) as due_until_at,
        max(settlement_cycles.data_until_at) as data_until_at,
        max(settlement_cycles.last_recorded_at) as last_recorded_at,
        cast(sum(settlement_cycles.charge_count) as bigint) as charge_count,
        cast(
            sum(
                case
                    when feeds.settlement_cycle is not null
                        then settlement_cycles.late_charge_count
                end
            ) as bigint
        ) as late_charge_count

    from feeds

    inner join settlement_cycles
        on
            feeds.settlement_cycle = settlement_cycles.settlement_cycle
            or (
                feeds.settlement_cycle is null
                and feeds.expected_at != 'issue'
                and settlement_cycles.settlement_cycle != 'monthly'
            )

    group by feeds.feed, settlement_cycles.provider_account_id

    union all

    select
        feeds.feed,
        issued_months.seller_account_id as provider_account_id,
        issued_months.expected_until_at as due_until_at,
        issued_months.data_until_at,
        issued_months.last_recorded_at,
        cast(null as bigint) as charge_count,
        cast(null as bigint) as late_charge_count

    from feeds

    cross join issued_months

    where feeds.expected_at = 'issue'

)

select * from feed_freshness
