{#
    A product at eight decimals: exact, rounded once, half away from zero (rules,
    preamble). Rounding 128 bits is dear, so on DuckDB doubles make a first guess; it
    counts only if the exact product lies nearer to it than half its last place, otherwise
    the product is rounded.
    Usage: {{ product_as_cost('base_cost', 'discount_multiplier') }}
#}
{% macro product_as_cost(factor, other_factor) -%}
    {{ return(
        adapter.dispatch('product_as_cost', 'tierbill')(factor, other_factor)
    ) }}
{%- endmacro %}

{% macro duckdb__product_as_cost(factor, other_factor) -%}
    {%- set guess -%}
        cast(
            cast(cast({{ factor }} as decimal(18, 10)) as double)
            * cast(cast({{ other_factor }} as decimal(18, 10)) as double)
            as decimal(18, 8)
        )
    {%- endset -%}
    case
        when
            {{ factor }} between -9999999 and 9999999
            and {{ other_factor }} between -9999999 and 9999999
            and {{ factor }} * {{ other_factor }} between -1000000 and 1000000
            then
                case
                    when
                        {{ factor }} * {{ other_factor }} - {{ guess }} < 0.000000005
                        and {{ factor }} * {{ other_factor }} - {{ guess }} > -0.000000005
                        then cast({{ guess }} as decimal(38, 8))
                    else {{ as_cost(factor ~ ' * ' ~ other_factor) }}
                end
        else {{ as_cost(factor ~ ' * ' ~ other_factor) }}
    end
{%- endmacro %}

{% macro spark__product_as_cost(factor, other_factor) -%}
    {{ as_cost(factor ~ ' * ' ~ other_factor) }}
{%- endmacro %}
