with

paths as (

    select * from {{ ref('int_account_paths_walked') }}

),

channels as (

    select
        channel_code,
        billing_group_code

    from {{ ref('int_channels_checked') }}
    where rejection_reason is null

),

dim_account_paths as (

    select
        paths.account_id,
        case
            when paths.valid_from > {{ beginning_of_time() }} then paths.valid_from
        end as valid_from,
        case when paths.valid_to < {{ end_of_time() }} then paths.valid_to end
            as valid_to,
        cast(paths.depth as bigint) as depth,
        paths.parent_account_id,
        paths.reseller_account_id,
        paths.distributor_account_id,
        paths.provider_account_id,
        paths.channel_code,
        channels.billing_group_code

    from paths

    left join channels
        on paths.channel_code = channels.channel_code

)

select * from dim_account_paths
