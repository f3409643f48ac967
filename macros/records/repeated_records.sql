{#
    The readable records of a raw table whose key was delivered more than once or taken
    back, in one shape for all tables. A hash of the key finds them first, because almost all keys are
    unique and a window over every record would cost many times the pass.
    Usage: {{ repeated_records('usage') }}
#}
{% macro repeated_records(table) %}
    select
        '{{ table }}' as source_table,
        {{ record_key(table) }} as record_key,
        {{ record_content(table) }} as record_content,
        recorded_at,
        record_file,
        record_line
    from {{ ref('stg_' ~ table) }}
    where
        rejection_reason is null
        and {{ key_hash(record_key(table)) }} in (
            select {{ key_hash(record_key(table)) }}
            from {{ ref('stg_' ~ table) }}
            where rejection_reason is null
            group by {{ key_hash(record_key(table)) }}
            having count(*) > 1
            union all
            select {{ key_hash('retractions.record_key') }}
            from {{ ref('stg_retractions') }} as retractions
            where
                retractions.rejection_reason is null
                and retractions.source_table = '{{ table }}'
        )
{% endmacro %}
