{#
    A cost times part / whole at eight decimals, rounded once, half away from zero; null
    where it has more than 37 digits. It is computed in whole numbers, because engines
    divide decimals in binary floats or round them. Part and whole are whole numbers below
    10^18, part >= 0, whole > 0. The portion of a growing part, each less the one before
    it, adds up to the cost exactly.
    Usage: {{ portion_of_cost('lines.list_cost', 'lines.elapsed', 'lines.duration') }}
#}
{% macro portion_of_cost(cost, part, whole) -%}
    {{ return(adapter.dispatch('portion_of_cost', 'tierbill')(cost, part, whole)) }}
{%- endmacro %}

{% macro duckdb__portion_of_cost(cost, part, whole) -%}
    {{ portion_of_units(
        cost, 'cast(' ~ part ~ ' as hugeint)', 'cast(' ~ whole ~ ' as hugeint)'
    ) }}
{%- endmacro %}

{% macro spark__portion_of_cost(cost, part, whole) -%}
    {{ portion_of_units(
        cost, 'cast(' ~ part ~ ' as decimal(38, 0))', 'cast(' ~ whole ~ ' as decimal(38, 0))'
    ) }}
{%- endmacro %}
