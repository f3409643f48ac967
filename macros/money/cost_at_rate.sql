{#
    A cost times a rate (a discount's multiplier, a tax rate) at eight decimals: the exact
    product, rounded once, half away from zero (rules, preamble). Where the product fits
    64 bits, as nearly always, they do: rounding 128 bits takes sixteen times as long.
    Usage: {{ cost_at_rate('base_cost', 'discount_multiplier') }}
#}
{% macro cost_at_rate(cost, rate) -%}
    {{ return(adapter.dispatch('cost_at_rate', 'tierbill')(cost, rate)) }}
{%- endmacro %}

{% macro duckdb__cost_at_rate(cost, rate) -%}
    case
        when
            {{ cost }} between -99999 and 99999
            and {{ rate }} between 0 and 9
            and {{ rate }} = cast({{ rate }} as decimal(5, 4))
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
{%- endmacro %}

{% macro spark__cost_at_rate(cost, rate) -%}
    {{ as_cost(cost ~ ' * ' ~ rate) }}
{%- endmacro %}
