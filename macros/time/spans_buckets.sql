{#
    True for usage that lasts longer than the bucket of its start (rules 3.8). Bandwidth
    points (p95) belong to one slot whatever their end; usage without a bucket spans none.
    Usage: {{ spans_buckets('usage_records', 'skus') }}
#}
{% macro spans_buckets(usage_records, skus) -%}
    coalesce(
        {{ skus }}.metering != 'p95'
        and {{ usage_records }}.usage_ended_at > {{ settlement_bucket_end(
            settlement_bucket(usage_records ~ '.usage_started_at', skus),
            skus ~ '.settlement_cycle'
        ) }},
        false
    )
{%- endmacro %}
