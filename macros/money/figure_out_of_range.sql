{#
    The first figure of a usage charge that does not fit, with its value, as text; null
    where all fit (rules 1.10). Looks only at charges that may be large.
    charges: a relation with the columns own_reason, is_large, consumed_quantity,
    ten_billions, usage_per_pricing_unit, priced_quantity (before packages), highest_price
    and largest_cost.
#}
{% macro figure_out_of_range(charges) -%}
    {%- set quantity = charges ~ '.priced_quantity' -%}
    {%- set price = charges ~ '.highest_price' -%}
    case
        when {{ charges }}.own_reason is not null or not {{ charges }}.is_large then null
        when {{ charges }}.consumed_quantity is null
            then
                'consumed_quantity of about '
                || cast({{ charges }}.ten_billions as {{ type_text() }}) || '0000000000'
        when {{ quantity }} is null
            then
                'pricing_quantity '
                || cast({{ charges }}.consumed_quantity as {{ type_text() }}) || ' / '
                || cast({{ charges }}.usage_per_pricing_unit as {{ type_text() }})
        when
            coalesce(
                {{ exact_product(quantity, 10, price, 10, 8) }}
                >= {{ charges }}.largest_cost, true
            )
            then
                'cost ' || {{ product_text(quantity, price) }} || ' = '
                || cast({{ quantity }} as {{ type_text() }}) || ' x '
                || cast({{ price }} as {{ type_text() }}) || ', at most '
                || cast({{ charges }}.largest_cost as {{ type_text() }})
    end
{%- endmacro %}
