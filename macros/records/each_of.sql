{#
    A row for each value of a list.
    Usage: select {{ each_of('voucher_draws') }} as voucher_draw
#}
{% macro each_of(values) -%}
    {{ return(adapter.dispatch('each_of', 'tierbill')(values)) }}
{%- endmacro %}

{% macro duckdb__each_of(values) -%}unnest({{ values }}){%- endmacro %}

{% macro spark__each_of(values) -%}explode({{ values }}){%- endmacro %}
