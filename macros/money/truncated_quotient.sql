{#
    A quotient of two decimals of ten places, cut to ten places toward zero (rules 3.2).
    Engines divide decimals in binary floats or round them, so whole units are divided:
    the integer part first, then the remainder, which cannot overflow.
    Usage: {{ truncated_quotient('consumed_quantity', 'usage_per_pricing_unit') }}
#}
{% macro truncated_quotient(dividend, divisor) -%}
    {{ return(adapter.dispatch('truncated_quotient', 'tierbill')(dividend, divisor)) }}
{%- endmacro %}

{% macro duckdb__truncated_quotient(dividend, divisor) -%}
    {%- set whole = 'cast(' ~ dividend ~ ' * 10000000000 as hugeint)' -%}
    {%- set unit = 'cast(' ~ divisor ~ ' * 10000000000 as hugeint)' -%}
    case
        when {{ divisor }} = 1 then cast({{ dividend }} as decimal(38, 10))
        else
            cast(cast({{ whole }} // {{ unit }} as decimal(28, 0)) as decimal(38, 10))
            + cast(
                cast(
                    ({{ whole }} % {{ unit }}) * 10000000000 // {{ unit }}
                    as decimal(20, 0)
                ) * cast(0.0000000001 as decimal(11, 10)) as decimal(38, 10)
            )
    end
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
