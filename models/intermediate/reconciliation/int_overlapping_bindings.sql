with

bindings as (

    select * from {{ ref('int_account_bindings_validated') }}
    where rejection_reason is null

),

-- spans in which more than one binding is in force, each with the one that holds
spans as (

    select * from {{ ref('int_binding_spans') }}
    where known_to = {{ end_of_time() }} and is_over_older

),

older_bindings as (

    select
        spans.binding_id,
        older.binding_id as older_binding_id,
        case
            when older.known_at > holding.known_at then older.record_file
            else holding.record_file
        end as record_file,
        row_number() over (
            partition by spans.binding_id
            order by
                greatest(older.known_at, holding.known_at),
                older.binding_id,
                spans.valid_from
        ) as arrival

    from spans

    inner join bindings as holding
        on spans.binding_id = holding.binding_id

    inner join bindings as older
        on
            spans.account_id = older.account_id
            and spans.bound_at > older.bound_at
            and spans.valid_from >= older.bound_at
            and spans.valid_from < older.ends_at

),

overlapping_spans as (

    select
        binding_id,
        account_id,
        parent_account_id,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to

    from spans
    group by binding_id, account_id, parent_account_id

),

members as (

    select
        account_id,
        member_account_id,
        valid_from,
        valid_to

    from {{ ref('int_account_ancestors') }}
    group by account_id, member_account_id, valid_from, valid_to

),

-- what is charged to the account and to all below it while the overlap decides
charged as (

    select
        spans.binding_id,
        charges.currency_code,
        count(*) as charge_count,
        sum(charges.list_cost) as list_cost

    from spans

    inner join members
        on
            spans.account_id = members.member_account_id
            and spans.valid_from < members.valid_to
            and spans.valid_to > members.valid_from

    inner join {{ ref('int_charges') }} as charges
        on
            members.account_id = charges.owner_account_id
            and charges.charge_category != 'adjustment'
            and {{ is_in_force('spans', 'charges.identity_at') }}
            and {{ is_in_force('members', 'charges.identity_at') }}

    group by spans.binding_id, charges.currency_code

),

overlapping_bindings as (

    select
        'overlapping_bindings' as finding_kind,
        'warning' as severity,
        'account_bindings' as source_table,
        overlapping_spans.binding_id as record_key,
        cast(null as {{ type_text() }}) as leg_id,
        cast(charged.list_cost as decimal(38, 8)) as money_at_stake,
        charged.currency_code,
        landing_files.load_id as first_seen_load_id,
        'Binding ' || overlapping_spans.binding_id || ' of '
        || overlapping_spans.account_id || ' to '
        || overlapping_spans.parent_account_id || ' holds from '
        || {{ instant_text('overlapping_spans.valid_from') }}
        || case
            when overlapping_spans.valid_to < {{ end_of_time() }}
                then ' to ' || {{ instant_text('overlapping_spans.valid_to') }}
            else ' on'
        end
        || ', while the older binding ' || older_bindings.older_binding_id
        || ' has not ended. '
        || case
            when charged.charge_count is null then 'No charge is in this time. '
            else
                'Charges in this time: '
                || cast(charged.charge_count as {{ type_text() }}) || ', list cost '
                || cast(charged.list_cost as {{ type_text() }}) || ' '
                || charged.currency_code || '. '
        end
        || 'If the older binding ended, deliver it again with unbound_at; if the later'
        || ' one is wrong, retract it.' as description

    from overlapping_spans

    inner join older_bindings
        on
            overlapping_spans.binding_id = older_bindings.binding_id
            and older_bindings.arrival = 1

    left join charged
        on overlapping_spans.binding_id = charged.binding_id

    left join {{ ref('stg_landing_files') }} as landing_files
        on
            older_bindings.record_file = landing_files.record_file
            and landing_files.source_table = 'account_bindings'

)

select * from overlapping_bindings
