with

provider_bill_lines as (

    select * from {{ current_records('provider_bill_lines') }} as current_records

),

accounts as (

    select
        account_id,
        account_role

    from {{ ref('int_accounts_validated') }}

),

skus as (

    select sku_id

    from {{ ref('int_skus_validated') }}
    where rejection_reason is null

),

provider_bill_lines_validated as (

    select
        provider_bill_lines.*,
        case
            when
                payers.account_id is null
                or (
                    provider_bill_lines.owner_account_id is not null
                    and owners.account_id is null
                )
                then 'unknown_account'
            when provider_bill_lines.sku_id is not null and skus.sku_id is null
                then 'unknown_sku'
            when owners.account_role = 'provider' then 'owner_is_provider'
        end as rejection_reason

    from provider_bill_lines

    left join accounts as payers
        on provider_bill_lines.payer_account_id = payers.account_id

    left join accounts as owners
        on provider_bill_lines.owner_account_id = owners.account_id

    left join skus
        on provider_bill_lines.sku_id = skus.sku_id

)

select * from provider_bill_lines_validated
