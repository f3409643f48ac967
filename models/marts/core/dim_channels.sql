with

dim_channels as (

    select
        channel_code,
        channel_name,
        reseller_account_id,
        billing_group_code,
        recorded_at

    from {{ ref('int_channels_validated') }}
    where rejection_reason is null

)

select * from dim_channels
