{#
    The bucket of a charge: the bucket of its usage. The five-minute slots of p95 skus
    make one charge for each billing month (rules 3.1, 10.1).
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
