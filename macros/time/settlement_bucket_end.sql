{#
    First instant after a settlement bucket, from its start and the sku's cycle; or after
    the last of several buckets one after the other.
    Usage: {{ settlement_bucket_end('usage.bucket_started_at', 'usage.settlement_cycle') }}
#}
{% macro settlement_bucket_end(bucket_started_at, settlement_cycle, buckets=1) -%}
    case {{ settlement_cycle }}
        when 'hourly' then {{ bucket_started_at }} + interval '{{ buckets }}' hour
        when 'daily' then {{ bucket_started_at }} + interval '{{ buckets * 24 }}' hour
        else {{ billing_instant(
            "(" ~ billing_local(bucket_started_at) ~ " + interval '" ~ buckets ~ "' month)"
        ) }}
    end
{%- endmacro %}
