with recursive

-- records that name a seller, and a buyer, as they stood to each other at an instant
records as (

    select
        'discount:' || discount_id as record_key,
        seller_account_id,
        buyer_account_id,
        submitted_at as stood_at,
        first_recorded_at

    from {{ current_records('discounts', with_first_recorded=true) }} as discounts

    union all

    select
        'adjustment:' || adjustment_id as record_key,
        reseller_account_id as seller_account_id,
        cast(null as {{ type_text() }}) as buyer_account_id,
        occurred_at as stood_at,
        first_recorded_at

    from
        {{ current_records('bill_adjustments', with_first_recorded=true) }}
            as adjustments

),

parties as (

    select
        *,
        seller_account_id as account_id,
        'seller' as party

    from records

    union all

    select
        *,
        buyer_account_id as account_id,
        'buyer' as party

    from records
    where buyer_account_id is not null

),

spans as (

    select * from {{ ref('int_binding_spans') }}

),

roles as (

    select * from {{ ref('int_account_roles') }}

),

-- the partners above a party then, each with the time in which that was known
partners_above as (

    select
        record_key,
        party,
        stood_at,
        0 as level,
        account_id,
        first_recorded_at as known_from,
        {{ end_of_time() }} as known_to

    from parties

    union all

    select
        lower_partners.record_key,
        lower_partners.party,
        lower_partners.stood_at,
        lower_partners.level + 1 as level,
        spans.parent_account_id as account_id,
        greatest(lower_partners.known_from, spans.known_from, roles.known_from)
            as known_from,
        least(lower_partners.known_to, spans.known_to, roles.known_to) as known_to

    from partners_above as lower_partners

    inner join spans
        on
            lower_partners.account_id = spans.account_id
            and {{ is_in_force('spans', 'lower_partners.stood_at') }}

    inner join roles
        on
            spans.parent_account_id = roles.account_id
            and roles.is_partner
            and {{ is_in_force('roles', 'lower_partners.stood_at') }}
            and greatest(lower_partners.known_from, spans.known_from, roles.known_from)
            < least(lower_partners.known_to, spans.known_to, roles.known_to)

    where lower_partners.party = 'buyer' or lower_partners.level = 0

),

party_roles as (

    select
        parties.record_key,
        parties.party,
        roles.account_role,
        greatest(roles.known_from, parties.first_recorded_at) as known_from,
        roles.known_to

    from parties

    inner join roles
        on
            parties.account_id = roles.account_id
            and parties.first_recorded_at < roles.known_to
            and {{ is_in_force('roles', 'parties.stood_at') }}

),

-- what was known of the parties changes at these moments
moments as (

    select
        record_key,
        known_from as known_at

    from partners_above

    union

    select
        record_key,
        known_to as known_at

    from partners_above
    where known_to < {{ end_of_time() }}

    union

    select
        record_key,
        known_from as known_at

    from party_roles

),

known_parties as (

    select
        moments.record_key,
        moments.known_at,
        max(case when party_roles.party = 'seller' then party_roles.account_role end)
            as seller_role,
        max(case when party_roles.party = 'buyer' then party_roles.account_role end)
            as buyer_role,
        count(case when above.party = 'seller' then 1 end) = 0
            as seller_is_first_level,
        count(
            case
                when
                    above.party = 'buyer'
                    and above.account_id = records.seller_account_id
                    then 1
            end
        ) > 0 as buyer_is_below_seller

    from moments

    inner join records
        on moments.record_key = records.record_key

    left join party_roles
        on
            moments.record_key = party_roles.record_key
            and moments.known_at >= party_roles.known_from
            and moments.known_at < party_roles.known_to

    left join partners_above as above
        on
            moments.record_key = above.record_key
            and above.level > 0
            and moments.known_at >= above.known_from
            and moments.known_at < above.known_to

    group by moments.record_key, moments.known_at

)

select * from known_parties
