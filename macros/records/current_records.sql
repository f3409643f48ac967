{#
    The current records of a raw table: not malformed, not a duplicate, not superseded,
    not in conflict, not retracted (rules 1.1 a to d, 1.4). Reasons that look at other records come after.
    `among` is a relation of some of its records, if only those are asked for.
    `with_first_recorded` adds first_recorded_at: the earliest recorded_at of any readable
    version of the key (rules 1.12).
    `with_kept_since` adds kept_since_at: since when the key says what it says now. What
    excludes another record stays by it.
    Usage: select usage_id from {{ current_records('usage') }} as current_records
#}
{% macro current_records(table, among=none, with_first_recorded=false, with_kept_since=false) %}
(
    select
        {% for column in contract_columns(table) -%}
        delivered.{{ column.name }},
        {% endfor -%}
        {% if with_first_recorded -%}
        coalesce(versions.first_recorded_at, delivered.recorded_at)
            as first_recorded_at,
        {% endif -%}
        {% if with_kept_since -%}
        coalesce(kept.kept_since_at, delivered.recorded_at) as kept_since_at,
        {% endif -%}
        delivered.record_file,
        delivered.record_line
    from {{ among or ref('stg_' ~ table) }} as delivered
    left join {{ ref('int_records_deduplicated') }} as replaced
        on
            replaced.source_table = '{{ table }}'
            and replaced.record_status != 'current'
            and delivered.record_line = replaced.record_line
            and delivered.record_file = replaced.record_file
    {% if with_first_recorded -%}
    left join (
        select
            record_key as version_key,
            min(recorded_at) as first_recorded_at
        from {{ ref('int_records_deduplicated') }}
        where
            source_table = '{{ table }}'
            and record_status in ('current', 'superseded')
            and retracted_at is null
        group by record_key
    ) as versions
        on {{ record_key(table) }} = versions.version_key
    {% endif -%}
    {% if with_kept_since -%}
    left join {{ kept_since(table) }} as kept
        on {{ record_key(table) }} = kept.kept_key
    {% endif -%}
    where
        delivered.rejection_reason is null
        and replaced.record_line is null
)
{% endmacro %}
