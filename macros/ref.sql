{#
    Names of relations without the catalogue: the warehouse file is renamed when it is
    published, and a view that names the old file could not be read any more.
#}
{% macro ref() -%}
    {%- set relation = builtins.ref(*varargs, **kwargs) -%}
    {%- if execute and target.type == 'duckdb' and relation.database -%}
        {{ return(relation.include(database=false)) }}
    {%- endif -%}
    {{ return(relation) }}
{%- endmacro %}
