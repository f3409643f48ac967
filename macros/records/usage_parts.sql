{#
    Usage that spans buckets, one row for each bucket (rules 3.8): all columns of the
    relation, then `part_bucket_started_at`, `part_started_at` and `part_ended_at`, cut at
    the boundaries. What spans too many buckets has one row, that of its first bucket.
    The relation has the columns bucket_started_at, first_used_at, last_used_at, the sku's
    settlement_cycle and metering, and spans_too_many_buckets.
    Usage: select * from {{ usage_parts('split_records') }} as parts
#}
{% macro usage_parts(split_records) -%}
{%- set last_instant = "(last_used_at - interval '1' microsecond)" -%}
(
    select
        *,
        greatest(first_used_at, part_bucket_started_at) as part_started_at,
        least(
            last_used_at,
            {{ settlement_bucket_end('part_bucket_started_at', 'settlement_cycle') }}
        ) as part_ended_at
    from (
        select
            *,
            {{ each_bucket(
                'bucket_started_at',
                'case when spans_too_many_buckets then bucket_started_at else '
                ~ settlement_bucket(last_instant, split_records) ~ ' end',
                'settlement_cycle'
            ) }} as part_bucket_started_at
        from {{ split_records }}
    ) as bucket_parts
)
{%- endmacro %}
