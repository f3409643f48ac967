{#
    The malformed records of a raw table (rules 1.1 a), in the shape of all rejected
    records.
    Usage: {{ malformed_records('orders') }}
#}
{% macro malformed_records(table) %}
    select
        '{{ table }}' as source_table,
        rejected_key as record_key,
        rejection_reason,
        rejection_detail,
        rejected_record as record,
        record_file,
        record_line,
        recorded_at
    from {{ ref('stg_' ~ table) }}
    where rejection_reason is not null
{% endmacro %}
