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

{% macro portion_of_units(cost, share, total) -%}
    {%- set units = whole_units('abs(' ~ cost ~ ')', 8) -%}
    {%- set each = '(' ~ whole_quotient(units, total) ~ ')' -%}
    {%- set rest -%}
        ({{ units }} % {{ total }} * {{ share }} * 2 + {{ total }})
    {%- endset -%}
    case
        when {{ each }} = 0 or {{ share }} <= {{ whole_quotient('9' * 37, each) }}
            then
                cast(
                    sign({{ cost }}) * {{ units_as_decimal(
                        each ~ ' * ' ~ share ~ ' + '
                        ~ whole_quotient(rest, '(2 * ' ~ total ~ ')'), 8
                    ) }} as decimal(38, 8)
                )
    end
{%- endmacro %}
