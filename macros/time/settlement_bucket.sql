{#
    First instant of the settlement bucket that contains an instant: the hour, day or
    month of the billing calendar by the sku's cycle, the five-minute slot for p95 skus
    (rules 3.1, 10.1). Null for prepaid skus.
    Usage: {{ settlement_bucket('usage.usage_started_at', 'skus') }}
#}
{% macro settlement_bucket(instant, skus) -%}
    {{ return(adapter.dispatch('settlement_bucket', 'tierbill')(instant, skus)) }}
{%- endmacro %}

{% macro duckdb__settlement_bucket(instant, skus) -%}
    {%- set offset = billing_offset_hours() * 3600000000 -%}
    {%- set epoch = 'epoch_us(' ~ instant ~ ')' -%}
    make_timestamptz(
        case
            when {{ skus }}.settlement_cycle = 'upfront' then null
            when {{ skus }}.metering = 'p95'
                then {{ start_of_step(epoch, 300000000) }}
            when {{ skus }}.settlement_cycle = 'hourly'
                then {{ start_of_step(epoch, 3600000000) }}
            when {{ skus }}.settlement_cycle = 'daily'
                then
                    {{ start_of_step('(' ~ epoch ~ ' + ' ~ offset ~ ')', 86400000000) }}
                    - {{ offset }}
            when {{ skus }}.settlement_cycle = 'monthly'
                then
                    epoch_us(date_trunc('month', {{ billing_local(instant) }}))
                    - {{ offset }}
        end
    )
{%- endmacro %}

{% macro spark__settlement_bucket(instant, skus) -%}
    case
        when {{ skus }}.settlement_cycle = 'upfront' then null
        when {{ skus }}.metering = 'p95'
            then
                timestamp_micros(
                    {{ start_of_step('unix_micros(' ~ instant ~ ')', 300000000) }}
                )
        else
            {{ billing_instant(
                "date_trunc(case " ~ skus ~ ".settlement_cycle when 'hourly' then 'hour'"
                " when 'daily' then 'day' else 'month' end, "
                ~ billing_local(instant) ~ ")"
            ) }}
    end
{%- endmacro %}
