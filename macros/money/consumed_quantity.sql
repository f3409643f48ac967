{#
    What one usage record consumes, in usage units, at ten decimals (rules 3.2): quantity
    times linear size, and times seconds for duration metering. Rounding is the most
    expensive step of the pass over the records, so a product is rounded only where it can
    have more than ten decimals. Of a record that is not ordinary this is what is left of
    whole multiples of 10^10, which consumed_ten_billions counts.
    Usage: {{ consumed_quantity('usage_records', 'skus') }}
#}
{% macro consumed_quantity(usage_records, skus) -%}
    {%- set quantity = usage_records ~ '.usage_quantity' -%}
    {%- set size = usage_records ~ '.linear_size' -%}
    {%- set started_at = usage_records ~ '.usage_started_at' -%}
    {%- set ended_at = usage_records ~ '.usage_ended_at' -%}
    {%- set microseconds = duration_in_microseconds(started_at, ended_at) -%}
    {%- set whole_seconds =
        'cast(' ~ whole_quotient(microseconds, 1000000) ~ ' as decimal(18, 0))' -%}
    {%- set whole_size = 'cast(' ~ size ~ ' as decimal(18, 0))' -%}
    cast(
        case
            when not ({{ consumes_ordinarily(usage_records, skus) }})
                then
                    {{ units_as_decimal(
                        'coalesce(' ~ consumed_units(usage_records, skus) ~ ', 0) % 1'
                        ~ '0' * 20, 10
                    ) }}
            when {{ skus }}.metering = 'duration'
                then
                    case
                        when {{ microseconds }} % 1000000 != 0
                            then
                                {{ as_quantity(
                                    quantity
                                    ~ ' * ' ~ duration_in_seconds(started_at, ended_at)
                                    ~ ' * coalesce(' ~ size
                                    ~ ', cast(1 as decimal(18, 6)))'
                                ) }}
                        when {{ size }} is null then {{ quantity }} * {{ whole_seconds }}
                        when {{ size }} = {{ whole_size }}
                            then {{ quantity }} * {{ whole_seconds }} * {{ whole_size }}
                        else
                            {{ as_quantity(
                                quantity ~ ' * ' ~ whole_seconds ~ ' * ' ~ size
                            ) }}
                    end
            when {{ size }} is null then {{ quantity }}
            else {{ as_quantity(quantity ~ ' * ' ~ size) }}
        end as decimal(38, 10)
    )
{%- endmacro %}
