{#
    Tax on a pre-tax cost: each component's share rounded on its own, then added
    (rules 7.3). No rates, no tax.
    Usage: {{ tax_of('legs.pretax_cost', 'rates.component_rates') }}
#}
{% macro tax_of(cost, component_rates) -%}
    {{ return(adapter.dispatch('tax_of', 'tierbill')(cost, component_rates)) }}
{%- endmacro %}

{% macro duckdb__tax_of(cost, component_rates) -%}
    cast(
        coalesce(
            list_sum(
                list_transform(
                    {{ component_rates }}, lambda rate: {{ cost_at_rate(cost, 'rate') }}
                )
            ), 0
        ) as decimal(38, 8)
    )
{%- endmacro %}

{% macro spark__tax_of(cost, component_rates) -%}
    coalesce(
        aggregate(
            {{ component_rates }},
            cast(0 as decimal(38, 8)),
            (total, rate)
            -> cast(total + {{ cost_at_rate(cost, 'rate') }} as decimal(38, 8))
        ), cast(0 as decimal(38, 8))
    )
{%- endmacro %}
