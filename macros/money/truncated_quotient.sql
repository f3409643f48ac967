{#
    A quotient of two decimals of ten places, cut to ten places toward zero (rules 3.2).
    Engines divide decimals in binary floats or round them, so whole numbers are divided.
    On DuckDB that is dear with 128 bits: doubles make a first guess, a little low so that
    it is cut, not rounded; it counts only if what it leaves is less than its last place.
    Usage: {{ truncated_quotient('consumed_quantity', 'usage_per_pricing_unit') }}
#}
{% macro truncated_quotient(dividend, divisor) -%}
    {{ return(
        adapter.dispatch('truncated_quotient', 'tierbill')(dividend, divisor)
    ) }}
{%- endmacro %}

{% macro duckdb__truncated_quotient(dividend, divisor) -%}
    {%- set last_place = 'cast(0.0000000001 as decimal(11, 10))' -%}
    {%- set guess -%}
        cast(
            cast(cast({{ dividend }} as decimal(18, 10)) as double)
            / cast(cast({{ divisor }} as decimal(18, 10)) as double)
            - cast(0.000000000045 as double) as decimal(18, 10)
        )
    {%- endset -%}
    {%- set left_over -%} {{ dividend }} - {{ guess }} * {{ divisor }} {%- endset -%}
    case
        when {{ divisor }} = 1 then {{ dividend }}
        when
            {{ dividend }} between 0 and 99999999
            and {{ divisor }} between 0.001 and 99999999
            and {{ dividend }} < {{ divisor }} * 100000
            then
                case
                    when
                        {{ left_over }} >= 0
                        and {{ left_over }} < {{ divisor }} * {{ last_place }}
                        then cast({{ guess }} as decimal(38, 10))
                    else {{ duckdb__divided_as_whole_numbers(dividend, divisor) }}
                end
        else {{ duckdb__divided_as_whole_numbers(dividend, divisor) }}
    end
{%- endmacro %}

{% macro duckdb__divided_as_whole_numbers(dividend, divisor) -%}
    {%- set whole = 'cast(' ~ dividend ~ ' * 10000000000 as hugeint)' -%}
    {%- set unit = 'cast(' ~ divisor ~ ' * 10000000000 as hugeint)' -%}
    cast(cast({{ whole }} // {{ unit }} as decimal(28, 0)) as decimal(38, 10))
    + cast(
        cast(
            ({{ whole }} % {{ unit }}) * 10000000000 // {{ unit }} as decimal(20, 0)
        ) * cast(0.0000000001 as decimal(11, 10)) as decimal(38, 10)
    )
{%- endmacro %}

{% macro spark__truncated_quotient(dividend, divisor) -%}
    {%- set whole = 'cast(' ~ dividend ~ ' * 10000000000 as decimal(38, 0))' -%}
    {%- set unit = 'cast(' ~ divisor ~ ' * 10000000000 as decimal(38, 0))' -%}
    cast(
        cast({{ whole }} div {{ unit }} as decimal(28, 0))
        + cast(
            cast(({{ whole }} % {{ unit }}) * 10000000000 div {{ unit }} as decimal(20, 0))
            * cast(0.0000000001 as decimal(11, 10)) as decimal(38, 10)
        ) as decimal(38, 10)
    )
{%- endmacro %}
