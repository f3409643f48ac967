with

closes as (

    select
        seller_account_id,
        billing_month,
        close_sequence,
        issued_at

    from {{ ref('int_issued_months') }}
    where is_closed

),

-- the lines of a close are in its own month and in the months that its corrections bill
months_of_closes as (

    select
        closes.seller_account_id,
        lines.billing_month,
        closes.close_sequence,
        closes.issued_at

    from closes

    inner join {{ ref('stg_ledger_lines') }} as lines
        on closes.close_sequence = lines.close_sequence

    group by
        closes.seller_account_id,
        lines.billing_month,
        closes.close_sequence,
        closes.issued_at

    union

    select * from closes

),

bill_inputs as (

    select
        'close' as input_kind,
        seller_account_id,
        billing_month as valid_from_month,
        cast(billing_month + interval '1' month as date) as valid_to_month,
        {{ digest_text_of(['close_sequence', 'issued_at']) }} as digest

    from months_of_closes

    union all

    select
        'rounding_policy' as input_kind,
        seller_account_id,
        valid_from_month,
        valid_to_month,
        {{ digest_text_of([
            'currency_code', 'rounding_mode', 'rounding_digits', 'rounding_level',
            'negative_bill'
        ]) }} as digest

    from {{ ref('int_rounding_policies') }}

)

select * from bill_inputs
