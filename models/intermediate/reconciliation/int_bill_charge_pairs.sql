with

bill_lines as (

    select * from {{ ref('int_bill_lines') }}
    where leg_kind in ('bill_a', 'bill_b') and {{ is_touched_month('billing_month') }}

),

-- owners of whom not all charges are on both bills: a binding or a role of the chain
-- became known between the issues of the two
changed_owners as (

    select
        owner_account_id,
        billing_month

    from bill_lines
    where leg_kind = 'bill_b' or reseller_account_id != owner_account_id
    group by
        owner_account_id, billing_month, distributor_account_id, currency_code
    having
        sum(
            {{ digest_of(['charge_id', 'list_cost']) }}
            * case leg_kind when 'bill_a' then 1 else -1 end
        ) != 0

),

-- usage that both bills take from one rating is compared by its sums
single_charges as (

    select
        charge_id,
        billing_month

    from bill_lines
    where
        charge_category != 'usage'
        or line_kind != 'original'
        or list_cost is null
        or exists (
            select 1
            from changed_owners
            where
                bill_lines.owner_account_id = changed_owners.owner_account_id
                and bill_lines.billing_month = changed_owners.billing_month
        )
    group by charge_id, billing_month

),

charges_paired as (

    select
        bill_lines.billing_month,
        bill_lines.distributor_account_id,
        bill_lines.currency_code,
        bill_lines.charge_id,
        max(bill_lines.charge_category) as charge_category,
        max(bill_lines.order_type) as order_type,
        bool_or(bill_lines.reseller_account_id = bill_lines.owner_account_id) as is_own,
        bool_or(bill_lines.line_kind != 'original') as is_corrected,
        bool_or(bill_lines.list_cost is null) as is_list_hidden,
        min(bill_lines.list_cost) != max(bill_lines.list_cost) as is_rated_twice,
        sum(case bill_lines.leg_kind when 'bill_a' then 1 else 0 end)
            as bill_a_line_count,
        sum(case bill_lines.leg_kind when 'bill_b' then 1 else 0 end)
            as bill_b_line_count

    from bill_lines

    inner join single_charges
        on
            bill_lines.charge_id = single_charges.charge_id
            and bill_lines.billing_month = single_charges.billing_month

    group by
        bill_lines.billing_month,
        bill_lines.distributor_account_id,
        bill_lines.currency_code,
        bill_lines.charge_id

),

bill_charge_pairs as (

    select
        billing_month,
        distributor_account_id,
        currency_code,
        charge_id,
        is_list_hidden,
        case
            when charge_category = 'adjustment' then 'adjustment'
            when is_own then 'own_usage'
            when is_corrected then 'recalculation'
            when bill_a_line_count != 1 or bill_b_line_count != 1 then 'other_month'
            when order_type = 'change' then 'configuration_change'
            when charge_category = 'refund' then 'refund'
            when is_rated_twice then 'recalculation'
        end as cause

    from charges_paired

)

select * from bill_charge_pairs
