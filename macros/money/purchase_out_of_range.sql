{#
    The first figure of a purchase that does not fit, with its size, as text; null where
    all fit (rules 1.10): the price of one term, the pricing quantity, and the cost at the
    highest terms that ever reached the owner. Sizes are compared in binary numbers, of
    which the first fifteen digits count; no figure is made of them.
    Usage: {{ purchase_out_of_range('orders', 'price_sets', 'owners') }}
#}
{% macro purchase_out_of_range(orders, prices, owners) -%}
    {%- set quantity = 'cast(coalesce(' ~ orders ~ '.quantity, 0) as double)' -%}
    {%- set factor = 'cast(' ~ order_factor(orders) ~ ' as double)' -%}
    {%- set price = 'cast(coalesce(' ~ prices ~ '.highest_unit_price, 0) as double)' -%}
    {%- set multiplier = 'cast(' ~ owners ~ '.discount_multiplier as double)' -%}
    {%- set stated = 'abs(cast(coalesce(' ~ orders ~ '.list_cost, 0) as double))' -%}
    {%- set cost -%}
        greatest(
            {{ quantity }} * {{ factor }} * greatest(
                {{ price }} * {{ multiplier }},
                cast({{ owners }}.contract_unit_price as double)
            ),
            {{ stated }} * {{ multiplier }}
        )
    {%- endset -%}
    case
        when {{ orders }}.original_order_line_id is not null then null
        when {{ quantity }} * {{ price }} >= 1e28
            then 'price of one term about ' || cast({{ quantity }} * {{ price }} as {{ type_text() }})
        when {{ quantity }} * {{ factor }} >= 9.99e27
            then 'pricing_quantity about ' || cast({{ quantity }} * {{ factor }} as {{ type_text() }})
        when {{ cost }} >= 1e26
            then 'cost up to about ' || cast({{ cost }} as {{ type_text() }})
    end
{%- endmacro %}
