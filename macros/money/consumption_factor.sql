{#
    What the quantity of a usage record is multiplied by, at twelve places, a whole number:
    microseconds (1 for a metering without them) times size; 0 for one that ends before it
    starts.
#}
{% macro consumption_factor(usage_records, skus) -%}
    {%- set size = usage_records ~ '.linear_size' -%}
    (
        case
            when {{ skus }}.metering = 'duration'
                then
                    greatest(
                        {{ duration_in_microseconds(
                            usage_records ~ '.usage_started_at',
                            usage_records ~ '.usage_ended_at'
                        ) }}, 0
                    )
            else 1000000
        end * {{ whole_units('coalesce(' ~ size ~ ', 1)', 6) }}
    )
{%- endmacro %}
