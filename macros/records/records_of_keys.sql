{#
    The well-formed records of a raw table whose key is among some keys, in one shape for
    all tables.
    Usage: {{ records_of_keys('orders', 'rejected_records') }}
#}
{% macro records_of_keys(table, keys) %}
    select
        '{{ table }}' as source_table,
        {{ record_key(table) }} as record_key,
        recorded_at,
        record_file,
        record_line
    from {{ ref('stg_' ~ table) }}
    where
        rejection_reason is null
        and {{ record_key(table) }} in (
            select record_key
            from {{ keys }}
            where source_table = '{{ table }}' and record_key is not null
        )
{% endmacro %}
