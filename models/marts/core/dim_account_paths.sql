with

paths as (

    select * from {{ ref('int_account_chains') }}

),

dim_account_paths as (

    select
        account_id,
        case when valid_from > {{ beginning_of_time() }} then valid_from end
            as valid_from,
        case when valid_to < {{ end_of_time() }} then valid_to end as valid_to,
        cast(depth as bigint) as depth,
        parent_account_id,
        reseller_account_id,
        distributor_account_id,
        provider_account_id,
        channel_code,
        billing_group_code

    from paths

)

select * from dim_account_paths
