{#
    Schemas are the layers themselves (staging, intermediate, marts, reference, raw): one
    warehouse file is one environment, so no target prefix is put before them.
#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}
