{#
    First instant after a settlement bucket, from its start and the sku's cycle.
    Usage: {{ settlement_bucket_end('usage.bucket_started_at', 'usage.settlement_cycle') }}
#}
{% macro settlement_bucket_end(bucket_started_at, settlement_cycle) -%}
    case {{ settlement_cycle }}
        when 'hourly' then {{ bucket_started_at }} + interval '1' hour
        when 'daily' then {{ bucket_started_at }} + interval '24' hour
        else {{ billing_instant(
            "(" ~ billing_local(bucket_started_at) ~ " + interval '1' month)"
        ) }}
    end
{%- endmacro %}
