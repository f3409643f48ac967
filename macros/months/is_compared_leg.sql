{#
    A condition that leaves of legs those that may differ from what was billed: true if a build
    rates everything.
    Usage: where {{ is_compared_leg('legs') }}
#}
{% macro is_compared_leg(legs) -%}
    {%- if bills_go_on() or not execute -%}
    (
        {{ legs }}.charge_id in (
            select charge_id from {{ ref('int_compared_charges') }} where charge_id is not null
        )
        or exists (
            select 1
            from {{ ref('int_compared_charges') }} as compared
            where
                {{ legs }}.seller_account_id = compared.seller_account_id
                and {{ legs }}.billing_month = compared.billing_month
        )
    )
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}
