{#
    The last readable record of each of some keys of a raw table, retracted or not, with the
    moment of its retraction; one in conflict if a key has no other. `id` is the column of
    the key, `keys` a relation that has it.
    Usage: select * from {{ last_records('accounts', 'account_id', 'former_ids') }} as records
#}
{% macro last_records(table, id, keys) %}
(
    select *
    from (
        select
            delivered.*,
            replaced.retracted_at,
            row_number() over (
                partition by delivered.{{ id }}
                order by
                    coalesce(replaced.record_status = 'rejected', false) asc,
                    delivered.recorded_at desc,
                    delivered.record_file asc,
                    delivered.record_line asc
            ) as newness_rank
        from {{ ref('stg_' ~ table) }} as delivered
        inner join {{ keys }} as sought
            on delivered.{{ id }} = sought.{{ id }}
        left join {{ ref('int_records_deduplicated') }} as replaced
            on
                replaced.source_table = '{{ table }}'
                and delivered.record_file = replaced.record_file
                and delivered.record_line = replaced.record_line
        where delivered.rejection_reason is null
    ) as ranked
    where newness_rank = 1
)
{% endmacro %}
