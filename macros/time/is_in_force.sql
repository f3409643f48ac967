{#
    True when a dated row covers an instant. Intervals are half-open: valid_from is in,
    valid_to is out, a null valid_to is open.
    Usage: {{ is_in_force('tax_rates', 'legs.transaction_at') }}
#}
{% macro is_in_force(dated, instant) -%}
    {{ dated }}.valid_from <= {{ instant }}
    and ({{ instant }} < {{ dated }}.valid_to or {{ dated }}.valid_to is null)
{%- endmacro %}
