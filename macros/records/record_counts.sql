{#
    How many records of a raw table were delivered and how many are current, by the file
    they came in. Records are current if their validated model gives no reason.
    Usage: {{ record_counts('orders') }}
#}
{% macro record_counts(table) %}
    select
        '{{ table }}' as source_table,
        record_file,
        'delivered' as record_status,
        count(*) as record_count
    from {{ ref('stg_' ~ table) }}
    group by record_file
    union all
    select
        '{{ table }}' as source_table,
        record_file,
        'current' as record_status,
        count(*) as record_count
    from {{ ref('int_' ~ table ~ '_validated') }}
    where rejection_reason is null
    group by record_file
{% endmacro %}
