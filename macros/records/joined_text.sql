{#
    The texts of a group in order, joined by a separator.
    Usage: {{ joined_text('negative_cause', '|') }}
#}
{% macro joined_text(expression, separator) -%}
    {{ return(adapter.dispatch('joined_text', 'tierbill')(expression, separator)) }}
{%- endmacro %}

{% macro duckdb__joined_text(expression, separator) -%}
    string_agg({{ expression }}, '{{ separator }}' order by {{ expression }})
{%- endmacro %}

{% macro spark__joined_text(expression, separator) -%}
    array_join(array_sort(collect_list({{ expression }})), '{{ separator }}')
{%- endmacro %}
