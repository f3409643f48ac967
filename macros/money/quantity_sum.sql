{#
    A sum of quantities of any size; null where it does not fit a quantity.
    Usage: {{ quantity_sum('lines.consumed_quantity') }}
#}
{% macro quantity_sum(quantity) -%}
    {{ return(adapter.dispatch('quantity_sum', 'tierbill')(quantity)) }}
{%- endmacro %}

{% macro duckdb__quantity_sum(quantity) -%}
    {%- set is_small = quantity ~ ' between -1' ~ '0' * 17 ~ ' and 1' ~ '0' * 17 -%}
    {%- set whole -%}
        sum(case when not {{ is_small }} then cast(trunc({{ quantity }}) as hugeint) end)
    {%- endset -%}
    {%- set rest -%}
        sum(
            case
                when {{ is_small }} then {{ quantity }}
                else {{ quantity }} - trunc({{ quantity }})
            end
        )
    {%- endset -%}
    case
        when {{ whole }} is null then {{ rest }}
        when {{ whole }} between -{{ '9' * 28 }} and {{ '9' * 28 }}
            then
                {{ units_as_decimal(
                    whole ~ ' * 10000000000 + ' ~ whole_units(rest, 10), 10
                ) }}
    end
{%- endmacro %}

{% macro spark__quantity_sum(quantity) -%}
    try_sum({{ quantity }})
{%- endmacro %}
