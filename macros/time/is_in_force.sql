{#
    True when a dated row covers an instant. Intervals are half-open: valid_from is in,
    valid_to is out. Dated models close open intervals with end_of_time(): a condition
    with "or valid_to is null" keeps engines from hashing the join.
    Usage: {{ is_in_force('tax_rates', 'legs.transaction_at') }}
#}
{% macro is_in_force(dated, instant) -%}
    {{ dated }}.valid_from <= {{ instant }}
    and {{ instant }} < {{ dated }}.valid_to
{%- endmacro %}
