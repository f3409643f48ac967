{#
    A cost as a percentage of an amount, two decimals, rounded once, half away from zero;
    null where the amount is not above 0.
    Usage: {{ percent_of('used_cost', 'budget_amount') }}
#}
{% macro percent_of(cost, amount) -%}
    {{ return(adapter.dispatch('percent_of', 'tierbill')(cost, amount)) }}
{%- endmacro %}

{% macro duckdb__percent_of(cost, amount) -%}
    {%- set whole = '(cast(' ~ amount ~ ' * 100 as hugeint) * 1000000)' -%}
    case
        when {{ amount }} > 0
            then
                cast(
                    cast(
                        sign({{ cost }}) * (
                            (
                                20000 * cast(abs({{ cost }}) * 100000000 as hugeint)
                                + {{ whole }}
                            ) // (2 * {{ whole }})
                        ) as decimal(20, 0)
                    ) * cast(0.01 as decimal(3, 2)) as decimal(20, 2)
                )
    end
{%- endmacro %}

{% macro spark__percent_of(cost, amount) -%}
    {%- set whole = '(cast(' ~ amount ~ ' * 100 as decimal(38, 0)) * 1000000)' -%}
    case
        when {{ amount }} > 0
            then
                cast(
                    sign({{ cost }}) * (
                        (
                            20000 * cast(abs({{ cost }}) * 100000000 as decimal(38, 0))
                            + {{ whole }}
                        ) div (2 * {{ whole }})
                    ) * cast(0.01 as decimal(3, 2)) as decimal(20, 2)
                )
    end
{%- endmacro %}
