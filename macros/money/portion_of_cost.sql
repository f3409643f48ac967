{#
    A cost times part / whole at eight decimals, rounded once, half away from zero. It is
    computed in whole numbers, because engines divide decimals in binary floats or round
    them. Part and whole are whole numbers, part >= 0, whole > 0. The portion of a growing
    part, each less the one before it, adds up to the cost exactly.
    Usage: {{ portion_of_cost('lines.list_cost', 'lines.elapsed', 'lines.duration') }}
#}
{% macro portion_of_cost(cost, part, whole) -%}
    {{ return(adapter.dispatch('portion_of_cost', 'tierbill')(cost, part, whole)) }}
{%- endmacro %}

{% macro duckdb__portion_of_cost(cost, part, whole) -%}
    {%- set units = 'cast(abs(' ~ cost ~ ') * 100000000 as hugeint)' -%}
    {%- set share = 'cast(' ~ part ~ ' as hugeint)' -%}
    {%- set total = 'cast(' ~ whole ~ ' as hugeint)' -%}
    cast(
        cast(
            sign({{ cost }}) * (
                {{ units }} // {{ total }} * {{ share }}
                + ({{ units }} % {{ total }} * {{ share }} * 2 + {{ total }})
                // (2 * {{ total }})
            ) as decimal(30, 0)
        ) * cast(0.00000001 as decimal(8, 8)) as decimal(38, 8)
    )
{%- endmacro %}

{% macro spark__portion_of_cost(cost, part, whole) -%}
    {%- set units = 'cast(abs(' ~ cost ~ ') * 100000000 as decimal(38, 0))' -%}
    {%- set share = 'cast(' ~ part ~ ' as decimal(38, 0))' -%}
    {%- set total = 'cast(' ~ whole ~ ' as decimal(38, 0))' -%}
    cast(
        cast(
            sign({{ cost }}) * (
                {{ units }} div {{ total }} * {{ share }}
                + ({{ units }} % {{ total }} * {{ share }} * 2 + {{ total }})
                div (2 * {{ total }})
            ) as decimal(30, 0)
        ) * cast(0.00000001 as decimal(8, 8)) as decimal(38, 8)
    )
{%- endmacro %}
