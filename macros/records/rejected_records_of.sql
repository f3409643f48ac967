{#
    The rejected records of a model that validates a raw table, in one shape for all
    tables, each whole, with the file and line it came from.
    detail: the model's column that says what exactly is wrong, if it has one.
    Usage: {{ rejected_records_of('int_orders_validated', 'orders') }}
#}
{% macro rejected_records_of(model, table, detail=none) %}
    select
        '{{ table }}' as source_table,
        {{ record_key(table) }} as record_key,
        rejection_reason,
        {{ detail or 'cast(null as ' ~ type_text() ~ ')' }} as rejection_detail,
        {{ record_content(table) }} as record,
        record_file,
        record_line,
        recorded_at
    from {{ ref(model) }}
    where rejection_reason is not null
{% endmacro %}
