{#
    A cost times a rate (a discount multiplier, a tax rate) at eight decimals, rounded once,
    half away from zero (rules, preamble). On DuckDB a rate of four decimals keeps the
    product in 64 bits, where rounding takes a tenth of the time; a product that leaves
    128 bits is multiplied in parts.
    Usage: {{ cost_at_rate('base_cost', 'discount_multiplier') }}
#}
{% macro cost_at_rate(cost, rate) -%}
    {{ return(adapter.dispatch('cost_at_rate', 'tierbill')(cost, rate)) }}
{%- endmacro %}

{% macro duckdb__cost_at_rate(cost, rate) -%}
    case
        when {{ cost }} between -99999 and 99999 and {{ rate }} between 0 and 9
            then
                case
                    when {{ rate }} = cast({{ rate }} as decimal(5, 4))
                        then
                            cast(
                                round(
                                    cast({{ cost }} as decimal(13, 8))
                                    * cast({{ rate }} as decimal(5, 4)),
                                    8
                                ) as decimal(38, 8)
                            )
                    else {{ as_cost(cost ~ ' * ' ~ rate) }}
                end
        when {{ cost }} between -99999999999 and 99999999999 and {{ rate }} < 99999999
            then {{ as_cost(cost ~ ' * ' ~ rate) }}
        else
            cast(
                sign({{ cost }}) * {{ exact_product('abs(' ~ cost ~ ')', 8, rate, 10, 8) }}
                as decimal(38, 8)
            )
    end
{%- endmacro %}

{% macro spark__cost_at_rate(cost, rate) -%}
    cast(
        sign({{ cost }}) * {{ exact_product('abs(' ~ cost ~ ')', 8, rate, 10, 8) }}
        as decimal(38, 8)
    )
{%- endmacro %}
