{#
    The current records of a raw table: not malformed, not a duplicate, not superseded,
    not in conflict, not retracted (rules 1.1 a to d, 1.4). Reasons that look at other records come after.
    `among` is a relation of some of its records, if only those are asked for.
    Usage: select usage_id from {{ current_records('usage') }} as current_records
#}
{% macro current_records(table, among=none) %}
(
    select
        {% for column in contract_columns(table) -%}
        delivered.{{ column.name }},
        {% endfor -%}
        delivered.record_file,
        delivered.record_line
    from {{ among or ref('stg_' ~ table) }} as delivered
    left join {{ ref('int_records_deduplicated') }} as replaced
        on
            replaced.source_table = '{{ table }}'
            and replaced.record_status != 'current'
            and delivered.record_line = replaced.record_line
            and delivered.record_file = replaced.record_file
    where
        delivered.rejection_reason is null
        and replaced.record_line is null
)
{% endmacro %}
