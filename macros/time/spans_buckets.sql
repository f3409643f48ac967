{#
    True for usage that lasts longer than the bucket of its start (rules 3.8). Bandwidth
    points (p95) belong to one slot whatever their end; usage without a bucket spans none.
    Buckets begin at full hours, so only what lasts beyond one is looked at: that is quick.
    Usage: {{ spans_buckets('bucketed_records') }}, a relation with bucket_started_at and
    the sku's metering and settlement_cycle
#}
{% macro spans_buckets(records) -%}
    {%- set started_at = records ~ '.usage_started_at' -%}
    {%- set ended_at = records ~ '.usage_ended_at' -%}
    case
        when
            {{ duration_in_microseconds(started_at, ended_at) }}
            <= 3600000000
            - {{ duration_in_microseconds(beginning_of_time(), started_at) }} % 3600000000
            then false
        else
            coalesce(
                {{ records }}.metering != 'p95'
                and {{ ended_at }} > {{ settlement_bucket_end(
                    records ~ '.bucket_started_at', records ~ '.settlement_cycle'
                ) }},
                false
            )
    end
{%- endmacro %}
