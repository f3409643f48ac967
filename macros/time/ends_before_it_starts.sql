{#
    True for usage that measures nothing: it ends before it starts, or when it starts. A
    measuring point of bandwidth (p95) may end when it starts (rules 1.2).
    Usage: {{ ends_before_it_starts('usage_records', 'skus') }}
#}
{% macro ends_before_it_starts(usage_records, skus) -%}
    {{ usage_records }}.usage_ended_at < {{ usage_records }}.usage_started_at
    or (
        {{ usage_records }}.usage_ended_at = {{ usage_records }}.usage_started_at
        and coalesce({{ skus }}.metering, '') != 'p95'
    )
{%- endmacro %}
