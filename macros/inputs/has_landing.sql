{#
    Whether the environment names a landing folder. No while dbt parses the project: what
    depends on the answer names all it may read there, and the parsed project stays valid.
    Usage: {% if has_landing() or not execute %} ... {% endif %}
#}
{% macro has_landing() -%}
    {{ return(execute and env_var('TIERBILL_LANDING', '') != '') }}
{%- endmacro %}
