{#
    The lines that bill a leg for the first time: of months not issued, of legs never billed
    (rules 8.2).
    fresh    relation of the lines that would bill every leg now
    billed   relation of all lines billed so far
    issued   relation of the sellers' months issued so far
    Usage: select * from {{ bill_lines_original('fresh', 'billed', 'issued') }} as lines
#}
{% macro bill_lines_original(fresh, billed, issued) -%}
(
    select fresh.*

    from {{ fresh }} as fresh

    left join {{ issued }} as issued
        on
            fresh.seller_account_id = issued.seller_account_id
            and fresh.billing_month = issued.billing_month

    left join (
        select
            seller_account_id,
            charge_id,
            leg_number

        from {{ billed }}
        group by seller_account_id, charge_id, leg_number
    ) as billed
        on
            fresh.seller_account_id = billed.seller_account_id
            and fresh.charge_id = billed.charge_id
            and fresh.leg_number = billed.leg_number

    where issued.billing_month is null and billed.charge_id is null
)
{%- endmacro %}
