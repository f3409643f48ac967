{#
    The exact product of two decimals of ten places, neither negative, as text with all its
    digits, for a figure that fits no column.
    Usage: {{ product_text('pricing_quantity', 'unit_price') }}
#}
{% macro product_text(one, other) -%}
    {{ return(adapter.dispatch('product_text', 'tierbill')(one, other)) }}
{%- endmacro %}

{% macro duckdb__product_text(one, other) -%}
    {%- set half = '1' ~ '0' * 19 -%}
    {%- set parts = [] -%}
    {%- for high_one in [true, false] -%}
        {%- for high_other in [true, false] -%}
            {%- set operator_one = '//' if high_one else '%' -%}
            {%- set operator_other = '//' if high_other else '%' -%}
            {%- do parts.append(
                'cast(cast((' ~ whole_units(one, 10) ~ ' ' ~ operator_one ~ ' ' ~ half ~ ')'
                ~ ' * (' ~ whole_units(other, 10) ~ ' ' ~ operator_other ~ ' ' ~ half ~ ')'
                ~ " as varchar) || '" ~ '0' * (19 * (high_one | int + high_other | int))
                ~ "' as bignum)"
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    regexp_replace(
        rtrim(
            regexp_replace(
                lpad(cast({{ parts | join(' + ') }} as varchar), 80, '0'),
                '^0*([0-9]+)([0-9]{20})$', '\1.\2'
            ), '0'
        ), '\.$', ''
    )
{%- endmacro %}

{% macro spark__product_text(one, other) -%}
    cast(cast({{ one }} as double) * cast({{ other }} as double) as string)
{%- endmacro %}
