{#
    What one usage record consumes, in usage units, at ten decimals (rules 3.2): quantity
    times linear size, for duration metering times seconds. Rounding a product is the
    dearest step of the pass over the records, so it is done only where the product can
    have more than ten decimals.
    Usage: {{ consumed_quantity('usage_records', 'skus') }}
#}
{% macro consumed_quantity(usage_records, skus) -%}
    {%- set quantity = usage_records ~ '.usage_quantity' -%}
    {%- set size = usage_records ~ '.linear_size' -%}
    {%- set seconds = duration_in_seconds(
        usage_records ~ '.usage_started_at', usage_records ~ '.usage_ended_at'
    ) -%}
    cast(
        case
            when
                {{ skus }}.metering = 'duration'
                and {{ size }} is null
                and {{ seconds }} = cast({{ seconds }} as decimal(18, 0))
                then {{ quantity }} * cast({{ seconds }} as decimal(18, 0))
            when {{ skus }}.metering = 'duration' and {{ size }} is null
                then {{ as_quantity(quantity ~ ' * ' ~ seconds) }}
            when {{ skus }}.metering = 'duration'
                then {{ as_quantity(quantity ~ ' * ' ~ seconds ~ ' * ' ~ size) }}
            when {{ size }} is null then {{ quantity }}
            else {{ as_quantity(quantity ~ ' * ' ~ size) }}
        end as decimal(38, 10)
    )
{%- endmacro %}
