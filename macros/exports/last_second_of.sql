{#
    Last second of a period, inclusive as one provider prints ends; the start itself
    where the period is empty.
    Usage: {{ last_second_of('charge_period_start', 'charge_period_end') }}
#}
{% macro last_second_of(period_start, period_end) -%}
    greatest({{ period_start }}, {{ period_end }} - interval '1' second)
{%- endmacro %}
