{#
    The months that a build gives itself to close, the setting `closing_months`, as a relation
    with the columns of int_issued_months; no rows if it gives none (rules 8.2).
    Usage: select * from {{ given_closes() }} as given_closes
#}
{% macro given_closes() -%}
(
    {% for close in setting('closing_months') -%}
    select
        '{{ dbt.escape_single_quotes(close.seller_account_id) }}' as seller_account_id,
        cast('{{ dbt.escape_single_quotes(close.billing_month) }}' as date) as billing_month,
        cast(
            '{{ dbt.escape_single_quotes(close.issued_at) }}' as {{ type_instant() }}
        ) as issued_at,
        cast({{ close.load_sequence | int }} as bigint) as load_sequence,
        cast({{ close.close_sequence | int }} as bigint) as close_sequence
    union all
    {% endfor -%}
    select
        cast(null as {{ type_text() }}) as seller_account_id,
        cast(null as date) as billing_month,
        cast(null as {{ type_instant() }}) as issued_at,
        cast(null as bigint) as load_sequence,
        cast(null as bigint) as close_sequence
    where false
)
{%- endmacro %}
