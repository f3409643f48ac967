{#
    The name of a party of a bill: the least of its lines that take nothing back, else of
    all of them.
    Usage: {{ billed_name('bill_lines', 'seller_name') }}
#}
{% macro billed_name(lines, name) -%}
    coalesce(
        min(case when {{ lines }}.line_kind != 'reversal' then {{ lines }}.{{ name }} end),
        min({{ lines }}.{{ name }})
    )
{%- endmacro %}
