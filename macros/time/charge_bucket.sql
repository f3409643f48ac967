{#
    The bucket of a charge: the bucket its usage was settled in, but for p95 skus, whose
    five-minute slots make one charge a billing month (rules 3.1, 10).
    Usage: {{ charge_bucket('bucket_started_at', 'metering') }}
#}
{% macro charge_bucket(bucket_started_at, metering) -%}
    case
        when {{ metering }} = 'p95'
            then
                {{ billing_instant(
                    "date_trunc('month', " ~ billing_local(bucket_started_at) ~ ")"
                ) }}
        else {{ bucket_started_at }}
    end
{%- endmacro %}
