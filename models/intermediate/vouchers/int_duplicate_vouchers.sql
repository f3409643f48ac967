with

accepted as (

    select * from {{ ref('int_vouchers_validated') }}
    where rejection_reason is null

),

-- a hash finds the few that can be alike: almost no voucher is like another
repeated_hashes as (

    select
        {{ key_hash(
            'holder_account_id, funded_by_account_id, voucher_type, face_value'
        ) }} as voucher_hash

    from accepted
    group by voucher_hash
    having count(*) > 1

),

vouchers as (

    select accepted.*

    from accepted

    inner join repeated_hashes
        on
            {{ key_hash(
                'accepted.holder_account_id, accepted.funded_by_account_id, '
                'accepted.voucher_type, accepted.face_value'
            ) }}
            = repeated_hashes.voucher_hash

),

draws as (

    select
        voucher_id,
        voucher_cost

    from {{ ref('int_voucher_draws') }}

),

-- alike in everything but their ids, and valid at a common time
repetitions as (

    select
        vouchers.voucher_id,
        earlier.voucher_id as earlier_voucher_id,
        row_number() over (
            partition by vouchers.voucher_id
            order by earlier.valid_from, earlier.voucher_id
        ) as place

    from vouchers

    inner join vouchers as earlier
        on
            vouchers.holder_account_id = earlier.holder_account_id
            and vouchers.funded_by_account_id = earlier.funded_by_account_id
            and vouchers.voucher_type = earlier.voucher_type
            and vouchers.face_value = earlier.face_value
            and vouchers.currency_code = earlier.currency_code
            and vouchers.is_reusable = earlier.is_reusable
            and vouchers.payment_mode = earlier.payment_mode
            and vouchers.product_codes_are_excluded
            = earlier.product_codes_are_excluded
            and coalesce(vouchers.product_codes, '')
            = coalesce(earlier.product_codes, '')
            and coalesce(vouchers.designated_account_id, '')
            = coalesce(earlier.designated_account_id, '')
            and coalesce(vouchers.minimum_spend, -1)
            = coalesce(earlier.minimum_spend, -1)
            and {{ intervals_share_an_instant(
                'vouchers', 'earlier', 'valid_from', 'valid_to'
            ) }}

    where
        earlier.valid_from < vouchers.valid_from
        or (
            earlier.valid_from = vouchers.valid_from
            and earlier.voucher_id < vouchers.voucher_id
        )

),

duplicate_vouchers as (

    select
        vouchers.voucher_id,
        repetitions.earlier_voucher_id,
        vouchers.funded_by_account_id,
        vouchers.holder_account_id,
        vouchers.valid_from as since_at,
        coalesce(sum(draws.voucher_cost), cast(0 as decimal(38, 8))) as used_cost,
        vouchers.currency_code

    from repetitions

    inner join vouchers
        on repetitions.voucher_id = vouchers.voucher_id

    left join draws
        on repetitions.voucher_id = draws.voucher_id

    where repetitions.place = 1
    group by
        vouchers.voucher_id,
        repetitions.earlier_voucher_id,
        vouchers.funded_by_account_id,
        vouchers.holder_account_id,
        vouchers.valid_from,
        vouchers.currency_code

)

select * from duplicate_vouchers
