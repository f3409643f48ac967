{#
    A decimal as a whole number of its smallest unit: 1.5 at two places is 150. Wide whole
    numbers take all that a decimal column holds; a product with 10 to the places does not.
    Usage: {{ whole_units('pricing_quantity', 10) }}
#}
{% macro whole_units(value, places) -%}
    {{ return(adapter.dispatch('whole_units', 'tierbill')(value, places)) }}
{%- endmacro %}

{% macro duckdb__whole_units(value, places) -%}
    (
        cast(trunc({{ value }}) as hugeint) * {{ 10 ** places }}
        + cast(({{ value }} - trunc({{ value }})) * {{ 10 ** places }} as hugeint)
    )
{%- endmacro %}

{% macro spark__whole_units(value, places) -%}
    (
        cast({{ value }} as decimal(38, 0)) * {{ 10 ** places }}
        + cast(
            ({{ value }} - cast({{ value }} as decimal(38, 0))) * {{ 10 ** places }}
            as decimal(38, 0)
        )
    )
{%- endmacro %}
