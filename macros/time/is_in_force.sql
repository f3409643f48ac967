{#
    True when the interval of a row contains an instant. Intervals are half-open:
    valid_from is in, valid_to is out. Models close open intervals with end_of_time(),
    because engines do not hash a join with "or valid_to is null".
    Usage: {{ is_in_force('tax_rates', 'legs.transaction_at') }}
#}
{% macro is_in_force(dated, instant) -%}
    {{ dated }}.valid_from <= {{ instant }}
    and {{ instant }} < {{ dated }}.valid_to
{%- endmacro %}
