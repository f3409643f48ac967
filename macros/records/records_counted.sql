{#
    How many records of a raw table a relation holds, by the file they came in.
    Usage: {{ records_counted('orders', ref('stg_orders'), 'delivered') }}
#}
{% macro records_counted(table, relation, record_status) %}
    select
        '{{ table }}' as source_table,
        record_file,
        '{{ record_status }}' as record_status,
        count(*) as record_count
    from {{ relation }}
    {%- if record_status == 'current' %}
    where rejection_reason is null
    {%- endif %}
    group by record_file
{% endmacro %}
