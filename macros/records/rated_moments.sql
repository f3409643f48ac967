{#
    When the records of a raw table that can change a rated line or a bill became known, by
    file and by the first month that they can change; without a column that tells the month
    they can change any. Nothing is read if no month is to be closed (rules 8.2).
    Usage: {{ rated_moments('usage', 'usage_started_at') }}
#}
{% macro rated_moments(table, month_column=none) -%}
{%- set closing = '(select 1 from ' ~ ref('int_issued_months') ~ ' where not is_closed)' -%}
{%- set month = billing_month_of(month_column) if month_column else 'cast(null as date)' -%}
    select
        '{{ table }}' as source_table,
        record_file,
        {{ month }} as billing_month,
        recorded_at
    from {{ ref('stg_' ~ table) }}
    where {{ has_records(closing) }}
    group by record_file, {{ month }}, recorded_at
{%- endmacro %}
