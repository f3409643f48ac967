{#
    A cost times a quotient of two whole numbers above 0, at eight decimals, rounded once,
    half away from zero: engines divide decimals in binary floats, whole numbers exactly.
    Usage: {{ share_of_cost('usage_cost', 'seconds_left', 'seconds_gone') }}
#}
{% macro share_of_cost(cost, dividend, divisor) -%}
    {{ return(adapter.dispatch('share_of_cost', 'tierbill')(cost, dividend, divisor)) }}
{%- endmacro %}

{% macro duckdb__share_of_cost(cost, dividend, divisor) -%}
    cast(
        cast(
            sign({{ cost }}) * (
                (
                    2 * cast(abs({{ cost }}) * 100000000 as hugeint) * ({{ dividend }})
                    + ({{ divisor }})
                ) // (2 * ({{ divisor }}))
            ) as decimal(30, 0)
        ) * cast(0.00000001 as decimal(8, 8)) as decimal(38, 8)
    )
{%- endmacro %}

{% macro spark__share_of_cost(cost, dividend, divisor) -%}
    cast(
        sign({{ cost }}) * (
            (
                2 * cast(abs({{ cost }}) * 100000000 as decimal(38, 0)) * ({{ dividend }})
                + ({{ divisor }})
            ) div (2 * ({{ divisor }}))
        ) * cast(0.00000001 as decimal(8, 8)) as decimal(38, 8)
    )
{%- endmacro %}
