{#
    Nothing, but the model that says so is built after another one that its configuration names.
    Usage: {{ made_after('int_touched_orders') }}
#}
{% macro made_after(name) -%}
    {%- if not execute -%}{%- do ref(name) -%}{%- endif -%}
{%- endmacro %}
