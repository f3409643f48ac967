{#
    The reversals and corrections that are due when fresh lines differ from those billed
    (rules 8.2), for the legs of issued months and those billed before.
    fresh    relation of the lines that would bill every leg now
    billed   relation of all lines billed so far
    issued   relation of the seller's months issued so far
    Usage: select * from {{ bill_lines_corrected('fresh', 'billed', 'issued') }} as lines
#}
{% macro bill_lines_corrected(fresh, billed, issued) -%}
{%- set compared = [
    'leg_kind', 'buyer_account_id', 'owner_account_id', 'currency_code', 'list_cost',
    'contracted_cost', 'voucher_cost', 'pretax_cost', 'tax_cost', 'billed_cost'
] -%}
{%- set negated = [
    'list_cost', 'discount_cost', 'contracted_cost', 'voucher_cost', 'pretax_cost',
    'tax_cost', 'billed_cost'
] -%}
{%- set changed = [
    'line_id', 'line_number', 'line_kind', 'corrects_line_id', 'corrects_billing_month',
    'billing_month', 'charge_billing_month'
] -%}
(
    with

    billed_ranked as (

        select
            *,
            row_number() over (
                partition by seller_account_id, leg_id
                order by
                    line_number desc,
                    case when line_kind = 'reversal' then 1 else 0 end
            ) as recency

        from {{ billed }}

    ),

    last_billed as (

        select * from billed_ranked
        where recency = 1

    ),

    -- a line of an issued month, or of a leg that was billed before
    fresh_lines as (

        select fresh.*

        from {{ fresh }} as fresh

        left join {{ issued }} as issued
            on
                fresh.seller_account_id = issued.seller_account_id
                and fresh.billing_month = issued.billing_month

        left join last_billed
            on
                fresh.seller_account_id = last_billed.seller_account_id
                and fresh.leg_id = last_billed.leg_id

        where issued.billing_month is not null or last_billed.leg_id is not null

    ),

    changes as (

        select
            coalesce(fresh_lines.leg_id, last_billed.leg_id) as leg_id,
            coalesce(fresh_lines.seller_account_id, last_billed.seller_account_id)
                as seller_account_id,
            coalesce(fresh_lines.billing_month, last_billed.charge_billing_month)
                as charge_billing_month,
            coalesce(last_billed.line_number, 1) + 1 as line_number,
            last_billed.line_id as corrects_line_id,
            coalesce(last_billed.line_kind != 'reversal', false) as is_reversed,
            fresh_lines.leg_id is not null as is_corrected

        from fresh_lines

        full outer join last_billed
            on
                fresh_lines.seller_account_id = last_billed.seller_account_id
                and fresh_lines.leg_id = last_billed.leg_id

        where
            (
                fresh_lines.leg_id is not null
                and coalesce(last_billed.line_kind, 'reversal') = 'reversal'
            )
            or (fresh_lines.leg_id is null and last_billed.line_kind != 'reversal')
            or (
                last_billed.line_kind != 'reversal'
                and (
                    {% for column in compared -%}
                    fresh_lines.{{ column }} is distinct from last_billed.{{ column }}
                    {{- " or " if not loop.last }}
                    {% endfor -%}
                )
            )

    ),

    -- the earliest month later than the charge's own that is not issued
    months_later as (

        select
            seller_account_id,
            charge_billing_month,
            charge_billing_month as month_before

        from changes
        group by seller_account_id, charge_billing_month

        union

        select
            changes.seller_account_id,
            changes.charge_billing_month,
            issued.billing_month as month_before

        from changes

        inner join {{ issued }} as issued
            on
                changes.seller_account_id = issued.seller_account_id
                and changes.charge_billing_month < issued.billing_month

    ),

    months_open as (

        select
            months_later.seller_account_id,
            months_later.charge_billing_month,
            min(
                cast(months_later.month_before + interval '1' month as date)
            ) as billing_month

        from months_later

        left join {{ issued }} as issued
            on
                months_later.seller_account_id = issued.seller_account_id
                and cast(months_later.month_before + interval '1' month as date)
                = issued.billing_month

        where issued.billing_month is null
        group by months_later.seller_account_id, months_later.charge_billing_month

    )

    select
        {% for column in bill_line_columns() -%}
        {% if column == 'line_id' -%}
        changes.leg_id || ':' || changes.line_number || ':reversal' as line_id
        {%- elif column == 'line_kind' -%}
        'reversal' as line_kind
        {%- elif column == 'corrects_billing_month' -%}
        changes.charge_billing_month as corrects_billing_month
        {%- elif column == 'billing_month' -%}
        months_open.billing_month
        {%- elif column in changed -%}
        changes.{{ column }}
        {%- elif column in negated -%}
        -last_billed.{{ column }} as {{ column }}
        {%- else -%}
        last_billed.{{ column }}
        {%- endif -%}
        {{ "," if not loop.last }}
        {% endfor %}
    from changes

    inner join last_billed
        on
            changes.seller_account_id = last_billed.seller_account_id
            and changes.leg_id = last_billed.leg_id

    inner join months_open
        on
            changes.seller_account_id = months_open.seller_account_id
            and changes.charge_billing_month = months_open.charge_billing_month

    where changes.is_reversed

    union all

    select
        {% for column in bill_line_columns() -%}
        {% if column == 'line_id' -%}
        changes.leg_id || ':' || changes.line_number as line_id
        {%- elif column == 'line_kind' -%}
        'correction' as line_kind
        {%- elif column == 'corrects_billing_month' -%}
        changes.charge_billing_month as corrects_billing_month
        {%- elif column == 'billing_month' -%}
        months_open.billing_month
        {%- elif column in changed -%}
        changes.{{ column }}
        {%- else -%}
        fresh_lines.{{ column }}
        {%- endif -%}
        {{ "," if not loop.last }}
        {% endfor %}
    from changes

    inner join fresh_lines
        on
            changes.seller_account_id = fresh_lines.seller_account_id
            and changes.leg_id = fresh_lines.leg_id

    inner join months_open
        on
            changes.seller_account_id = months_open.seller_account_id
            and changes.charge_billing_month = months_open.charge_billing_month

    where changes.is_corrected

)
{%- endmacro %}
