{#
    What a quantity costs at a unit price, at eight decimals: the exact product, rounded
    once, half away from zero (rules, preamble). Rounding 128 bits is dear, so on DuckDB
    doubles make a first guess; it counts only if the exact product lies nearer to it than
    half its last place, otherwise the product is rounded.
    Usage: {{ cost_of_quantity('unit_price', 'pricing_quantity') }}
#}
{% macro cost_of_quantity(unit_price, quantity) -%}
    {{ return(
        adapter.dispatch('cost_of_quantity', 'tierbill')(unit_price, quantity)
    ) }}
{%- endmacro %}

{% macro duckdb__cost_of_quantity(unit_price, quantity) -%}
    {%- set guess -%}
        cast(
            cast(cast({{ unit_price }} as decimal(18, 10)) as double)
            * cast(cast({{ quantity }} as decimal(18, 10)) as double)
            as decimal(18, 8)
        )
    {%- endset -%}
    case
        when
            {{ unit_price }} between -9999999 and 9999999
            and {{ quantity }} between -9999999 and 9999999
            and {{ unit_price }} * {{ quantity }} between -1000000 and 1000000
            then
                case
                    when
                        {{ unit_price }} * {{ quantity }} - {{ guess }} < 0.000000005
                        and {{ unit_price }} * {{ quantity }} - {{ guess }} > -0.000000005
                        then cast({{ guess }} as decimal(38, 8))
                    else {{ as_cost(unit_price ~ ' * ' ~ quantity) }}
                end
        else {{ as_cost(unit_price ~ ' * ' ~ quantity) }}
    end
{%- endmacro %}

{% macro spark__cost_of_quantity(unit_price, quantity) -%}
    {{ as_cost(unit_price ~ ' * ' ~ quantity) }}
{%- endmacro %}
